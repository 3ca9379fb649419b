"""Small tables and pairs of a card; cells are HTML that the caller made inert."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.wording.results.figures import number
from ui.render.inert import escape, scrolling

Row = Mapping[str, Any]


def section(title: str, inner: str) -> str:
    """Set a heading over a piece of a card."""
    return f"<h4>{escape(title)}</h4>{inner}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Show rows under their heads; a wide table scrolls by itself."""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f"{scrolling('<table>')}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def breakable(text: str) -> str:
    """Let a long identifier go on in the next line.

    >>> breakable("adamw_torch_fused")
    'adamw_<wbr>torch_<wbr>fused'
    """
    return escape(text).replace("_", "_<wbr>")


def pairs(shown: Sequence[tuple[str, str]]) -> str:
    """Show names and values."""
    rows = "".join(
        f'<div class="pair"><dt>{escape(name)}</dt><dd>{value}</dd></div>' for name, value in shown
    )
    return f"<dl>{rows}</dl>"


def figure(value: float, unit: str) -> str:
    """Write a number with its unit, on one line."""
    return f'<span class="fig">{number(value)} {escape(unit)}</span>'


def span(low: float, high: float) -> str:
    """Write a range.

    >>> span(16.952, 23.619)
    '17.0 to 23.6'
    """
    return f"{number(low)} to {number(high)}"


def entries(shown: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Show texts below their titles, which narrow columns would tear; parts are HTML."""
    return "".join(
        f'<div class="item"><strong>{title}</strong>'
        + "".join(f'<p class="part">{each}</p>' for each in texts if each)
        + "</div>"
        for title, texts in shown
    )
