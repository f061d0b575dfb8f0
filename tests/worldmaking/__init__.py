"""How the small test worlds are made, part by part; ``tests.worlds`` is the front door."""
