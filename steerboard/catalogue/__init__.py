"""The shipped KPI definitions, in YAML and in both languages. See ``library``."""
