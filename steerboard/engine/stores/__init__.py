"""The stores that answer queries, one folder each."""
