"""Statements that a tool was run or something was looked up: only where it was."""

import json
import re

from agent.grounding.clauses.labels import term
from agent.grounding.numbers.measures import field_words
from agent.grounding.sources import Sources, ToolResult
from agent.grounding.view import Found, View, hints
from agent.grounding.words.claims import claims, idle_in_fields, subjects
from agent.grounding.words.phrases import phrase

_HINTS = hints(
    "i we tool calculator estimator estimate planner checker simulation search lookup comparison"
    " calculation computation test run running analysis according ich calling executing"
)


def check_tool_claims(view: View, sources: Sources, found: Found) -> None:
    """Check each statement that something was run against what was run."""
    if not view.speaks_of(_HINTS):
        return
    if view.text.rstrip().endswith("?"):
        return
    spoken = False
    for match in claims("claims").finditer(view.text):
        if match["chained"] and not spoken:
            continue
        spoken = spoken or match["verb"] is not None
        said = next(
            (
                match[g]
                for g in ("object", "more", "passive", "noun", "gerund", "german", "according")
                if match[g] is not None
            ),
            "",
        )
        verb = match["verb"] or match["chained"] or ""
        if match["verb"] and claims("found nothing").search(view.text[: match.start()]):
            continue
        if not _happened(verb, said, sources):
            end = match.end() if not match["passive"] else match.end("said")
            text = view.text[match.start() : end].rstrip()
            found.fault(
                (match.start(), match.start() + len(text)), "false_tool_claim", _why(sources)
            )


def _why(sources: Sources) -> str:
    ran = ", ".join(dict.fromkeys(each.tool for each in sources.tool_results))
    return f"only {ran} ran" if ran else "no tool was called"


def _happened(verb: str, said: str, sources: Sources) -> bool:
    if phrase("online").search(said):
        return False
    if claims("did in the world").match(verb):
        return any(verb.lower()[:4] in each.tool.lower() for each in sources.tool_results)
    families = _families(said)
    looked_up = bool(sources.passages) and claims("looks up").search(f"{verb} {said}")
    if looked_up and not families - {"search", "decision"}:
        return True
    results = [each for each in sources.tool_results if not _failed(each.result)]
    if not results:
        return bool(looked_up) or (not families and _is_idle(verb, said))
    ran = {family for each in results for family in _families(_words_of(each))}
    if not families:
        some = _some_such_run(verb, said, ran, results, bool(sources.passages))
        return some and _with_these_arguments(said, results)
    return bool(families & ran) and _with_these_arguments(said, results)


def _words_of(result: ToolResult) -> str:
    """The words in the names of a tool and of the fields that it gave."""
    return " ".join([*field_words(result.tool), *_fields(result.result)])


def _some_such_run(
    verb: str, said: str, ran: set[str], results: list[ToolResult], passages: bool
) -> bool:
    """Whether anything ran that a claim without a subject may mean."""
    if phrase("measured").search(verb) or claims("ran in the world").search(said):
        modes = ("measured" in json.dumps(each.result, default=str) for each in results)
        return any(modes) or any(claims("measures").search(each.tool) for each in results)
    if claims("reckoning").search(said):
        return bool(ran - {"search", "decision"})
    return not (claims("looks up").search(verb) and not passages and "search" not in ran)


def _with_these_arguments(said: str, results: list[ToolResult]) -> bool:
    """Whether the precision, method or size that a run is said to have had was one of a run's."""
    runs = json.dumps([[r.args, r.result] for r in results], default=str).lower()
    for match in claims("set to").finditer(said):
        if match["name"] and f'"{match["name"].lower()}"' not in runs:
            return False
        size = match["size"]
        if size and not re.search(rf"(?<![\d.]){re.escape(size)}(?:\.0)?(?![\d.])", runs):
            return False
        setting, number = match["setting"], match["number"]
        if setting and not re.search(rf'{setting.lower()}\w*": {number}(?:\.0)?(?![\d.])', runs):
            return False
    return True


def _is_idle(verb: str, said: str) -> bool:
    """Words such as "I checked your numbers" or "I used your figure" claim no tool."""
    return verb.lower() in ("used", "looked at", "compared", "checked") and bool(
        re.search(r"\byour\b|\bfigure|\bwhat you\b", said)
    )


def _failed(result: object) -> bool:
    """Whether a tool returned nothing but an error."""
    return isinstance(result, dict) and bool(result.get("error") or result.get("errors"))


_DURATION = re.compile(r"\b(?:training|run|wall|compute|gpu)[- ]time\b", re.I)


def _families(said: str) -> set[str]:
    """The subjects that words speak of; "estimate" alone is one of memory."""
    said = _DURATION.sub("duration", said)
    words = {term(word) or word.lower() for word in re.findall(r"[A-Za-z]+", said)}
    words |= {word.lower() for word in re.findall(r"[A-Za-z]+", said)}
    found = {family for family, members in subjects().items() if words & members}
    alone = words & subjects()["memory"] <= {"estimate", "estimator", "fit"} and len(found) > 1
    return found - {"memory"} if alone else found


def _fields(result: object) -> list[str]:
    if isinstance(result, dict):
        return [
            word for key in result for word in field_words(str(key)) if word not in idle_in_fields()
        ]
    return []
