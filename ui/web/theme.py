"""How the page looks: Gradio's bundled fonts, our style sheet, our script."""

from importlib.resources import files
from typing import Any

import gradio as gr

FONT = gr.themes.LocalFont("Source Sans Pro", weights=(400, 700))
SCRIPTS = ("page", "documents")
STYLES = ("page", "documents", "estimate", "planning")
MONO = gr.themes.LocalFont("IBM Plex Mono", weights=(400, 700))


def dress() -> dict[str, Any]:
    """Give what the page is mounted with."""
    theme = gr.themes.Default(
        primary_hue="teal",
        neutral_hue="slate",
        font=[FONT, "system-ui", "sans-serif"],
        font_mono=[MONO, "monospace"],
    )
    return {
        "theme": theme,
        "css": "".join(read_static(f"{name}.css") for name in STYLES),
        "head": "".join(f'<script src="page/{name}.js" defer></script>' for name in SCRIPTS),
    }


def read_static(name: str) -> str:
    """Read a file of the page's own."""
    return (files("ui.web") / "static" / name).read_text("utf-8")
