"""The decision card: the strategy in words, how sure it is, the plan, and its ground."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from agent.wording.cells import cell_in_words
from agent.wording.conditions import condition
from agent.wording.outcomes import outcomes
from agent.wording.phrases import capitalised, uncapitalised
from agent.wording.unknowns import settles, turning_point
from ui.render import words
from ui.render.inert import Shelf, escape, passage_link

NOTHING_YET = (
    '<p class="quiet">Describe your task. The decision shows here after the first message, '
    "and changes with every fact.</p>"
)
Row = Mapping[str, Any]


def decision_card(decision: Row | None, shelf: Shelf) -> str:
    """Show the decision as a region of its own."""
    parts = decision_parts(decision, shelf).items()
    body = "".join(f'<div id="{name}">{shown}</div>' for name, shown in parts)
    return (
        '<section class="panel" id="decision" aria-label="Decision"><h2>Decision</h2>'
        f"{body}</section>"
    )


def decision_parts(decision: Row | None, shelf: Shelf, told: bool = False) -> dict[str, str]:
    """Give the parts of the card by their names: a turn seldom changes all of them.

    What a reply has `told` in full is folded.
    """
    body = _body(decision or {}, shelf, told)
    return body if decision else dict.fromkeys(body, "") | {"decision-standing": NOTHING_YET}


def status_words(decision: Row) -> str:
    """Say how sure the decision is."""
    return "final" if decision.get("status") == "final" else "provisional"


def _body(decision: Row, shelf: Shelf, told: bool) -> dict[str, str]:
    def remark(each: Row) -> str:
        return _remark(each, shelf)

    return {
        "decision-standing": _headline(decision)
        + _contradictions(decision.get("contradictions") or ())
        + _standing(decision)
        + _method(decision),
        "decision-why": _list("Why", decision.get("rules"), lambda each: _rule(each, shelf)),
        "decision-chapter": _beside(decision.get("chapter"), decision.get("strategy"), shelf),
        "decision-plan": _plan(decision.get("plan"), shelf, told),
        "decision-mind": (_folded if told else _list)(
            "Mind this", decision.get("advisories"), remark
        ),
        "decision-change": would_change(decision),
        "decision-granted": _folded("Taken for granted", decision.get("assumptions"), _assumption),
        "decision-settling": _folded(
            "What would settle it", _settling(decision), lambda each: _test(each, shelf)
        ),
        "decision-dissent": _folded("Who disagrees", decision.get("dissent"), remark),
        "decision-again": _folded("Decide again when", decision.get("recheck"), remark),
    }


def _headline(decision: Row) -> str:
    status = status_words(decision)
    return (
        f'<p class="strategy">{escape(words.strategy_in_words(str(decision.get("strategy"))))}'
        f' <span class="badge {status}">{status}</span></p>'
    )


def _contradictions(questions: Iterable[Any]) -> str:
    return "".join(f'<p class="trouble">{escape(each)}</p>' for each in questions)


def would_change(decision: Row) -> str:
    """Show the nearest change of each fact that leads elsewhere, folded."""
    return _folded("What would change it", decision.get("would_change"), _change)


def progress(decision: Row) -> str:
    """Say how far the interview is: what else is possible, questions to expect.

    >>> decision = {"strategy": "rag", "possible": ["rag", "prompting"], "questions_left": 1.4}
    >>> progress(decision)
    '1 other strategy possible, about 1 question left'
    """
    if decision.get("status") == "final":
        return ""
    others = len(_others(decision))
    parts = [f"{others} other {'strategies' if others > 1 else 'strategy'} possible"]
    return ", ".join((parts if others else []) + _left(decision))


def _left(decision: Row) -> list[str]:
    left = decision.get("questions_left")
    if not isinstance(left, int | float) or left <= 0:
        return []
    number = max(1, round(left))
    return [f"about {number} question{'s' if number > 1 else ''} left"]


def _others(decision: Row) -> list[str]:
    possible = decision.get("possible") or ()
    return [str(each) for each in possible if each != decision.get("strategy")]


def _standing(decision: Row) -> str:
    if decision.get("status") == "final":
        return '<p class="quiet">Nothing that is still unknown can change this strategy.</p>'
    others = [uncapitalised(words.strategy_in_words(each)) for each in _others(decision)]
    possible = [f"Still possible: {'; '.join(others)}."] if others else []
    left = [f"{capitalised(each)}." for each in _left(decision)]
    return f'<p class="quiet">{escape(" ".join(possible + left))}</p>'


def _method(decision: Row) -> str:
    method = decision.get("method")
    if not method or method == "none":
        return ""
    name = words.METHODS.get(str(method), words.label(str(method)))
    return f'<p><span class="name">Training</span> {escape(name)}</p>'


def _beside(chapter: Any, ours: Any, shelf: Shelf) -> str:
    if not isinstance(chapter, Mapping):
        return ""
    theirs = str(chapter.get("strategy"))
    if theirs == ours:
        return '<p><span class="name">The chapter</span> Its own procedure answers the same.</p>'
    because = f"{_sentence(chapter.get('because'))}{sources(chapter.get('source'), shelf)}"
    differs = _sentence(chapter.get("differs_because"))
    where = sources(chapter.get("differs_source"), shelf)
    return (
        '<div class="differs"><p><span class="name">The chapter</span> Its own procedure answers '
        f"<strong>{escape(words.strategy_in_words(theirs))}</strong>.{because}</p>"
        f"{f'<p>Why ours is another:{differs}{where}</p>' if differs else ''}</div>"
    )


def _sentence(text: Any) -> str:
    if not text:
        return ""
    words_of_it = str(text).strip()
    return f" {escape(words_of_it)}{'' if words_of_it.endswith(('.', '!', '?')) else '.'}"


def _plan(plan: Any, shelf: Shelf, told: bool) -> str:
    if not isinstance(plan, Mapping) or not plan.get("steps"):
        return ""
    steps = "".join(
        f'<li>{_sentence(step.get("do"))}<span class="because">{_sentence(step.get("because"))}'
        f"{sources(step.get('source'), shelf)}</span></li>"
        for step in plan["steps"]
    )
    kind = words.label(str(plan.get("kind", "")))
    shown = "" if kind == "Standard" else f' <span class="quiet">{escape(kind)}</span>'
    if told:
        return f'<details class="more"><summary>Plan{shown}</summary><ol>{steps}</ol></details>'
    return f"<h3>Plan{shown}</h3><ol>{steps}</ol>"


def _list(heading: str, rows: Iterable[Row] | None, shown: Any) -> str:
    items = "".join(f"<li>{shown(each)}</li>" for each in rows or ())
    return f"<h3>{heading}</h3><ul>{items}</ul>" if items else ""


def _folded(heading: str, rows: Iterable[Row] | None, shown: Any) -> str:
    items = "".join(f"<li>{shown(each)}</li>" for each in rows or ())
    if not items:
        return ""
    return f'<details class="more"><summary>{heading}</summary><ul>{items}</ul></details>'


def _rule(rule: Row, shelf: Shelf) -> str:
    return (
        f"{_sentence(rule.get('because'))}{sources(rule.get('source'), shelf)}"
        f' <span class="rule" title="The line of our table of rules that decided">rule '
        f"{escape(rule.get('id', ''))}</span>"
    )


def _remark(remark: Row, shelf: Shelf) -> str:
    return f"{_sentence(remark.get('text'))}{sources(remark.get('source'), shelf)}"


def _change(flip: Row) -> str:
    to = turning_point(flip) if flip.get("threshold") else words.value(flip.get("to")).lower()
    so = capitalised(condition(str(flip.get("field", "")), to))
    return f"{escape(so)}: {escape(words.strategy_in_words(str(flip.get('strategy', ''))))}"


def _assumption(assumed: Row) -> str:
    otherwise = assumed.get("otherwise")
    other = f" Otherwise: {escape(words.strategy_in_words(str(otherwise)))}." if otherwise else ""
    return (
        f"{escape(words.fact(str(assumed.get('field', ''))))}: "
        f"{escape(cell_in_words(str(assumed.get('value'))))}.{_sentence(assumed.get('because'))}{other}"
    )


def _settling(decision: Row) -> list[Row]:
    """Give the experiments whose outcomes lead to different strategies."""
    return [each for each in decision.get("experiments") or () if settles(each)]


def _test(experiment: Row, shelf: Shelf) -> str:
    leads = escape(outcomes(experiment)) if experiment.get("branches") else ""
    return f"{_sentence(experiment.get('text'))} {leads}{sources(experiment.get('source'), shelf)}"


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
