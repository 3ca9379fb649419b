"""An opened passage: where it stands, what it says, and what to know when reading it."""

from collections.abc import Iterable, Sequence

from knowledge.documents import DocumentPassage
from knowledge.passages import Annotation, Passage
from knowledge.pertinent import nearest_sentence, sentences
from ui.render.inert import Citations, Shelf, escape, markdown, paragraphs, passage_link

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Characters of the private use area that mark a sentence while Markdown is read."""
_LONGEST_CLAIM = 2_000


def passage_panel(
    passage: Passage, shelf: Shelf, places: Sequence[DocumentPassage] = (), claim: str = ""
) -> str:
    """Show one passage; `places` are those of the owner's copy of the chapter that it is about.

    `claim` is what a reply said before it cited the passage: the sentences it rests on are marked.
    """
    if isinstance(passage, DocumentPassage):
        return _of_a_document(passage, shelf, claim)
    source = f'<p class="quiet">{escape(passage.source)}</p>' if passage.source else ""
    kind = "Outside evidence" if passage.is_evidence else "Chapter"
    said_already = passage.kind == "evidence" or passage.kind in passage.section.lower()
    sort = "" if said_already else f" · {escape(passage.kind.replace('-', ' '))}"
    return (
        f'<p class="quiet">{kind} · {escape(passage.section)}{sort}</p>'
        f"<h3>{escape(passage.title)}</h3>{source}"
        f"{_marked(passage.text, claim, shelf)}"
        f"{''.join(_annotation(each, shelf) for each in passage.annotations)}"
        f"{_links('In your copy of the chapter', places)}"
        f'<p class="anchor">{escape(passage.anchor)}</p>'
    )


def _marked(text: str, claim: str, shelf: Shelf) -> str:
    """Show a passage with the sentences marked that a claim quotes, or the one nearest to it."""
    shown = markdown(_with_marks(text, claim), Citations(shelf))
    return shown.replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>")


def _with_marks(text: str, claim: str) -> str:
    plain = text.replace(_OPEN, "").replace(_CLOSE, "")
    for sentence in _rests_on(plain, claim[:_LONGEST_CLAIM]):
        plain = plain.replace(sentence, f"{_OPEN}{sentence}{_CLOSE}", 1)
    return plain


def _rests_on(text: str, claim: str) -> list[str]:
    said = " ".join(claim.split())
    quoted = [each for each in sentences(text) if each.rstrip(".") in said]
    nearest = nearest_sentence(text, said) if said and not quoted else ""
    return quoted or ([nearest] if nearest else [])


def _of_a_document(passage: DocumentPassage, shelf: Shelf, claim: str) -> str:
    """Show a passage of a user's document as it stands there: its marks link to nothing."""
    notes = [found for each in passage.notes if (found := shelf.passage(each))]
    text = (
        f'<pre class="formula">{escape(passage.text)}</pre>'
        if passage.part in ("code", "table")
        else _verbatim(passage.text, claim)
    )
    return (
        f'<p class="quiet">Your document · {escape(passage.section)}</p>'
        f"<h3>{escape(passage.title)}</h3>{text}"
        f"{_links('Our notes of the same place', notes)}"
        f'<p class="anchor">{escape(passage.anchor)}</p>'
    )


def _verbatim(text: str, claim: str) -> str:
    """Show text as it stands in its document, with the sentences marked that a claim rests on."""
    shown = paragraphs(_with_marks(text, claim))
    return shown.replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>")


def _links(heading: str, passages: Iterable[Passage]) -> str:
    rows = "".join(f"<li>{passage_link(each, _named(each))}</li>" for each in passages)
    return f"<h4>{heading}</h4><ul>{rows}</ul>" if rows else ""


def _named(passage: Passage) -> str:
    """Name a passage; several of one document stand under the same heading."""
    if isinstance(passage, DocumentPassage) and passage.part != "text":
        return f"{passage.title} ({passage.part})"
    return passage.title


def missing_passage() -> str:
    """Say that there is no such passage."""
    return '<p class="quiet">There is no such passage.</p>'


def _annotation(annotation: Annotation, shelf: Shelf) -> str:
    return (
        f'<aside class="note"><h4>Note {escape(annotation.id)}: {escape(annotation.title)}</h4>'
        f"{markdown(annotation.text, Citations(shelf))}</aside>"
    )
