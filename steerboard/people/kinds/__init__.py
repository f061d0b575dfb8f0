"""The kinds of the organisation."""
