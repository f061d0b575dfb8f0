"""What a KPI means: its YAML form, checked and read into frozen values."""
