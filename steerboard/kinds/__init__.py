"""What a record kind is: base model, registry, history, change ledger, the one door for writing."""
