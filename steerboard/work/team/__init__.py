"""The team lead's workbench: the team, a person of it, and reminders between them."""
