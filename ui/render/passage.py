"""An opened passage: where it stands, what it says, and what to know when reading it."""

from knowledge.passages import Annotation, Passage
from ui.render.inert import Citations, Shelf, escape, markdown


def passage_panel(passage: Passage, shelf: Shelf) -> str:
    """Show one passage."""
    source = f'<p class="quiet">{escape(passage.source)}</p>' if passage.source else ""
    kind = "Outside evidence" if passage.is_evidence else "Chapter"
    return (
        f'<p class="quiet">{kind} · {escape(passage.section)}</p>'
        f"<h3>{escape(passage.title)}</h3>{source}"
        f"{markdown(passage.text, Citations(shelf))}"
        f"{''.join(_annotation(each, shelf) for each in passage.annotations)}"
        f'<p class="anchor">{escape(passage.anchor)}</p>'
    )


def missing_passage() -> str:
    """Say that there is no such passage."""
    return '<p class="quiet">There is no such passage.</p>'


def _annotation(annotation: Annotation, shelf: Shelf) -> str:
    return (
        f'<aside class="note"><h4>Note {escape(annotation.id)}: {escape(annotation.title)}</h4>'
        f"{markdown(annotation.text, Citations(shelf))}</aside>"
    )
