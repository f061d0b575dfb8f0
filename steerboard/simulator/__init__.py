"""A company that behaves: people, customers, deals, visits and orders from a seed, with the truth beside them."""
