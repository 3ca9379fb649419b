"""Which words of a sentence are about which of its numbers."""
