"""The commands of `steerboard`, a file per subject."""
