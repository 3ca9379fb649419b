"""What is said without a number: fits, alarms, verdicts, names, citations, quotes, tool runs."""
