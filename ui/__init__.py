"""Channels: thin skins over the advisor."""
