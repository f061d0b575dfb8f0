"""The board of deals: a column for each stage of a pipeline."""
