"""The decision record: one page of Markdown for those who were not there."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from agent.events import Event, SessionStarted
from agent.transcripts.fold import decision_of, facts_of, results_of, words_of
from agent.transcripts.inert import inert, inert_cell
from agent.transcripts.lines import canonical
from agent.transcripts.markdown import quoted, table
from agent.transcripts.story import rows_of
from agent.transcripts.story import words_of as in_words
from agent.wording.cells import cell_in_words
from agent.wording.conditions import condition
from agent.wording.fields import field_in_words
from agent.wording.phrases import capitalised
from agent.wording.unknowns import settles, turning_point
from ui.render.words import METHODS, STRATEGIES

_NOT_FIGURES = frozenset({"record_facts", "search", "decide"})
_MOST_FIGURES = 12
"""Figures of one result that still leave the record one page; the transcript has all."""
_MOST_RESULTS = 6
_LONGEST_FIGURE = 40
"""Characters of a result's word that still counts as a figure; sentences stand elsewhere."""
_LONGEST_TASK = 1_200
"""Characters of the task that are quoted."""


def decision_record(events: Sequence[Event]) -> str:
    """Write down what was decided, on which facts and grounds, and what would change it.

    What people said is quoted as it is and can neither format nor fetch anything.
    """
    decision = decision_of(events)
    sections = [
        "# Decision record",
        _task(events),
        *(_undecided() if decision is None else _decision(decision)),
        *_facts(events),
        *_figures(events),
        *_consequences(decision or {}),
        _origin(events),
    ]
    return "\n\n".join(sections) + "\n"


def _task(events: Sequence[Event]) -> str:
    said = next((each.text for each in words_of(events) if each.text.strip()), "")
    if not said:
        return "## Task\n\nNothing has been said yet."
    shown = said if len(said) <= _LONGEST_TASK else said[:_LONGEST_TASK].rstrip() + " …"
    return f"## Task, in the user's words\n\n{quoted(inert(shown))}"


def _undecided() -> Iterator[str]:
    yield "No decision has been reached yet."


def _decision(decision: dict[str, Any]) -> Iterator[str]:
    yield f"## Decision: {_plain_words(decision.get('strategy'))}"
    yield _status(decision)
    yield from _beside_the_chapter(decision)
    yield from _grid("Rules that decided", decision, "rules", ("id", "because", "source"))


def _beside_the_chapter(decision: dict[str, Any]) -> Iterator[str]:
    chapter = decision.get("chapter")
    if not isinstance(chapter, dict):
        return
    ours = rows_of(decision, "rules", "id", "because")
    answers = [
        (
            "this advisor",
            _named(decision.get("strategy")),
            ", ".join(row[0] for row in ours),
            " ".join(row[1] for row in ours),
        ),
        (
            "the chapter",
            _named(chapter.get("strategy")),
            in_words(chapter.get("rule")),
            in_words(chapter.get("because")),
        ),
    ]
    yield table(("answer of", "strategy", "rule", "because"), answers)
    if chapter.get("differs_because"):
        why, source = (in_words(chapter.get(f"differs_{each}")) for each in ("because", "source"))
        yield f"They differ: {inert_cell(why)} ({inert_cell(source)})"


def _status(decision: dict[str, Any]) -> str:
    plan = decision.get("plan")
    kind = plan.get("kind") if isinstance(plan, dict) else None
    parts = [f"Form of the plan: {_plain_words(kind)}."] if kind else []
    if decision.get("method") not in (None, "none"):
        method = METHODS.get(str(decision["method"])) or _plain_words(decision["method"])
        parts.append(f"Method: {method}.")
    if decision.get("status") == "final":
        return " ".join(["Final: nothing still unknown can change the strategy.", *parts])
    kept = decision.get("kept_share")
    if isinstance(kept, float):
        parts.append(f"By the stated priors it stays with a likelihood of {kept:.0%}.")
    possible = decision.get("possible")
    others = [each for each in possible or [] if each != decision.get("strategy")]
    led = "; ".join(map(_plain_words, others)) or "none other"
    return " ".join([f"Provisional. Unknown facts could still lead to: {led}.", *parts])


def _facts(events: Sequence[Event]) -> Iterator[str]:
    known = facts_of(events)
    said = [
        (_fact(name), _value(fact.value), in_words(fact.quote), fact.origin, str(fact.turn))
        for name, fact in known.items()
        if not fact.assumed
    ]
    if said:
        header = ("fact", "value", "the user's words", "origin", "turn")
        yield f"## Facts\n\n{table(header, said)}"
    assumed: list[tuple[str, ...]] = [
        (_fact(name), _value(fact.value), f"from: {fact.quote}" if fact.quote else "")
        for name, fact in known.items()
        if fact.assumed
    ]
    granted = rows_of(decision_of(events) or {}, "assumptions", "field", "value", "because")
    assumed += [(_fact(name), _value(value), because) for name, value, because in granted]
    assumed += list(dict.fromkeys(_assumed_by_tools(events)))
    if assumed:
        yield f"## Assumptions\n\n{table(('about', 'value', 'because'), assumed)}"


def _assumed_by_tools(events: Sequence[Event]) -> Iterator[tuple[str, str, str]]:
    for use in _newest_results(events):
        if isinstance(use["result"], dict):
            for field, value, because in rows_of(
                use["result"], "assumptions", "field", "value", "because"
            ):
                yield f"{use['tool']}: {field}", value, because


