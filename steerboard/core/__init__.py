"""What every room stands on: clock, calendars, exact numbers, texts in two languages, errors, settings."""
