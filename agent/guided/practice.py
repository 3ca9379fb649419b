"""When the guided chat model practises with the user, and what it hears in the words then."""

import re
from collections.abc import Iterator
from typing import Any

from agent.guided.heard import Heard
from agent.messages import SEARCH
from agent.practice import COMPARE, NEXT, STOP
from agent.wording.fixed import STILL_OPEN, YOUR_TASK
from agent.wording.results import passages_in_words, result_lines

Call = dict[str, Any]

_I = re.IGNORECASE
_POLITE = (
    r"(?:(?:ok(?:ay)?|hi|hello|hey|please|now|and|so|then|just|can you|could you|would you|can we"
    r"|could we|can i|could i|may i|let'?s|let me|let us|i(?:'d| would)? (?:want|like) to"
    r"|i wanna|want to|do you|will you|you|to|go ahead and|before (?:that|we go on)),?\s+)*"
)
_SUBJECT = r"(?:self[- ]?(?:checks?|tests?)|exercises?|quiz(?:zes)?|practi[cs]e questions?)"
_STARTS = re.compile(
    rf"(?:^|[.!?;,]\s*){_POLITE}(?:"
    r"(?:quiz|test|examine|drill|grill) me\b"
    r"|(?:test|check) my (?:knowledge|understanding)\b"
    r"|ask me (?:some |a few |the |a |your )?(?:questions|question) (?:about|on|from|of) the"
    r" (?:chapter|material|section)"
    rf"|(?:ask|give|show|pose|do|take|try|start|begin|open|have|run|go through|work through)"
    rf" (?:me )?(?:with )?(?:the |a |an |another |some |one of the |your |all )?(?:chapter'?s )?"
    rf"(?:five |5 )?{_SUBJECT}"
    r"|(?:start|begin|open|enter|do|have)?\s*(?:some |a |the )?practi[cs](?:e|ing)(?: mode| session"
    r"| a bit| the (?:chapter|material)| some| questions?)?[\s.!?]*(?:please|now)?[\s.!?]*$"
    rf"|{_SUBJECT}(?: (?:number |no\.? |#)?\d+)?(?: please| now)?[\s.!?]*$"
    r")",
    _I,
)
_WHICH = re.compile(r"(self[- ]?check|check|exercise)s?(?: (?:number |no\.? |#)?([1-5]))?\b", _I)
_NEXT = re.compile(
    r"^\W*(?:ok(?:ay)?,? |and |now |please )*(?:the |an?)?\s*"
    r"(?:next|another|skip|go on|continue|more|one more)"
    r"(?: (?:one|question|please|self[- ]?check|exercise|this|it|that))*\W*$",
    _I,
)
_STOP = re.compile(
    r"^\W*(?:ok(?:ay)?,? |please |let'?s )*"
    r"(?:stop|quit|exit|end|enough|done|cancel|leave|finish(?:ed)?|no more"
    r"|that'?s (?:enough|all|it))"
    r"(?: (?:it|now|here|please|practi[cs](?:e|ing)|practice mode|the (?:quiz|practice)|this"
    r"|thanks?|thank you|for (?:now|today)|of (?:this|that)))*\W*$"
    r"|\b(?:go |come |get )?back to (?:my|the|our) (?:own )?"
    r"(?:task|project|case|interview|problem|question|situation|advice|decision)"
    r"|\b(?:stop|end|leave|quit) (?:the |this )?(?:quiz|practi[cs](?:e|ing)(?: mode)?)\b",
    _I,
)
_GIVES_UP = re.compile(
    r"^\W*(?:i )?(?:do ?n['’]?t know|dunno|no idea|no clue|not sure|give up|idk|pass)\b"
    r"|\b(?:show|tell|give|reveal) (?:me )?(?:the |your )?(?:answers?|solutions?|points|sketch)\b"
    r"|^\W*(?:the )?(?:answer|solution|hint)(?: please)?\W*$",
    _I,
)
_ASKS = re.compile(
    r"^\W*(?:but |and |so |wait,? |sorry,? |first,? )*(?:what|how|why|which|when|where|who|explain"
    r"|can you|could you|do you|is it|are there|does)\b.*\?\W*$",
    _I | re.DOTALL,
)


def calls(heard: Heard) -> list[Call] | None:
    """Give the calls of a turn that practises; None where the turn is about the task."""
    if heard.action or STOP not in heard.tools:
        return None
    said = heard.said
    if _stops(heard):
        return None if _task_told(heard) else stop(heard)
    if starts(said):
        return [{"name": NEXT, "args": _which(said)}]
    if heard.state.get("practice") is None:
        return None
    if _NEXT.search(said):
        return [{"name": NEXT, "args": {}}]
    if _GIVES_UP.search(said):
        return [{"name": COMPARE, "args": {"gives_up": True}}]
    if _ASKS.search(said):
        return [{"name": SEARCH, "args": {"question": said.strip()[:500]}}]
    return [{"name": COMPARE, "args": {}}]


def stop(heard: Heard) -> list[Call]:
    """Give the call that ends practice before the task is taken up again."""
    return [{"name": STOP, "args": {}}] if _stops(heard) else []


def _task_told(heard: Heard) -> bool:
    """Tell whether there is a task to turn back to."""
    return bool(heard.facts or heard.reading.facts or heard.state.get("decision"))


def _stops(heard: Heard) -> bool:
    return heard.state.get("practice") is not None and bool(_STOP.search(heard.said))


def starts(said: str) -> bool:
    """Tell whether the words ask for practice.

    >>> starts("Can you quiz me on the chapter?"), starts("ask me the self-checks")
    (True, True)
    >>> starts("We are a medical practice"), starts("Our app should quiz me")
    (False, False)
    """
    return bool(_STARTS.search(said[:300]))


def _which(said: str) -> dict[str, str]:
    """Read which question is meant; the first of its sort where no number is said."""
    named = _WHICH.search(said)
    if named is None:
        return {}
    sort = "exercise" if named[1].lower() == "exercise" else "check"
    return {"exercise": f"{sort}-{named[2] or 1}"} if named[2] or _all_of(said) else {}


def _all_of(said: str) -> bool:
    return bool(re.search(r"checks\b|exercises\b", said, _I))


def lines(heard: Heard) -> Iterator[str]:
    """Say what practice brought in this turn; a question in between leaves its question open."""
    for name, args, told in heard.results:
        if "error" in told:
            yield told["error"]
        elif name == SEARCH:
            yield passages_in_words(told["result"], args["question"])
            yield STILL_OPEN
        else:
            yield result_lines(name, args, told["result"])
            yield from [YOUR_TASK] if name == STOP else []


def ended(heard: Heard) -> Iterator[str]:
    """Sum up practice where this turn ends it."""
    for name, args, told in heard.results:
        if name == STOP and "result" in told:
            yield result_lines(name, args, told["result"])
