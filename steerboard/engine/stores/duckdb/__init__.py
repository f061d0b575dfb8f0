"""DuckDB, the default store."""
