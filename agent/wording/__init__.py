"""Results in words: what is said when our own rendering speaks."""
