"""What each KPI of the spine must give, worked out by loops over plain rows: see README.md beside this."""
