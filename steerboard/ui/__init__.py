"""How things look: frame, components, formats, live updates. Knows no record kind."""
