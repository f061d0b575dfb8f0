"""PostgreSQL as a store of the analytic tables."""
