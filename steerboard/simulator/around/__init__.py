"""What stands around the sale: service, money, market and people, drawn after all that is sold."""
