"""What happened with a record: what people did, what was offered and ordered, what changed, in one line of time."""
