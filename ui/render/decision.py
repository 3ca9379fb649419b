"""The decision card: the strategy in words, how sure it is, the plan, and its ground."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ui.render import words
from ui.render.inert import Shelf, escape, passage_link

NOTHING_YET = (
    '<p class="quiet">Describe your task. The decision shows here after the first message, '
    "and changes with every fact.</p>"
)


def decision_card(decision: Mapping[str, Any] | None, shelf: Shelf) -> str:
    """Show the decision as a region of its own."""
    body = _body(decision, shelf) if decision else NOTHING_YET
    return (
        '<section class="panel" id="decision" aria-label="Decision"><h2>Decision</h2>'
        f"{body}</section>"
    )


def status_words(decision: Mapping[str, Any]) -> str:
    """Say how sure the decision is."""
    return "final" if decision.get("status") == "final" else "provisional"


def _body(decision: Mapping[str, Any], shelf: Shelf) -> str:
    parts = (
        _headline(decision),
        _standing(decision),
        _method(decision),
        _beside(decision.get("chapter"), decision["strategy"]),
        _plan(decision.get("plan"), shelf),
        _advisories(decision.get("advisories") or (), shelf),
        _rules(decision.get("rules") or (), shelf),
        _changes(decision.get("would_change") or ()),
    )
    return "".join(parts)


def _headline(decision: Mapping[str, Any]) -> str:
    status = status_words(decision)
    return (
        f'<p class="strategy">{escape(words.strategy_in_words(decision["strategy"]))}'
        f' <span class="badge {status}">{status}</span></p>'
    )


def _standing(decision: Mapping[str, Any]) -> str:
    if decision.get("status") == "final":
        return '<p class="quiet">Nothing that is still unknown can change this strategy.</p>'
    others = [each for each in decision.get("possible") or () if each != decision["strategy"]]
    possible = (
        f"Still possible: {escape(words.listed([words.strategy_in_words(each) for each in others]))}. "
        if others
        else ""
    )
    return f'<p class="quiet">{possible}{_left(decision)}</p>'


def _left(decision: Mapping[str, Any]) -> str:
    left = decision.get("questions_left")
    if isinstance(left, int | float):
        return escape(f"About {words.value(left)} more questions settle it.")
    question = decision.get("next_question")
    if isinstance(question, Mapping) and question.get("field"):
        return f"Next that matters: {escape(words.label(question['field']).lower())}."
    return ""


def _method(decision: Mapping[str, Any]) -> str:
    method = decision.get("method")
    if not method:
        return ""
    name = words.METHODS.get(str(method), words.label(str(method)))
    return f'<p><span class="name">Training</span> {escape(name)}</p>'


def _beside(chapter: Any, ours: str) -> str:
    if not isinstance(chapter, Mapping):
        return ""
    theirs = str(chapter.get("strategy"))
    if theirs == ours:
        return '<p><span class="name">The chapter</span> The same answer.</p>'
    because = chapter.get("because") or chapter.get("why")
    reason = f" {escape(because)}" if because else ""
    return (
        f'<p class="differs"><span class="name">The chapter</span> Its own procedure answers '
        f"<strong>{escape(words.strategy_in_words(theirs))}</strong>.{reason}</p>"
    )


def _plan(plan: Any, shelf: Shelf) -> str:
    if not isinstance(plan, Mapping) or not plan.get("steps"):
        return ""
    steps = "".join(
        f"<li>{escape(step.get('do', ''))}{_because(step)}{sources(step.get('source'), shelf)}</li>"
        for step in plan["steps"]
    )
    kind = words.label(str(plan.get("kind", "")))
    return f'<h3>Plan <span class="quiet">{escape(kind)}</span></h3><ol>{steps}</ol>'


def _because(step: Mapping[str, Any]) -> str:
    because = step.get("because")
    return f' <span class="quiet">{escape(because)}</span>' if because else ""


def _advisories(advisories: Iterable[Mapping[str, Any]], shelf: Shelf) -> str:
    items = "".join(
        f"<li>{escape(each.get('text', ''))}{sources(each.get('source'), shelf)}</li>"
        for each in advisories
    )
    return f"<h3>Mind this</h3><ul>{items}</ul>" if items else ""


def _rules(rules: Iterable[Mapping[str, Any]], shelf: Shelf) -> str:
    items = "".join(
        f'<li><span class="rule">{escape(rule.get("id", ""))}</span> '
        f"{escape(rule.get('because', ''))}{sources(rule.get('source'), shelf)}</li>"
        for rule in rules
    )
    return f"<h3>Why</h3><ul>{items}</ul>" if items else ""


def _changes(changes: Iterable[Mapping[str, Any]]) -> str:
    items = "".join(
        f"<li>{escape(words.label(str(each.get('field', ''))))}: "
        f"{escape(words.value(each.get('to')))} → "
        f"{escape(words.strategy_in_words(str(each.get('strategy', ''))))}</li>"
        for each in changes
    )
    return f"<h3>What would change it</h3><ul>{items}</ul>" if items else ""


def sources(given: Any, shelf: Shelf) -> str:
    """Show where something comes from: passages as links, anything else as it is written."""
    named = given if isinstance(given, list | tuple) else re.split(r"\s*[;,]\s*", str(given or ""))
    shown = [_source(str(each), shelf) for each in named if each]
    return f' <span class="sources">{" ".join(shown)}</span>' if shown else ""


def _source(name: str, shelf: Shelf) -> str:
    passage = shelf.passage(name)
    if passage is None:
        return f'<span class="quiet">{escape(name)}</span>'
    return passage_link(passage, passage.title)
