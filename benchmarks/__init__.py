"""Benchmarks: measured, said with what they were compared, never a test that times."""
