"""Tables and columns that are worked out from others by the engine, company-wide and before any row filter."""
