"""Tests of the team lead's workbench."""
