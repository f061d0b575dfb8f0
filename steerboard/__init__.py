"""Steerboard steers a sales organisation by its numbers."""
