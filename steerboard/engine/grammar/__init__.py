"""The small language of conditions and arithmetic that definitions and users write. See ``parse`` first."""
