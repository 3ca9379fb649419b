"""What words say of a training set-up beside its arguments: a correction, a table, a figure."""

import re

_METHODS = {
    "full": re.compile(r"\bfull(?:y?[ -](?:fine[ -]?tun\w+|train\w*|ft))?\b", re.IGNORECASE),
    "lora": re.compile(r"(?<![a-z])lora\b", re.IGNORECASE),
    "qlora": re.compile(r"\bqlora\b", re.IGNORECASE),
}
_CORRECTS = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|so|but|and|no|oh|hm+)\W+)*(?:actually|sorry|correction|i (?:meant|mean)"
    r"|wait|rather|instead|it(?:'s| is| was| will be)(?: actually| really)?|make (?:it|that)|let's"
    r"|change (?:it|that) to|not)\b|\binstead\W*$",
    re.IGNORECASE,
)
_TABLE = re.compile(r"\b(?:table|tabular|spreadsheet|matrix|side by side)\b", re.IGNORECASE)
_OF_THE_DATA = re.compile(
    r"\b(?:data|examples?|samples?|labels?|pairs|documents|budget|people|staff)\b[^.?!]{0,40}"
    r"\b(?:enough|sufficient|suffice\w*)\b"
    r"|\benough (?:data|examples?|samples?|labels?|pairs|documents)\b",
    re.IGNORECASE,
)
_TRAINING = re.compile(r"\b(?:train\w*|fine[ -]?tun\w*|tun(?:e|ing)|gpus?)\b", re.IGNORECASE)
_FIGURE = r"(?P<figure>\d[\d,]*(?:\.\d+)?)\s?(?:gb|gib|gigabytes?|gigs?)\b"
_COMES_FROM = tuple(
    re.compile(before + _FIGURE + behind, re.IGNORECASE)
    for before, behind in (
        (
            r"\b(?:where|what) (?:do|does|did|is|are)\b[^.?!]{0,40}?",
            r"[^.?!]{0,40}\b(?:from|based on|made (?:up )?of|consist of)\b",
        ),
        (
            r"\bhow (?:do|does|did|can|is|are|was|were) (?:you|it|that|this|the)\b[^.?!]{0,20}"
            r"\b(?:get|got|come|computed?|calculated?|derived?|reach|arrive|add up)\b[^.?!]{0,30}?",
            "",
        ),
        (
            r"\bwhy(?: (?:is|are|does|do|did|it|that|this|you|the \w+|exactly|only|need|take|say"
            r"|get|use|have))* ",
            "",
        ),
        (r"\b(?:source of|explain|derive|derivation of|break down)\b[^.?!]{0,20}?", ""),
    )
)
"""What asks for the origin of a figure: the words before it, and those behind."""


def methods_named(said: str) -> tuple[str, ...]:
    """Name the methods of training in the words, from heavy to light.

    >>> methods_named("a table of full, lora and qlora"), methods_named("does QLoRA fit?")
    (('full', 'lora', 'qlora'), ('qlora',))
    """
    return tuple(name for name, pattern in _METHODS.items() if pattern.search(said))


def corrects(said: str) -> bool:
    """Tell whether words put right what was said before.

    >>> corrects("actually it is a 13B model"), corrects("Does a 13B fit?")
    (True, False)
    """
    return _CORRECTS.search(said) is not None


def asks_for_a_table(said: str) -> bool:
    """Tell whether results are wanted as a table."""
    return _TABLE.search(said) is not None


def asks_of_the_data(said: str) -> bool:
    """Tell whether something other than memory may be enough.

    >>> asks_of_the_data("is the data enough?"), asks_of_the_data("is 24 GB enough?")
    (True, False)
    """
    return _OF_THE_DATA.search(said) is not None


def speaks_of_training(said: str) -> bool:
    """Tell whether what is asked is about training, not about requests."""
    return _TRAINING.search(said) is not None


def asked_figure(said: str) -> float | None:
    """Read the figure whose origin is asked for (GB).

    >>> [asked_figure(each) for each in ("where does 28 GB come from?", "why 4.5 GB of weights?",
    ...     "does it fit in 24 GB?")]
    [28.0, 4.5, None]
    """
    found = next(filter(None, (pattern.search(said) for pattern in _COMES_FROM)), None)
    return float(found["figure"].replace(",", "")) if found else None
