"""From a query to scans: rows wanted, slices of time, dimensions, groups that share a scan."""
