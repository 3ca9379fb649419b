"""Prepare free text for reading; the length stays, so that a quote is a slice of it."""

import re

_SAME_LENGTH = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
     "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\r": "\n", "\x00": " ", "−": "-"}
)  # fmt: skip
_TAG = re.compile(r"<(?=[a-zA-Z/!])[^<>]{0,200}>")
_ADDRESS = re.compile(
    r"(?:\[[^\[\]\n]{1,60}\]:\s*)?\b(?:https?|ftp)://[^\s<>]{1,2000}", re.IGNORECASE
)
"""An address on the web, with the label of a reference before it; its figures tell nothing."""
_CODE = re.compile(r"```.{0,4000}?```", re.DOTALL)
_QUOTED = re.compile(
    r"\"[^\"\n]{1,600}\"|(?<![\w'])'(?=[^\s'])(?:[^'\n]|(?<=\w)'(?=\w)){1,600}'(?!\w)"
)
_ABBREVIATION = re.compile(
    r"(?:(?<![a-z])(?:e\.g|i\.e|vs|dr|mr|mrs|incl|etc|z\.b|bzw|inc|st)|(?<![A-Za-z0-9])(?-i:[A-Z]))$",
    re.IGNORECASE,
)
_BEFORE_NUMBERS = re.compile(
    r"\b(?:approx|ca|nr|max|min|avg|art|fig|abs)$|(?<=[a-z]\s)(?-i:No)$", re.IGNORECASE
)
"""A "no." in small letters answers: "RAG: no. 25 requests a day"."""
_END = re.compile(r"[.!?…]+[\"')\]]*(?=\s|$)|\n+|;\s|\s[*•·]\s")
_EACH = re.compile(
    r"\s*(?:(?:each|every)(?: one| of them| \w+)? (?:asks?|sends?|files?|writes?)\b"
    r"|they\b[^.!?;\n]{0,60}\beach\b)",
    re.IGNORECASE,
)
"""What goes on with the things that were counted before: "1,900 clients. Each writes …"."""
_LEADS_TO = re.compile(r"[-=]>(?=\s?[~<]?(?:\d[\d.,]*\s?%|0?\.\d))")
_LONGEST_SENTENCE = 600
ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s(?:all\s|any\s|the\s|your\s|these\s|previous\s|prior\s|above\s|rules\s?|"
    r"earlier\s){1,4}(?:instructions?|rules|prompts?|above|messages|directions)"
    r"|(?:^|[\"'>\]])[^\S\n]{0,40}(?:system|assistant)\s?(?:prompt|message)?:|\bset\s\w+_\w+\s(?:to|=)",
    re.IGNORECASE | re.MULTILINE,
)
"""Orders to a machine, as pasted text carries them."""


def prepare(text: str) -> str:
    """Straighten quotes, blank out tags, code, addresses and quoted speech; the length stays.

    Quoted speech is somebody else's; up to three plain words in quotes are the writer's own.

    >>> prepare('They wrote "we have 9,000 labelled examples" to us')
    'They wrote                                   to us'
    >>> prepare("it’s “good enough”")
    "it's  good enough "
    """
    straight = _LEADS_TO.sub(" =", text.translate(_SAME_LENGTH))
    for foreign in (_TAG, _CODE, _ADDRESS):
        straight = foreign.sub(lambda match: " " * len(match[0]), straight)
    return _QUOTED.sub(_blank_speech, straight)


def _blank_speech(match: re.Match[str]) -> str:
    inside = match[0][1:-1]
    if len(inside.split()) <= 3 and not re.search(r"[\d_]", inside):
        return f" {inside} "
    return " " * len(match[0])


def sentences(text: str) -> list[tuple[int, int]]:
    """Give the spans of the sentences and lines of a prepared text.

    >>> text = "Approx. 2.5k calls a day. Sources? no"
    >>> [text[a:b] for a, b in sentences(text)]
    ['Approx. 2.5k calls a day.', 'Sources?', 'no']
    """
    spans, start = [], 0
    for match in _END.finditer(text):
        if match[0].startswith(".") and _abbreviates(text, match):
            continue
        if _EACH.match(text, match.end()) and re.search(r"\d", text[start : match.start()]):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return [piece for span in spans for piece in _pieces(text, *span)]


def _abbreviates(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 7) : match.start()]
    if _ABBREVIATION.search(before):
        return True
    return (
        bool(_BEFORE_NUMBERS.search(before))
        and text[match.end() : match.end() + 2].strip()[:1].isdigit()
    )


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Trim a span and cut what is longer than any sentence should be at its spaces."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    found = []
    while end - start > _LONGEST_SENTENCE:
        space = text.rfind(" ", start + 1, start + _LONGEST_SENTENCE)
        cut = space if space > start else start + _LONGEST_SENTENCE
        found.append((start, cut))
        start = cut
    return [*found, (start, end)] if end > start else found