def _figures(events: Sequence[Event]) -> Iterator[str]:
    rows = [
        (f"{use['tool']} ({use['call']})", ", ".join(_leaves(use["args"])), gives)
        for use in _newest_results(events)
        if (gives := ", ".join(list(_leaves(use["result"]))[:_MOST_FIGURES]))
    ]
    if rows:
        yield f"## Numbers\n\n{table(('tool', 'from', 'gives'), rows)}"


def _newest_results(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Give the newest results, one for each question; older ones stand in the transcript."""
    newest: dict[str, dict[str, Any]] = {}
    for use in results_of(events):
        question = f"{use['tool']} {canonical(use['args'])}"
        newest.pop(question, None)
        if use["tool"] not in _NOT_FIGURES:
            newest[question] = use
    return list(newest.values())[-_MOST_RESULTS:]


def _leaves(value: Any, name: str = "") -> Iterator[str]:
    """List the figures of a result under their full names; lists of objects are left out.

    >>> list(_leaves({"peak_gb": 16.9, "time_hours": {"low": 1, "high": 2}}))
    ['peak_gb 16.9', 'time_hours.low 1', 'time_hours.high 2']
    """
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, f"{name}.{key}" if name else str(key))
        return
    of_objects = isinstance(value, list) and any(isinstance(each, dict) for each in value)
    shown = _figure(value) if isinstance(value, float) else in_words(value)
    if value not in (None, "", []) and not of_objects and len(shown) <= _LONGEST_FIGURE:
        yield f"{name} {shown}"


def _figure(value: float) -> str:
    """Write a figure in six digits, one of millions in all of its digits.

    >>> _figure(27.297384), _figure(1_650_900.0)
    ('27.2974', '1650900')
    """
    return f"{value:.0f}" if abs(value) >= 1e6 else f"{value:.6g}"


def _consequences(decision: dict[str, Any]) -> Iterator[str]:
    plan = decision.get("plan")
    if isinstance(plan, dict):
        yield from _grid("Next steps", plan, "steps", ("do", "because", "source"))
    flips = [(_condition(*row), _named(row[2])) for row in rows_of(decision, *_OF_A_FLIP)]
    if flips:
        yield f"## What would change it\n\n{table(('if', 'then'), flips)}"
    tried = rows_of(_settling(decision), "experiments", "field", "text", "source")
    if tried:
        shown = [(_fact(name), text, source) for name, text, source in tried]
        yield f"## Worth trying\n\n{table(('to learn', 'do', 'source'), shown)}"
    for title, name in (
        ("What speaks for another answer", "dissent"),
        ("Mind", "advisories"),
        ("Decide again when", "recheck"),
    ):
        yield from _grid(title, decision, name, ("id", "text", "source"))
    contradictions = decision.get("contradictions")
    if isinstance(contradictions, list) and contradictions:
        listed = "\n".join(f"- {inert_cell(in_words(each))}" for each in contradictions)
        yield f"## To reconcile\n\n{listed}"
    question = decision.get("next_question")
    if isinstance(question, dict):
        yield f"## Still open\n\n{inert_cell(in_words(question.get('text')))}"


_OF_A_FLIP = ("would_change", "field", "to", "strategy", "threshold")


def _condition(field: str, to: str, _: str, threshold: str) -> str:
    said = condition(field, turning_point({"to": to, "threshold": threshold}))
    return said.removeprefix("if ")


def _settling(decision: dict[str, Any]) -> dict[str, Any]:
    """Keep of a decision the experiments that decide something."""
    tried = decision.get("experiments")
    listed = tried if isinstance(tried, list) else []
    return {"experiments": [each for each in listed if isinstance(each, dict) and settles(each)]}


def _grid(title: str, source: dict[str, Any], name: str, columns: tuple[str, ...]) -> Iterator[str]:
    rows = rows_of(source, name, *columns)
    if rows:
        yield f"## {title}\n\n{table(columns, rows)}"


def _origin(events: Sequence[Event]) -> str:
    started = next((each for each in events if isinstance(each, SessionStarted)), None)
    rows = [("date", events[-1].at.isoformat(timespec="minutes"))] if events else []
    if started is not None:
        rows += [
            ("transcript", f"{started.session}, events 1 to {events[-1].number}"),
            ("finetune-advisor", started.app),
            ("chat model", started.chat_model),
            *((f"version of {name}", version) for name, version in started.versions.items()),
        ]
    return f"## Made from\n\n{table(('about', 'is'), rows)}"


def _named(name: Any) -> str:
    """Write a strategy's name, or another word of a table, for people.

    >>> _named("rag+fine_tuning"), _named("measure_first")
    ('Retrieval and fine-tuning', 'measure first')
    """
    word = in_words(name)
    return STRATEGIES.get(word) or word.replace("_", " ").replace("+", " + ")


def _fact(field: str) -> str:
    return capitalised(field_in_words(field))


def _value(given: Any) -> str:
    """Write a fact's value, or a cell of a table, for people; a text stays as it is.

    >>> _value(True), _value(3_000_000), _value(7.0), _value("no|partly"), _value("index")
    ('yes', '3,000,000', '7', 'no or partly', 'into an index')
    """
    if isinstance(given, int | float) and not isinstance(given, bool):
        return f"{given:,.12g}" if isinstance(given, float) else f"{given:,}"
    said = in_words(given)
    return cell_in_words(said) if re.fullmatch(r"[a-z]+(?:[_|][a-z]+)*", said) else said


def _plain_words(name: Any) -> str:
    return inert_cell(_named(name))
