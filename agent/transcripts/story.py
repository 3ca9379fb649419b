"""A transcript told as blocks that read well; Markdown and HTML only dress them."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from agent.events import (
    AdvisorSaid,
    Asked,
    Decided,
    Event,
    FactNoted,
    FactSkipped,
    PassageFound,
    SessionStarted,
    ToolCalled,
    ToolReturned,
    TroubleNoted,
    TurnEnded,
    UserSaid,
)
from agent.transcripts.lines import as_object
from agent.transcripts.tool_uses import ToolUse, tool_uses
from tools.vocabulary import Record


class Heading(Record):
    text: str
    level: int = 2


class Words(Record):
    """What somebody said; the advisor's words are Markdown, the user's are just text."""

    who: str
    text: str
    markdown: bool = False


class Note(Record):
    text: str


class Grid(Record):
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Card(Record):
    """A tool's call: what went in and what came out, as JSON."""

    title: str
    parts: tuple[tuple[str, Any], ...]


Block = Heading | Words | Note | Grid | Card


def tell(events: Sequence[Event]) -> Iterator[Block]:
    """Tell a transcript from its beginning to its end; nothing that it holds is left out."""
    uses = {use.place: use for use in tool_uses(events)}
    told = {id(each) for use in uses.values() for each in (use.returned, *use.passages)}
    ended = {event.turn for event in events if isinstance(event, TurnEnded)}
    for turn, places in groupby(range(len(events)), key=lambda place: events[place].turn):
        if turn:
            yield Heading(text=f"Turn {turn}")
        here = [place for place in places if id(events[place]) not in told]
        for kind, group in groupby(here, key=lambda place: type(events[place])):
            if kind is ToolCalled:
                yield from (block for place in group for block in _tool(uses[place]))
            else:
                yield from _TELLERS.get(kind, _unknown)([events[place] for place in group])
        if turn and turn not in ended:
            yield Note(text="This turn was cut off; only what the user said in it counts.")


