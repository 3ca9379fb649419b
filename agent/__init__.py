"""The conversation: events, the advisor, the chat models that phrase it."""
