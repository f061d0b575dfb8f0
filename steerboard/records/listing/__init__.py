"""Lists of records: one machinery, and a short declaration for each kind that people work with."""
