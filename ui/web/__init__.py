"""The browser channel: one Gradio page over the advisor's events."""
