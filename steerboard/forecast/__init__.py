"""What will be: methods that foresee a period, each with what it rests on."""
