"""The kinds of the sales side."""
