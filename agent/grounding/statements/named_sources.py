"""Links, papers, places and authorities: only those that a source names."""

import re

from agent.grounding.known.shelf import Shelf, plain
from agent.grounding.numbers.quantities import Span
from agent.grounding.view import Found, View, hints

# An address begins a word: behind a colon it is a part of one with a password, and no
# fragment of that may stand in what is recorded of a fault.
LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()\[\]\"']+|\b(?:data|javascript|vbscript|file):[^\s<>()\[\]\"']+"
    r"|(?<![^\s(\[<>\"'])(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![^\s(\[<>\"'])(?:[\w-]+\.)+[a-z]{2,12}/[\w./?=&%#-]+"
    r"|(?<![^\s(\[<>\"'`])(?:[\w-]+\.)+(?:com|org|net|io|ai|dev|app|info|xyz|example)\b(?!\()"
    r"|\barxiv[: ]\s?\d{4}\.\d{4,5}|\bdoi[: ]\s?10\.\S+",
    re.I,
)


PLACE = re.compile(
    r"\b(?:sections?|chapters?|figures?|fig\.|tables?|exercises?|appendix|kapitel"
    r"|abschnitt)\s+(\d+(?:\.\d+)+|\d+(?=\s|[.,;:)]|$)|[A-Z]\b)",
    re.I,
)


PAPER = re.compile(
    r"\b([A-Z][a-zA-Z-]+)(?: (?:et al\.?|and [A-Z][a-z]+|& [A-Z][a-z]+),? ?\(?(?:19|20)\d\d\)?"
    r"|,? et al\.?,?| \((?:19|20)\d\d\)|, (?:19|20)\d\d\))"
)


_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording to|[Aa]s (?:reported|shown|described|stated) (?:by|in)|[Ss]ources?:"
    r"|(?:study|paper|research|report|survey|guide|guidelines|documentation|docs|blog|data"
    r"|figures|tests) (?:by|from|of|at))"
    r" (?:the |a |an )?([A-Z][\w.&'-]*(?: [A-Z][\w.&'-]*)*)"
    r"|\b([A-Z][a-zA-Z]+)(?:'s)? (?:[Rr]eport|[Ss]tudy|[Pp]aper|[Ss]urvey|[Ww]hite ?paper"
    r"|[Gg]uide|[Dd]ocumentation|[Bb]log|[Dd]ocs|[Bb]enchmark report)\b"
)


_STUDIES = re.compile(
    r"\b(?:(?:recent|several|many|most|other|published|independent|industry|academic) )*(studies"
    r"|research|papers?|literature|surveys?|analysts|experts|researchers|practitioners|study)"
    r" (?:(?:has|have|clearly|consistently|also) )*(?:show|shown|shows|says?|suggests?|finds?"
    r"|found|agrees?|reports?|reported|confirms?|recommends?|indicates?|proves?)\b",
    re.I,
)


_RULE = re.compile(r"\b[Rr]ules? ([A-Z]+-?\d+)\b")
_PASSAGE_SAYS = re.compile(
    r"\b(?:the|this|that|our|a) passages? (?:says?|states?|shows?|confirms?|recommends?|suggests?"
    r"|puts?)\b",
    re.I,
)


_NO_SOURCE_NAMES = frozenset(
    [
        "section",
        "chapter",
        "figure",
        "table",
        "the",
        "your",
        "this",
        "that",
        "rag",
        "lora",
        "qlora",
        "our",
        "my",
        "estimate",
        "exercise",
        "note",
        "tool",
        "it",
        "i",
        "q",
        "fine-tuning",
        "gpu",
        "usd",
        "prompting",
        "we",
        "you",
        "they",
        "he",
        "she",
        "these",
        "those",
        "this",
        "that",
        "memory",
        "cost",
        "what",
        "how",
        "if",
        "both",
    ]
)


_SIGNS = re.compile(
    r"[@/]|data:|script:|file:|\.(?:com|org|net|io|ai|dev|app|info|xyz|example)\b|(?:19|20)\d\d"
)
_HINTS = hints(
    "http https www arxiv doi section chapter figure fig table exercise appendix kapitel abschnitt"
    " et according rule rules passage passages source study studies paper research report survey"
    " guide guidelines docs documentation blog data figures tests literature analysts experts"
    " practitioners white as"
)


def names_a_source(view: View) -> bool:
    """Whether a unit may name a source, before a slower look is taken."""
    return view.speaks_of(_HINTS) or bool(_SIGNS.search(view.text))


def check_named_sources(view: View, known: Shelf, found: Found) -> None:
    """Refuse links, papers, places and authorities that no source mentions."""
    if not view.may_name_source:
        return
    for match in LINK.finditer(view.text):
        if plain(match.group().rstrip(".,;")) not in known.vouched:
            found.fault(match.span(), "forged_citation", "no source of ours holds this link")
    for match in PLACE.finditer(view.text):
        if "." in match[1] and not _mentioned(match[1], known):
            found.fault(match.span(), "forged_citation", f"nothing here is from {match.group()}")
    for match in _STUDIES.finditer(view.text):
        if match[1].lower()[:5] not in known.corpus:
            found.fault(match.span(), "no_source", "no study is among the sources")
    _check_ours(view.text, known, found)
    _check_authorities(view.text, known, found)


def _check_ours(text: str, known: Shelf, found: Found) -> None:
    """Refuse rules that no source has, and passages where none was looked up."""
    for match in _RULE.finditer(text):
        if plain(match[1]) not in known.corpus:
            found.fault(match.span(), "no_source", f"no source has a rule {match[1]}")
    for match in _PASSAGE_SAYS.finditer(text):
        if not known.passages and "passage" not in known.results:
            found.fault(match.span(), "no_source", "no passage was looked up")


def _check_authorities(text: str, known: Shelf, found: Found) -> None:
    """Refuse papers and authorities whose names no source holds."""
    taken: list[Span] = []
    for match in PAPER.finditer(text):
        taken.append(match.span())
        if match[1].lower() not in known.corpus and match[1].lower() not in _NO_SOURCE_NAMES:
            found.fault(match.span(), "forged_citation", f"no source names {match[1]}")
    for match in _ACCORDING.finditer(text):
        name = (match[1] or match[2]).rstrip(".,'")
        skip = name.split()[0].lower() in _NO_SOURCE_NAMES or any(
            a <= match.start() < b for a, b in taken
        )
        if not skip and plain(name) not in known.corpus:
            found.fault(match.span(), "forged_citation", f"no source names {name}")


def _mentioned(number: str, known: Shelf) -> bool:
    return bool(re.search(rf"(?<![\d.]){re.escape(number)}(?![\d]|\.\d)", known.corpus))
