"""A transcript as one HTML page that fetches nothing and runs nothing."""

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape

from agent.events import Event
from agent.transcripts.inert import visible
from agent.transcripts.lines import pretty
from agent.transcripts.story import Block, Card, Grid, Heading, Note, Words, tell

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h2 { border-top: 1px solid #8886; padding-top: 1rem; font-size: 1.1rem; }
article { border-left: 4px solid #888; padding-left: 1rem; margin: 1rem 0; }
article.advisor { border-color: #2a6fdb; }
article.question { border-color: #c77700; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; unicode-bidi: isolate; }
.note { font-style: italic; overflow-wrap: anywhere; }
.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; }
th, td { border: 1px solid #8886; padding: .25rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; min-width: 6em; }
details p { margin: .5rem 0 0; }
details { border: 1px solid #8886; border-radius: .4rem; padding: .5rem 1rem; margin: 1rem 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
"""
_SHORT_CARD = 2_000
"""Characters of a tool's card that is shown unfolded."""
_ALLOWED = f"'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
_POLICY = f"default-src 'none'; style-src {_ALLOWED}; base-uri 'none'; form-action 'none'"
_BOLD = re.compile(r"\*\*(\S.*?)\*\*")
_CODE = re.compile(r"`([^`\n]+)`")


def to_html(events: Sequence[Event]) -> str:
    """Write the whole conversation as one file; its policy forbids every request and script."""
    blocks = "\n".join(_block(each) for each in tell(events))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Consultation</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{blocks}\n</main>\n</body>\n</html>\n"
    )


def _text(words: str) -> str:
    return escape(visible(words))


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level}>{_text(block.text)}</h{block.level}>"
        case Words():
            words = _emphasised(_text(block.text)) if block.markdown else _text(block.text)
            who = block.who.split(" ", 1)[0].lower()
            return (
                f'<article class="{escape(who)}"><strong>{_text(block.who)}</strong>'
                f'<p class="text" dir="auto">{words}</p></article>'
            )
        case Note():
            return f'<p class="note">{_text(block.text)}</p>'
        case Grid():
            return _grid(block)
        case Card():
            parts = "".join(_part(label, value) for label, value in block.parts)
            title = f"<summary>Tool: {_text(block.title)}</summary>"
            shown = " open" if len(parts) <= _SHORT_CARD else ""
            return f"<details{shown}>{title}{parts}</details>"


def _emphasised(escaped: str) -> str:
    """Dress bold words and code; everything else of Markdown reads well as it is."""
    return _CODE.sub(r"<code>\1</code>", _BOLD.sub(r"<strong>\1</strong>", escaped))


def _grid(grid: Grid) -> str:
    caption = f"<caption>{_text(grid.title)}</caption>" if grid.title else ""
    header = "".join(f'<th scope="col">{_text(each)}</th>' for each in grid.header)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in grid.rows
    )
    table = f"<table>{caption}<thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="wide">{table}</div>'


def _part(label: str, value: object) -> str:
    return f"<p>{_text(label)}</p><pre>{_text(pretty(value))}</pre>"
