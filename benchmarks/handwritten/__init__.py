"""The same figures by the best SQL that we can write by hand, to compare the engine with."""
