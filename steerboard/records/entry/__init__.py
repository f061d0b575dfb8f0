"""Entering and mending records: one machinery over the kinds' fields, and a short declaration for each kind."""
