"""Whether a number stands in its own place: its label, its row, the latest result."""
