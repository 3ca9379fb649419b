"""A decision in words: in a line or two while it is provisional, in full at the end."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agent.wording.phrases import capitalised, cite, sentence
from agent.wording.results.planning import method_in_words
from agent.wording.unknowns import assumptions, changes, experiments
from tools.vocabulary import in_words
from tools.vocabulary.words import STRATEGY_WORDS

Decision = Mapping[str, Any]

_TESTS = re.compile(
    r"\b(?:evaluat\w*|measure|score|test set|tests?|hold out|error analysis)\b", re.IGNORECASE
)
MOST_FIRST_STEPS = 4
"""Steps that are said where someone asks what is next; the card has all."""


def so_far(decision: Decision, before: Decision | None = None) -> str:
    """Say the provisional strategy, and, unless it is the one from before, why."""
    rule = decision["rules"][0]
    if before and before["strategy"] == decision["strategy"]:
        still = f"This still points to **{in_words(decision['strategy'])}**."
        same = before["possible"] == decision["possible"]
        return still if same else f"{still} {_open(decision)}".strip()
    reason = (
        f"So far this points to **{in_words(decision['strategy'])}**. {sentence(rule['because'])}"
    )
    return f"{reason} {cite(rule['source'])} {_open(decision)}".strip()


def _open(decision: Decision) -> str:
    """Say what unknown facts could still lead to."""
    others = [each for each in decision["possible"] if each != decision["strategy"]]
    if len(others) == len(STRATEGY_WORDS) - 1:
        return "Nothing is ruled out yet."
    return f"Still possible: {'; '.join(in_words(each) for each in others)}." if others else ""


def in_full(decision: Decision) -> str:
    """Say the strategy, its reasons, the plan, what the chapter says, and what would change it."""
    return "\n\n".join(_parts(decision))


def what_is_new(decision: Decision, before: Decision) -> str:
    """Say what a decision says otherwise than the one told before: in full for another strategy."""
    if decision["strategy"] != before["strategy"]:
        return in_full(decision)
    if decision["strategy"] == "out_of_scope":
        return f"That too is {in_words('out_of_scope')}. {_first_step(decision)}".strip()
    told = _parts(before)
    new = [part for part in _parts(decision)[1:] if part not in told]
    stays = f"The answer stays **{in_words(decision['strategy'])}**."
    return "\n\n".join([stays, *new]) if new else f"{stays} {_begins(decision)}".strip()


def _begins(decision: Decision) -> str:
    first = _first_step(decision)
    return f"It begins with: {first}" if first else ""


def _first_step(decision: Decision) -> str:
    steps = decision["plan"]["steps"]
    return f"{sentence(steps[0]['do'])} {cite(steps[0]['source'])}" if steps else ""


def first_steps(decision: Decision) -> str:
    """Say what to do first."""
    return "\n".join([*_plan(decision)][: MOST_FIRST_STEPS + 1])


def tests(decision: Decision) -> str:
    """Say which steps of the plan show whether it works."""
    steps = [step for step in decision["plan"]["steps"] if _TESTS.search(step["do"])]
    lines = [f"- {sentence(s['do'])} {sentence(s['because'])} {cite(s['source'])}" for s in steps]
    return "\n".join(["**What of the plan shows it**", *lines]) if lines else ""


def why(decision: Decision) -> str:
    """Say what a decision rests on."""
    return "\n".join(
        [
            f"**{capitalised(in_words(decision['strategy']))}**, because:",
            *(f"- {sentence(r['because'])} {cite(r['source'])}" for r in decision["rules"]),
        ]
    )


def what_changes(decision: Decision) -> str:
    """Say what would make a decision another one."""
    return changes(decision) or "Nothing that I still ask for would change it."


def _parts(decision: Decision) -> list[str]:
    parts = [
        "\n".join(_verdict(decision)),
        _contradictions(decision),
        "\n".join(_plan(decision)),
        _chapter(decision),
        _bullets("Keep in mind", decision["advisories"]),
        _bullets("Who disagrees", decision["dissent"]),
        changes(decision),
        assumptions(decision),
        experiments(decision),
    ]
    return [part for part in parts if part]


def _verdict(decision: Decision) -> Iterator[str]:
    final = decision["status"] == "final"
    yield (
        f"**{capitalised(in_words(decision['strategy']))}**"
        + ("." if final else ", as far as can be told from what is known.")
        + _method(decision["method"])
    )
    for rule in decision["rules"]:
        yield f"- {sentence(rule['because'])} {cite(rule['source'])}"


def _method(method: str) -> str:
    return "" if method == "none" else f" Method: {method_in_words(method)}."


def _contradictions(decision: Decision) -> str:
    lines = [f"- {sentence(each)}" for each in decision["contradictions"]]
    return "\n".join(["**These can't all hold**", *lines]) if lines else ""


def _plan(decision: Decision) -> Iterator[str]:
    steps = decision["plan"]["steps"]
    if steps:
        yield "**What to do**"
    for at, step in enumerate(steps, 1):
        yield f"{at}. {sentence(step['do'])} {sentence(step['because'])} {cite(step['source'])}"


def _chapter(decision: Decision) -> str:
    chapter = decision["chapter"]
    if chapter is None:
        return ""
    same = " too" if chapter["strategy"] == decision["strategy"] else ""
    text = f"**The chapter's own procedure** answers {in_words(chapter['strategy'])}{same}: "
    text += f"{sentence(chapter['because'])} {cite(chapter['source'])}"
    if chapter.get("differs_because"):
        text += (
            f" Ours differs: {sentence(chapter['differs_because'])} "
            f"{cite(chapter.get('differs_source'))}"
        )
    return text.strip()


def _bullets(title: str, remarks: Iterable[Mapping[str, Any]]) -> str:
    lines = [f"- {sentence(each['text'])} {cite(each['source'])}" for each in remarks]
    return "\n".join([f"**{title}**", *lines]) if lines else ""
