"""Citations, links, named sources and quotes: each must be in what was found."""

import re
from dataclasses import dataclass
from functools import lru_cache

from agent.grounding.characters import fold
from agent.grounding.quantities import Span
from agent.grounding.sources import CitablePassage, Sources
from agent.grounding.view import Found, View

_BRACKET = re.compile(r"\[([^\[\]\n]{1,160})\](?:\(([^()\s]{1,300})\))?")
_BARE_ANCHOR = re.compile(
    r"(?<![\w/\[])(?:\d+\.\d+/[\w.+-]+(?:/[\w.+-]+)*|(?:doc|evidence)/[\w./+-]+\w)"
)
_ANCHOR = re.compile(r"[\w.+-]+(?:/[\w.+#:-]+)+|\d{1,2}(?:\.\d{1,2}){1,3}")
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()\[\]\"']+|\barxiv[: ]\s?\d{4}\.\d{4,5}|\bdoi[: ]\s?10\.\S+", re.I
)
_PLACE = re.compile(
    r"\b(?:sections?|chapters?|figures?|fig\.|tables?|exercises?|appendix|kapitel|abschnitt)\s+(\d+(?:\.\d+)+|\d+(?=\s|[.,;:)]|$)|[A-Z]\b)",
    re.I,
)
_PAPER = re.compile(
    r"\b([A-Z][a-zA-Z-]+)(?: (?:et al\.?|and [A-Z][a-z]+|& [A-Z][a-z]+),? ?\(?(?:19|20)\d\d\)?|,? et al\.?,?| \((?:19|20)\d\d\)|, (?:19|20)\d\d\))"
)
_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording to|[Aa]s (?:reported|shown|described|stated) (?:by|in)|[Ss]ources?:|(?:study|paper|research|report|survey|guide|guidelines|documentation|docs|blog|data|figures|tests) (?:by|from|of|at))"
    r" (?:the |a |an )?([A-Z][\w.&'-]*(?: [A-Z][\w.&'-]*)*)"
    r"|\b([A-Z][a-zA-Z]+)(?:'s)? (?:[Rr]eport|[Ss]tudy|[Pp]aper|[Ss]urvey|[Ww]hite ?paper|[Gg]uide|[Dd]ocumentation|[Bb]log|[Dd]ocs|[Bb]enchmark report)\b"
)
_STUDIES = re.compile(
    r"\b(?:(?:recent|several|many|most|other|published|independent|industry|academic) )*(studies|research|papers?|literature|surveys?|analysts|experts|researchers|practitioners|study)"
    r" (?:(?:has|have|clearly|consistently|also) )*(?:show|shown|shows|says?|suggests?|finds?|found|agrees?|reports?|reported|confirms?|recommends?|indicates?|proves?)\b",
    re.I,
)
_NO_SOURCE_NAMES = frozenset(
    ["section", "chapter", "figure", "table", "the", "your", "this", "that", "rag", "lora", "qlora", "our", "my", "estimate", "exercise", "note", "tool", "it", "i", "q", "fine-tuning", "gpu", "usd", "prompting", "we", "memory", "cost", "what", "how", "if", "both"]
)
_QUOTE = re.compile(r'"([^"\n]{2,500})"')
_SINGLE = re.compile(r"(?<![\w])'([^'\n]{10,400}?(?:n't[^'\n]*)?)'(?![\w])")
_EXAMPLE = re.compile(
    r"(?:such as|like|e\.g\.,?|for (?:example|instance),?|try|type|ask|click|press|choose|answer(?: with)?|reply(?: with)?|called|named|labelled|label|instruction)\s*:?\s*$",
    re.I,
)
_INTRODUCED = re.compile(
    r"\b(?:says?|said|states?|stated|writes?|wrote|calls? (?:it|this|that|them)|puts? it|quotes?|reads?|words?|advises|warns?|notes?|according to[^.]{0,40})[ :,]*(?:a |an |the )?$",
    re.I,
)
_WORD = re.compile(r"[a-z0-9]{3,}")
_COMMON = frozenset(
    ["the", "and", "for", "with", "that", "this", "from", "are", "was", "will", "would", "should", "can", "need", "needs", "use", "used", "using", "your", "you", "more", "most", "than", "into", "over", "only", "each", "have", "has", "not", "but", "about", "when", "where", "which", "while", "they", "them", "their", "its", "one", "two", "three", "also", "then", "such", "very", "much", "many", "some", "any", "all", "both", "model", "models", "because", "says", "here", "just", "does", "there", "what", "how", "chapter", "section", "note", "rule", "rules"]
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that may be cited or quoted, in forms that are quick to look in."""

    passages: dict[str, CitablePassage]
    known_anchors: frozenset[str]
    corpus: str
    """All source text, folded and in lower case, white space as single blanks."""
    users: str


def shelf(sources: Sources, corpus: str) -> Shelf:
    """Put the sources on a shelf."""
    return Shelf(
        {each.anchor: each for each in sources.passages},
        sources.known_anchors,
        plain(corpus),
        plain("\n".join(sources.user)),
    )


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """Fold a text for comparison: lower case, single blanks."""
    return " ".join(fold(text).text.lower().split())


def read_citations(view: View, known: Shelf) -> None:
    """Find the unit's citations and mask what they and links hold."""
    text = view.text
    for match in _BRACKET.finditer(text):
        if _is_citation(match[1], known):
            view.masked.append(match.span())
            for anchor in re.split(r"\s*[;,]\s*", match[1]):
                view.citations.append((match.start(), match.end(), anchor.strip().lstrip("#")))
        elif match[2]:
            view.masked.append((match.end(1) + 1, match.end()))
            if match[2].lstrip("#") in known.passages or _ANCHOR.fullmatch(match[2].lstrip("#")):
                view.citations.append((*match.span(), match[2].lstrip("#")))
    for match in _BARE_ANCHOR.finditer(text):
        if not _inside(match.start(), view.masked):
            view.masked.append(match.span())
            view.citations.append((*match.span(), match.group().rstrip(".")))
    view.masked += [match.span() for match in _LINK.finditer(text)]
    view.masked += [match.span(1) for match in _PLACE.finditer(text)]
    view.masked += [match.span() for match in _PAPER.finditer(text)]


def _is_citation(inside: str, known: Shelf) -> bool:
    first = re.split(r"\s*[;,]\s*", inside)[0].strip().lstrip("#")
    if first in known.passages or first in known.known_anchors:
        return True
    return bool(
        _ANCHOR.fullmatch(first)
        or re.fullmatch(r"\^?\d{1,2}|source[s]?(?: \d+)?|citation[^\]]*", first, re.I)
    )


def _inside(at: int, spans: list[Span]) -> bool:
    return any(start <= at < end for start, end in spans)


def check_citations(view: View, known: Shelf, found: Found) -> None:
    """Check that each cited anchor was found, and that it speaks of what it is cited for."""
    cited: list[tuple[Span, CitablePassage]] = []
    for start, end, anchor in view.citations:
        passage = _find(anchor, known)
        if passage is not None:
            cited.append(((start, end), passage))
            found.traced((start, end), passage.anchor)
        elif anchor in known.known_anchors:
            found.fault((start, end), "unretrieved_citation", f"{anchor} was not looked up here")
        else:
            found.fault((start, end), "forged_citation", f"there is no passage {anchor}")
    if cited:
        _check_support(view, cited, known, found)


def _find(anchor: str, known: Shelf) -> CitablePassage | None:
    if anchor in known.passages:
        return known.passages[anchor]
    number = anchor.lstrip("^")
    if number.isdigit() and 0 < int(number) <= len(known.passages):
        return list(known.passages.values())[int(number) - 1]
    return None


def _check_support(
    view: View, cited: list[tuple[Span, CitablePassage]], known: Shelf, found: Found
) -> None:
    anchors = {passage.anchor for _, passage in cited}
    if any(m.value.origin in anchors for held in view.matches for m in held):
        return
    for index, each in enumerate(view.numbers):
        held = [m.value for m in view.matches[index]]
        only = {v.origin for v in held if v.place == "passage"}
        if only and not only & anchors and all(v.place == "passage" for v in held):
            found.fault(each.span, "miscited", f"{sorted(only)[0]} says so, not what is cited")
            for span, _ in cited:
                found.fault(span, "miscited", f"does not hold {view.text[slice(*each.span)]}")
            return
    claim = _content(view)
    if len(claim) < 2:
        return
    for span, passage in cited:
        share = claim & passage_words(passage)
        others = [
            len(claim & passage_words(p)) for a, p in known.passages.items() if a not in anchors
        ]
        if not share or (len(share) < 2 and max(others, default=0) >= 3):
            found.fault(span, "miscited", f"{passage.anchor} does not speak of this")


def _content(view: View) -> frozenset[str]:
    text = view.text
    for start, end in sorted(view.masked, reverse=True):
        if text[start : start + 1] == "[":
            text = text[:start] + " " + text[end:]
    own = content_words(text)
    return (
        own
        if len(own) >= 2
        else own | content_words(view.before if len(view.text.split()) < 4 else "")
    )


@lru_cache(maxsize=1024)
def passage_words(passage_or_text: CitablePassage) -> frozenset[str]:
    """Give the content words of a passage, by their beginnings."""
    anchor = re.sub(r"[/_-]", " ", passage_or_text.anchor)
    return content_words(
        f"{passage_or_text.section} {passage_or_text.title} {passage_or_text.text} {anchor}"
    )


def content_words(text: str) -> frozenset[str]:
    """Give the words that carry meaning, cut to their first five letters."""
    words = _WORD.findall(text.lower())
    return frozenset(w[:5] for w in words if w not in _COMMON and not w[0].isdigit())


_HINTS = (
    "http", "www.", "arxiv", "doi", "section", "chapter", "figure", "fig.", "table", "exercise",
    "appendix", "kapitel", "abschnitt", "et al", "according", "source", "stud", "paper", "research",
    "report", "survey", "guide", "docs", "documentation", "blog", "data", "figures", "tests",
    "literature", "analysts", "experts", "practitioners", "(19", "(20", ", 20", ", 19", " by ", " in ",
)  # fmt: skip


def check_named_sources(view: View, known: Shelf, found: Found) -> None:
    """Refuse links, papers, places and authorities that no source mentions."""
    if not view.speaks_of(_HINTS):
        return
    text = view.text
    for match in _LINK.finditer(text):
        if plain(match.group().rstrip(".,;")) not in known.corpus:
            found.fault(match.span(), "forged_citation", "no source holds this link")
    for match in _PLACE.finditer(text):
        if "." in match[1] and not _mentioned(match[1], known):
            found.fault(
                match.span(), "forged_citation", f"nothing found here comes from {match.group()}"
            )
    taken: list[Span] = []
    for match in _PAPER.finditer(text):
        taken.append(match.span())
        if match[1].lower() not in known.corpus and match[1].lower() not in _NO_SOURCE_NAMES:
            found.fault(match.span(), "forged_citation", f"no source names {match[1]}")
    for match in _ACCORDING.finditer(text):
        name = (match[1] or match[2]).rstrip(".,'")
        skip = name.split()[0].lower() in _NO_SOURCE_NAMES or _inside(match.start(), taken)
        if not skip and plain(name) not in known.corpus:
            found.fault(match.span(), "forged_citation", f"no source names {name}")
    for match in _STUDIES.finditer(text):
        if match[1].lower()[:5] not in known.corpus:
            found.fault(match.span(), "no_source", "no study is among the sources")


def _mentioned(number: str, known: Shelf) -> bool:
    return bool(re.search(rf"(?<![\d.]){re.escape(number)}(?![\d]|\.\d)", known.corpus))


def check_quotes(view: View, known: Shelf, found: Found) -> None:
    """Check that what stands in quotation marks stands so in a source."""
    for match in [*_QUOTE.finditer(view.text), *_SINGLE.finditer(view.text)]:
        before = view.text[max(0, match.start() - 60) : match.start()]
        words = len(match[1].split())
        if words < 3 and not (_INTRODUCED.search(before) and words):
            continue
        if _EXAMPLE.search(before) or match[1].rstrip().endswith("?"):
            continue
        if not _verbatim(match[1], known):
            found.fault(match.span(), "misquote", "no source says it in these words")


def _verbatim(quote: str, known: Shelf) -> bool:
    pieces = re.split(r"\s*(?:\.\.\.|…|\[[^\]]*\])\s*", plain(quote))
    clean = [piece.strip(" .,;:!?'\"") for piece in pieces]
    return all(piece in known.corpus for piece in clean if piece)
