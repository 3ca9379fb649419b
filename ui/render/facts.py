"""The facts panel: each fact in words, the user's own words for it, and how it came in."""

from collections.abc import Mapping

from agent.transcripts.fold import KnownFact
from ui.render import words
from ui.render.inert import escape

NOTHING_YET = '<p class="quiet">Nothing yet. Facts appear here as you mention them.</p>'


def facts_panel(facts: Mapping[str, KnownFact]) -> str:
    """Show what is known, newest last."""
    rows = "".join(_row(field, fact) for field, fact in facts.items())
    return f'<dl class="facts">{rows}</dl>' if rows else NOTHING_YET


def _row(field: str, fact: KnownFact) -> str:
    return (
        f'<div class="fact"><dt>{escape(words.fact(field))}</dt>'
        f'<dd><span class="fact-value" dir="auto">{escape(words.fact_value(fact.value))}</span>'
        f'<span class="origin {escape(fact.origin)}">{_origin(fact)}</span></dd></div>'
    )


def _origin(fact: KnownFact) -> str:
    how = words.ORIGINS.get(fact.origin, fact.origin)
    quote = f" <q dir='auto'>{escape(fact.quote)}</q>" if fact.quote else ""
    return f"{escape(how)}{quote}"
