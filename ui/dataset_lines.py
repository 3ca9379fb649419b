"""The check of training data as lines for a terminal: what is wrong first, then the counts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agent.wording.phrases import cite, sentence

Result = Mapping[str, Any]

_COUNTED = (
    ("duplicates", "repeat an earlier row"),
    ("near_duplicates", "say nearly the same as an earlier row"),
    ("same_prompt_other_answer", "give an earlier prompt another answer"),
    ("empty_answers", "have an empty answer"),
    ("maybe_truncated", "may be cut off"),
    ("refusals", "begin as refusals do"),
    ("too_long", "are longer than training takes"),
)
_MEASURED = (("total_tokens", "row"), ("prompt_tokens", "prompt"), ("answer_tokens", "answer"))
_LEAKED = (("exact", "the same"), ("near", "nearly the same"), ("same_prompt", "the same prompt"))


def dataset_lines(result: Result) -> str:
    """Lay out the check of a file."""
    return "\n".join(_lines(result))


def _lines(result: Result) -> Iterator[str]:
    form = f" in the format {result['format']}" if result["format"] else ""
    yield f"{_rows(result['rows'])}{form}; {_rows(result['faulty_rows'])} faulty."
    yield f"{sentence(result['band']['advice'])} {cite(result['band']['source'])}"
    yield from _part("Mind this", map(sentence, result["warnings"]))
    yield from _part("Faults", map(_fault, result["faults"]))
    yield from _part("Rows that", _counted(result))
    yield from _part("Personal data and secrets", map(_found, result["found"]))
    yield from _part("Test rows that training has seen", _leaked(result["leakage"]))
    yield from _part("Tokens, estimated", _lengths(result))
    yield from _part("Languages, guessed", _languages(result["languages"]))
    yield from _part("Labels", _labels(result["labels"]))
    yield from _part("A split", _split(result["split"]))
    yield from _part("Assumed", map(_assumed, result["assumptions"]))


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        if at == 0:
            yield from ("", title)
        yield f"  - {line}"


def _rows(count: int) -> str:
    return f"{count:,} row{'s' * (count != 1)}"


def _fault(fault: Result) -> str:
    return f"{fault['what']}: {_rows(fault['rows'])}, {_at(fault)}"


def _found(found: Result) -> str:
    return f"{found['kind']} ({found['family']}): {_rows(found['rows'])}, {_at(found)}"


def _at(counted: Result) -> str:
    places = ", ".join(f"{each:,}" for each in counted["first_lines"])
    more = " and more" if counted["rows"] > len(counted["first_lines"]) else ""
    return f"at line{'s' * (len(counted['first_lines']) != 1)} {places}{more}"


def _counted(result: Result) -> Iterator[str]:
    for name, what in _COUNTED:
        if result[name]:
            yield f"{what}: {result[name]:,}"


def _leaked(leakage: Result | None) -> Iterator[str]:
    if leakage:
        counts = "; ".join(f"{what} {leakage[name]:,}" for name, what in _LEAKED)
        yield f"of {leakage['test_rows']:,}: {counts}"


def _lengths(result: Result) -> Iterator[str]:
    for name, what in _MEASURED:
        lengths = result[name]
        if lengths:
            yield (
                f"{what}: half have at most {lengths['p50']:,}, 99 in 100 at most "
                f"{lengths['p99']:,}, the longest {lengths['longest']:,}; "
                f"{lengths['total']:,} in all"
            )


def _languages(languages: Mapping[str, int]) -> Iterator[str]:
    if languages:
        yield ", ".join(f"{name} {_rows(count)}" for name, count in languages.items())


def _labels(labels: Result | None) -> Iterator[str]:
    if labels:
        yield f"{labels['distinct']:,}; the largest has {labels['largest_share']:.0%} of the rows"


def _split(split: Result | None) -> Iterator[str]:
    if split:
        parts = ", ".join(f"{split[name]:,} {name}" for name in ("train", "validation", "test"))
        yield f"{parts}: {split['how']}"
        yield sentence(split["because"])


def _assumed(assumed: Result) -> str:
    return f"{assumed['field']}: {assumed['value']}; {assumed['because']}"
