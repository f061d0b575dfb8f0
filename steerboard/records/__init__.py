"""The record kinds of the sales side, each in one short file."""
