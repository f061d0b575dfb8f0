"""The pages of this room, one file for each subject."""
