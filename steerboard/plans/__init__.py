"""What should be: targets, and the pace towards them."""
