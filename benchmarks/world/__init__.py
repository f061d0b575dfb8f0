"""A company of any size, written straight into mart tables; the same arguments give the same rows."""
