"""What one person works at: the rep’s Today."""
