"""Where a claim comes from: a tool's value, a passage's sentence, or the user's words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from agent.events import AdvisorSaid, Event, Pointer, ToolCalled, ToolReturned
from agent.transcripts import fold
from knowledge.passages import Passage
from ui.render import words
from ui.render.cards import tool_card, tree
from ui.render.decision import sources
from ui.render.inert import Shelf, escape
from ui.render.passage import passage_panel

_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"\w+(?:[.,]\d+)*")


def origin_panel(events: Sequence[Event], number: int, place: int, shelf: Shelf) -> str | None:
    """Show what a claim traces to; None where there is no such claim.

    `number` is that of the reply's event, `place` counts its pointers from 0.
    """
    said = next((e for e in events if isinstance(e, AdvisorSaid) and e.number == number), None)
    if said is None or not 0 <= place < len(said.checked):
        return None
    pointer = said.checked[place]
    shown = (
        _from_user(events, pointer)
        or _from_passage(pointer, shelf)
        or _from_tool(events, pointer, shelf)
        or _otherwise(pointer)
    )
    return f'<p class="claimed" dir="auto">{escape(pointer.span)}</p>{shown}'


def _from_user(events: Sequence[Event], pointer: Pointer) -> str | None:
    kind, _, place = pointer.origin.partition(":")
    said = fold.words_of(events)
    if kind != "user" or place not in map(str, range(1, len(said) + 1)):
        return None
    message = said[int(place) - 1]
    return (
        f'<p class="quiet">Your own words, turn {message.turn}</p>'
        f'<blockquote dir="auto">{_marked(message.text, pointer.span)}</blockquote>'
    )


def _marked(text: str, span: str) -> str:
    """Show the sentences that share most with a claim, in place of a long message."""
    if len(text) <= 600:
        sentence = closest_sentence(text, span)
        before, found, after = text.partition(sentence)
        return f"{escape(before)}<mark>{escape(found)}</mark>{escape(after)}"
    return f"… <mark>{escape(closest_sentence(text, span))}</mark> …"


def _from_passage(pointer: Pointer, shelf: Shelf) -> str | None:
    passage = shelf.passage(pointer.origin)
    if passage is None:
        return None
    return _sentence_of(passage, pointer.span) + passage_panel(passage, shelf)


def _sentence_of(passage: Passage, span: str) -> str:
    sentence = closest_sentence(passage.text, span)
    return f'<blockquote><mark dir="auto">{escape(sentence)}</mark></blockquote>'


def closest_sentence(text: str, span: str) -> str:
    """Give the sentence that shares most words with a claim, its figures before all.

    >>> closest_sentence("It is small. It takes 28 GB. It is fast.", "28.0 GB")
    'It takes 28 GB.'
    """
    wanted = _words(span)
    sentences = [each.strip(" -*#>") for each in _SENTENCE.split(text) if each.strip()]
    return max(sentences, key=lambda each: _shared(_words(each), wanted), default=text)


def _words(text: str) -> set[str]:
    found = {each.casefold().replace(",", "") for each in _WORD.findall(text)}
    return {each.rstrip("0").rstrip(".") if "." in each else each for each in found}


def _shared(here: set[str], wanted: set[str]) -> int:
    return sum(10 if each[0].isdigit() else 1 for each in here & wanted)


def _from_tool(events: Sequence[Event], pointer: Pointer, shelf: Shelf) -> str | None:
    call = _call(events, pointer.origin)
    if call is None:
        return None
    returned = [e for e in events if isinstance(e, ToolReturned) and e.call == call.call]
    answer = returned[-1] if returned else None
    rest = pointer.origin[len(_name(call, pointer.origin)) :]
    path, value, beside = walk(answer.result if answer else None, rest)
    decided = path[:1] == [words.TOOLS["decide"]]
    title = words.TOOLS.get(call.tool, words.label(call.tool))
    where = " › ".join(path if decided else (title, *path))
    again = "" if _is_said(value, pointer.span) else _shown(value)
    return (
        f'<p class="quiet">A tool’s result, turn {call.turn}: {escape(where)}</p>'
        f'<div class="traced">{again}{sources(beside, shelf)}</div>'
        f"{tool_card(call, answer, shelf, is_open=not decided)}"
    )


def _is_said(value: Any, span: str) -> bool:
    """Tell whether a result is the claim itself, word for word."""
    return isinstance(value, str) and value.strip(" .") == span.strip(" .")


def _call(events: Sequence[Event], origin: str) -> ToolCalled | None:
    """Find the call that a path begins with: the newest of that name."""
    calls = [each for each in events if isinstance(each, ToolCalled) and _name(each, origin)]
    return calls[-1] if calls else None


def _name(call: ToolCalled, origin: str) -> str:
    for name in (call.call, call.tool):
        if origin == name or origin.startswith((f"{name}.", f"{name}[")):
            return name
    return ""


def walk(value: Any, path: str) -> tuple[list[str], Any, Any]:
    """Follow a path into a result: its steps in words, the value, the source beside it.

    >>> walk({"fits": [{"name": "L4", "memory_gb": 24}]}, ".fits[0].memory_gb")
    (['Fits', 'L4', 'Memory, GB'], 24, None)
    """
    steps: list[str] = []
    beside = None
    for found in _STEP.finditer(path):
        key, index = found[1], found[2]
        if isinstance(value, Mapping) and key in value:
            beside = value.get("source", beside)
            value = value[key]
            steps.append(words.label(key))
        elif index and isinstance(value, list) and int(index) < len(value):
            value = value[int(index)]
            steps.append(_named(value, int(index)))
        else:
            break
    return steps, value, beside


def _named(row: Any, index: int) -> str:
    name = row.get("name") or row.get("id") or row.get("field") if isinstance(row, Mapping) else ""
    return str(name) if name else f"no. {index + 1}"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping | list):
        return tree(value)
    return f'<strong dir="auto">{escape(words.value(value))}</strong>'


def _otherwise(pointer: Pointer) -> str:
    if pointer.origin == "arithmetic":
        return "<p>Worked out in one step from figures of the results and of your own words.</p>"
    return f'<p class="quiet">{escape(pointer.origin)}</p>'
