"""The rule-driven chat model: reads facts, chooses calls, says what the tools found."""
