"""From scans to SQL trees: sources, joins, rights, aggregates."""
