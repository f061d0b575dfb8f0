"""Records → analytic tables, incrementally; freshness; the gateway through which everybody asks the engine."""