def words_of(value: Any) -> str:
    """Write a value for people: yes and no, a dash for nothing, else as it is.

    >>> [words_of(each) for each in (True, None, 0.85, "daily", ["a", 1])]
    ['yes', '–', '0.85', 'daily', 'a, 1']
    """
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(words_of(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {words_of(each)}" for key, each in value.items())
    return str(value)


def rows_of(decision: dict[str, Any], name: str, *columns: str) -> tuple[tuple[str, ...], ...]:
    """Read a list of a decision as rows; a transcript from elsewhere may hold anything."""
    listed = decision.get(name)
    entries = listed if isinstance(listed, list | tuple) else []
    return tuple(
        tuple(words_of(entry.get(column)) for column in columns)
        for entry in entries
        if isinstance(entry, dict)
    )


def _tool(use: ToolUse) -> Iterator[Block]:
    """Tell a call; what a search found follows as text, since that is what one reads."""
    passages = _found(use.returned)
    parts: list[tuple[str, Any]] = [("In", use.called.args)]
    if use.passages and not passages:
        parts.append(("Passages", [{"anchor": e.anchor, "score": e.score} for e in use.passages]))
    if use.returned is None:
        parts.append(("Out", "no answer was recorded"))
    elif use.returned.error is not None:
        parts.append(("Error", use.returned.error))
    elif passages:
        parts.append(("Out", use.returned.result | {"passages": len(passages)}))
    else:
        parts.append(("Out", use.returned.result))
    yield Card(title=f"{use.called.tool} ({use.called.call})", parts=tuple(parts))
    yield from (block for passage in passages for block in _passage(passage))


def _found(returned: ToolReturned | None) -> list[dict[str, Any]]:
    """List the passages with their text that a search returned; none for any other tool."""
    result = returned.result if returned is not None else None
    passages = result.get("passages") if isinstance(result, dict) else None
    if not isinstance(passages, list):
        return []
    whole = [each for each in passages if isinstance(each, dict) and "text" in each]
    return whole if len(whole) == len(passages) else []


def _passage(passage: dict[str, Any]) -> Iterator[Block]:
    title = f"Passage {words_of(passage.get('anchor'))}: {words_of(passage.get('title'))}"
    yield Words(who=title, text=words_of(passage["text"]), markdown=True)
    told = ("anchor", "title", "text", "annotations")
    rest = {
        key: each for key, each in passage.items() if key not in told and each not in ("", None)
    }
    if rest:
        yield Note(text=words_of(rest))
    annotations = rows_of(passage, "annotations", "id", "title", "text")
    if annotations:
        yield Grid(title="Annotations", header=("id", "title", "text"), rows=annotations)


def _started(events: list[SessionStarted]) -> Iterator[Block]:
    for event in events:
        versions = ((f"version of {name}", value) for name, value in event.versions.items())
        rows = (
            ("session", event.session),
            ("started", event.at.isoformat(timespec="seconds")),
            ("channel", event.channel),
            ("finetune-advisor", event.app),
            ("chat model", event.chat_model),
            *versions,
        )
        yield Heading(text="Consultation", level=1)
        yield Grid(title="", header=("about", "is"), rows=rows)


def _said(events: list[UserSaid]) -> Iterator[Block]:
    for event in events:
        yield Words(who=f"User ({event.by})" if event.by else "User", text=event.text)
        if event.action is not None:
            done = {key: value for key, value in event.action if value}
            yield Note(text=f"By action: {words_of(done)}")


def _facts(events: list[FactNoted]) -> Iterator[Block]:
    rows = tuple(
        (
            each.field,
            "forgotten" if each.value is None else words_of(each.value),
            words_of(each.quote),
            each.origin,
        )
        for each in events
    )
    yield Grid(title="Facts noted", header=("fact", "value", "quote", "origin"), rows=rows)


def _skipped(events: list[FactSkipped]) -> Iterator[Block]:
    yield Note(text="The user doesn't know: " + ", ".join(each.field for each in events))


def _passages(events: list[PassageFound]) -> Iterator[Block]:
    rows = tuple((each.anchor, f"{each.score:g}", each.query) for each in events)
    yield Grid(title="Passages found", header=("anchor", "score", "question"), rows=rows)


def _orphans(events: list[ToolReturned]) -> Iterator[Block]:
    for event in events:
        parts = (("Out", event.result), ("Error", event.error))
        yield Card(title=f"an answer without a call ({event.call})", parts=parts)


def _replied(events: list[AdvisorSaid]) -> Iterator[Block]:
    for event in events:
        yield Words(who="Advisor", text=event.text, markdown=True)
        if event.citations:
            yield Note(text="Cited: " + ", ".join(event.citations))
        if event.checked:
            rows = tuple((each.span, each.origin) for each in event.checked)
            yield Grid(title="Where it comes from", header=("said", "from"), rows=rows)
        if event.repaired:
            fixed = tuple((each.said, each.shown, words_of(each.why)) for each in event.repaired)
            yield Grid(title="Repaired", header=("said", "shown", "why"), rows=fixed)


def _decided(events: list[Decided]) -> Iterator[Block]:
    for event in events:
        yield from decision_grids(event.decision)


def decision_grids(decision: dict[str, Any]) -> Iterator[Grid]:
    """Lay a decision out, whatever fields it has: the answer first, then a grid for each list."""
    lists = {name: value for name, value in decision.items() if _is_of_objects(value)}
    plan = decision.get("plan")
    if isinstance(plan, dict) and _is_of_objects(plan.get("steps")):
        lists[f"plan: {words_of(plan.get('kind'))}"] = plan["steps"]
    answer = tuple(
        (_title(name), words_of(value))
        for name, value in decision.items()
        if name not in lists and name != "plan" and value not in (None, [], "")
    )
    yield Grid(title="Decision", header=("about", "is"), rows=answer)
    for name, entries in lists.items():
        columns = tuple(dict.fromkeys(key for entry in entries for key in entry))
        rows = tuple(tuple(words_of(entry.get(key)) for key in columns) for entry in entries)
        yield Grid(title=_title(name).capitalize(), header=columns, rows=rows)


def _is_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(e, dict) for e in value)


def _title(name: str) -> str:
    return name.replace("_", " ")


def _asked(events: list[Asked]) -> Iterator[Block]:
    for event in events:
        yield Words(who="Question", text=event.text)
        yield Note(text=f"About {event.field}. Answers: {words_of(event.options)}. {event.why}")


def _trouble(events: list[TroubleNoted]) -> Iterator[Block]:
    yield from (Note(text=f"Trouble: {each.what}") for each in events)


def _ended(events: list[TurnEnded]) -> Iterator[Block]:
    for event in events:
        if event.how != "finished":
            yield Note(text=f"This turn was {event.how}.")
        if event.tokens_in or event.tokens_out or event.usd:
            spent = f"{event.tokens_in} tokens in, {event.tokens_out} out, {event.usd:g} USD"
            yield Note(text=f"Spent: {spent}.")


def _unknown(events: list[Event]) -> Iterator[Block]:
    for event in events:
        yield Card(title=event.kind, parts=(("Event", as_object(event)),))


_TELLERS: dict[type[Event], Callable[[list[Any]], Iterator[Block]]] = {
    SessionStarted: _started,
    UserSaid: _said,
    FactNoted: _facts,
    FactSkipped: _skipped,
    PassageFound: _passages,
    ToolReturned: _orphans,
    AdvisorSaid: _replied,
    Decided: _decided,
    Asked: _asked,
    TroubleNoted: _trouble,
    TurnEnded: _ended,
}
