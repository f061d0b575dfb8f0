"""What comes in from files: mappings, reading, comparing with what is there, rejects."""
