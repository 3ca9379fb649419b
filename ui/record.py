"""The decision record: one page of Markdown for those who were not there."""

from collections.abc import Iterator, Sequence
from typing import Any

from agent.events import Event, SessionStarted
from agent.transcripts.fold import decision_of, facts_of, results_of, words_of
from agent.transcripts.inert import inert, inert_cell
from agent.transcripts.lines import canonical
from agent.transcripts.markdown import quoted, table
from agent.transcripts.story import rows_of
from agent.transcripts.story import words_of as in_words
from agent.wording.unknowns import settles

_NOT_FIGURES = frozenset({"record_facts", "search", "decide"})
_MOST_FIGURES = 12
"""Figures of one result that still leave the record one page; the transcript has all."""
_MOST_RESULTS = 6
_OF_AN_EXPERIMENT = ("field", "text", "source")
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
        parts.append(f"Method: {_plain_words(decision['method'])}.")
    if decision.get("status") == "final":
        return " ".join(["Final: nothing still unknown can change the strategy.", *parts])
    kept = decision.get("kept_share")
    if isinstance(kept, float):
        parts.append(f"By the stated priors it stays with a likelihood of {kept:.0%}.")
    possible = decision.get("possible")
    others = [each for each in possible or [] if each != decision.get("strategy")]
    led = ", ".join(map(_plain_words, others)) or "none other"
    return " ".join([f"Provisional. Unknown facts could still lead to: {led}.", *parts])


def _facts(events: Sequence[Event]) -> Iterator[str]:
    known = facts_of(events)
    said = [
        (name, in_words(fact.value), in_words(fact.quote), fact.origin, str(fact.turn))
        for name, fact in known.items()
        if not fact.assumed
    ]
    if said:
        header = ("fact", "value", "the user's words", "origin", "turn")
        yield f"## Facts\n\n{table(header, said)}"
    assumed: list[tuple[str, ...]] = [
        (name, in_words(fact.value), f"from: {fact.quote}" if fact.quote else "")
        for name, fact in known.items()
        if fact.assumed
    ]
    assumed += rows_of(decision_of(events) or {}, "assumptions", "field", "value", "because")
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
        (
            f"{use['tool']} ({use['call']})",
            ", ".join(_leaves(use["args"])),
            ", ".join(list(_leaves(use["result"]))[:_MOST_FIGURES]),
        )
        for use in _newest_results(events)
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
    if value is not None and not of_objects:
        yield f"{name} {in_words(value)}"


def _consequences(decision: dict[str, Any]) -> Iterator[str]:
    plan = decision.get("plan")
    if isinstance(plan, dict):
        yield from _grid("Next steps", plan, "steps", ("do", "because", "source"))
    flips = ("field", "to", "strategy", "threshold")
    yield from _grid("What would change it", decision, "would_change", flips)
    yield from _grid("Worth trying", _settling(decision), "experiments", _OF_AN_EXPERIMENT)
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
    """Write an enumeration's word for people.

    >>> _named("rag+fine_tuning")
    'rag + fine tuning'
    """
    return in_words(name).replace("_", " ").replace("+", " + ")


def _plain_words(name: Any) -> str:
    return inert_cell(_named(name))
