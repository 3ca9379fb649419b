"""One module a command: its options, one call, its print."""
