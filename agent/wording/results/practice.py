"""Practice in words: the question, what an answer named and what it lacks, the sum at the end."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from agent.wording.results.figures import Result

SHOW = "Answer in your own words, or say “I don't know” to see the points."
GO_ON = "Add to it, say “next” for another question, or “stop” to go back to your task."
ON = "Say “next” for another question, or “stop” to go back to your task."
ALL_NAMED = f"Nothing is missing. {ON}"


def question(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    yield f"**Practice {result['place']} of {result['of']}: {result['title']}**"
    yield ""
    yield str(result["question"])
    yield ""
    yield SHOW


def comparison(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    if args.get("gives_up"):
        yield from _solution(result)
        return
    yield f"**You named {result['named']} of {result['of']} points.**"
    yield from _listed("Named", result["said"])
    yield from _listed("Missing", result["missing"])
    yield from _listed("Look again at this", result["slips"])
    yield ""
    yield GO_ON if result["missing"] else ALL_NAMED


def _solution(result: Result) -> Iterator[str]:
    yield "**What a good answer names**"
    yield ""
    yield from _points((*result["said"], *result["missing"]))
    yield ""
    yield ON


def _listed(head: str, points: Sequence[Mapping[str, str]]) -> Iterator[str]:
    if points:
        yield ""
        yield f"{head}:"
        yield ""
    yield from _points(points)


def _points(points: Iterable[Mapping[str, str]]) -> Iterator[str]:
    for each in points:
        yield f"- {each['point'].rstrip('.')}. [{each['source']}]"


def summary(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    if not result["answered"]:
        yield "Practice ends here."
        return
    questions = "one question" if result["answered"] == 1 else f"{result['answered']} questions"
    yield (
        f"Practice ends here: you named {result['named']} of {result['of']} points in {questions}."
    )
