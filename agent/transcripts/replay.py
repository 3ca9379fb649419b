"""Replays a transcript without a chat model: the same calls must give the same answers."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from agent.events import Decided, Event, SessionStarted, ToolReturned
from agent.transcripts.fold import profile_of, skipped_of, whole_turns
from agent.transcripts.lines import canonical
from agent.transcripts.tool_uses import ToolUse, tool_uses
from tools.vocabulary import Record, TaskProfile

CallTool = Callable[[str, dict[str, Any], Sequence[Event]], ToolReturned]
"""Name, recorded arguments and the transcript up to there → what the tool returns today."""
Decide = Callable[[TaskProfile, frozenset[str]], dict[str, Any]]
"""Profile and skipped fields → decision as JSON."""

_ABSENT = "(absent)"


class Difference(Record):
    """One place where today's answer is not the recorded one."""

    number: int
    """The event that recorded it."""
    what: str
    recorded: Any
    today: Any


class ReplayReport(Record):
    """What was compared, what differs, and what the transcript would say today."""

    calls: int
    """Calls that were made again."""
    decisions: int
    """Decisions that were made again."""
    differences: tuple[Difference, ...] = ()
    left_out: tuple[str, ...] = ()
    """Calls that could not be made again, each with the reason."""
    versions: tuple[Difference, ...] = ()
    """What the transcript was recorded under, where today's version is another one."""
    rewritten: tuple[Event, ...] = ()
    """The transcript with today's answers, numbered anew: what `--accept` keeps."""

    @property
    def same(self) -> bool:
        """Results, anchors in their order and decisions are all equal."""
        return not self.differences


def replay(
    events: Sequence[Event],
    tools: CallTool,
    decide: Decide,
    versions: dict[str, str] | None = None,
) -> ReplayReport:
    """Make every recorded call and decision again and compare, byte for byte.

    Each call gets its recorded arguments and the transcript as it was at that point. A search is
    compared by its anchors in their order: scores may move in the last digits.
    """
    run = _Run(events, tools)
    for place, event in enumerate(events):
        if isinstance(event, Decided):
            before = as_of(events, place)
            run.decided(event, decide(profile_of(before), skipped_of(before)))
    for use in tool_uses(events):
        run.call_again(use)
    return ReplayReport(
        calls=run.calls,
        decisions=sum(isinstance(event, Decided) for event in events),
        differences=tuple(sorted(run.differences, key=lambda each: each.number)),
        left_out=tuple(run.left_out),
        versions=tuple(_changed_versions(events, versions or {})),
        rewritten=run.rewritten(),
    )


class _Run:
    """One replay: what differs so far, and what stands in an event's place today."""

    def __init__(self, events: Sequence[Event], tools: CallTool) -> None:
        self._events = events
        self._tools = tools
        self._today: dict[int, list[Event]] = {}
        self.calls = 0
        self.differences: list[Difference] = []
        self.left_out: list[str] = []

    def decided(self, recorded: Decided, today: dict[str, Any]) -> None:
        today = _as_json(today)
        self.differences += compare(recorded.number, "decision", recorded.decision, today)
        self._today[id(recorded)] = [recorded.model_copy(update={"decision": today})]

    def call_again(self, use: ToolUse) -> None:
        name, recorded = use.called.tool, use.returned
        if recorded is None:
            self.left_out.append(f"event {use.called.number}, {name}: no answer was recorded")
            return
        self.calls += 1
        answer = self._tools(name, use.called.args, as_of(self._events, use.place))
        answer = answer.model_copy(update={"result": _as_json(answer.result)})
        self.differences += _compare_answers(use, recorded, answer)
        self._today[id(recorded)] = _answered_today(use, recorded, answer)
        self._today |= {id(each): [] for each in use.passages}

    def rewritten(self) -> tuple[Event, ...]:
        anew = [new for event in self._events for new in self._today.get(id(event), [event])]
        return tuple(
            event.model_copy(update={"number": number})
            for number, event in enumerate(anew, start=1)
        )


def as_of(events: Sequence[Event], place: int) -> list[Event]:
    """Give what counted at an event: the whole turns before, and this turn up to there."""
    turn = events[place].turn
    earlier = [each for each in events[:place] if each.turn != turn]
    return whole_turns(earlier) + [each for each in events[:place] if each.turn == turn]


def _compare_answers(
    use: ToolUse, recorded: ToolReturned, answer: ToolReturned
) -> Iterator[Difference]:
    what = f"{use.called.tool} {use.called.call}"
    if recorded.error != answer.error:
        yield Difference(
            number=recorded.number, what=what, recorded=_said(recorded), today=_said(answer)
        )
    elif _anchors(answer.result) is None:
        yield from compare(recorded.number, what, recorded.result, answer.result)
    else:
        before = _anchors(recorded.result) or [each.anchor for each in use.passages]
        yield from compare(recorded.number, f"{what} anchors", before, _anchors(answer.result))


def _said(answer: ToolReturned) -> Any:
    return answer.result if answer.error is None else {"error": answer.error}


def _anchors(result: Any) -> list[str] | None:
    """Read the anchors of a search's result; None for any other tool's."""
    passages = result.get("passages") if isinstance(result, dict) else None
    if not isinstance(passages, list):
        return None
    return [str(each.get("anchor")) for each in passages if isinstance(each, dict)]


def compare(number: int, what: str, recorded: Any, today: Any) -> Iterator[Difference]:
    """List the smallest parts that differ.

    >>> [each.what for each in compare(7, "mix", {"a": 1, "b": [2, 3]}, {"a": 1, "b": [2, 4]})]
    ['mix.b.1']
    """
    if canonical(recorded) == canonical(today):
        return
    pairs = _parts(recorded, today)
    if not pairs:
        yield Difference(number=number, what=what, recorded=recorded, today=today)
    for name, before, after in pairs:
        yield from compare(number, f"{what}.{name}", before, after)


def _parts(recorded: Any, today: Any) -> list[tuple[str, Any, Any]]:
    if isinstance(recorded, dict) and isinstance(today, dict):
        names = [*recorded, *(name for name in today if name not in recorded)]
        return [(name, recorded.get(name, _ABSENT), today.get(name, _ABSENT)) for name in names]
    if isinstance(recorded, list) and isinstance(today, list) and len(recorded) == len(today):
        pairs = zip(recorded, today, strict=True)
        return [(str(place), before, after) for place, (before, after) in enumerate(pairs)]
    return []


def _answered_today(use: ToolUse, recorded: ToolReturned, answer: ToolReturned) -> list[Event]:
    returned = recorded.model_copy(update={"result": answer.result, "error": answer.error})
    if not use.passages:
        return [returned]
    passages = (answer.result or {}).get("passages", []) if answer.error is None else []
    like = use.passages[0]
    found: list[Event] = [
        like.model_copy(update={"anchor": each["anchor"], "score": each["score"]})
        for each in passages
    ]
    return [*found, returned] if _passages_came_first(use) else [returned, *found]


def _passages_came_first(use: ToolUse) -> bool:
    return use.returned is not None and use.passages[0].number < use.returned.number


def _as_json(value: Any) -> Any:
    """Give a value the form in which transcripts keep it."""
    return json.loads(canonical(value))


def _changed_versions(events: Sequence[Event], today: dict[str, str]) -> Iterator[Difference]:
    for event in events:
        if not isinstance(event, SessionStarted):
            continue
        for name, version in today.items():
            before = event.versions.get(name, _ABSENT)
            if before != version:
                yield Difference(
                    number=event.number, what=f"version of {name}", recorded=before, today=version
                )
