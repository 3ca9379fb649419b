"""A passage that was found, in words: the part that answers, then where it stands."""

import re

from agent.wording.fixed import NOT_COVERED
from agent.wording.phrases import capitalised, uncapitalised
from agent.wording.results import documents
from agent.wording.results.figures import Result
from knowledge.pertinent import answering_part

_ABOUT_THE_TEXT = "14.1/meta/"
_OF_THE_TEXT = re.compile(
    r"\b(?:chapters?|sections?|text|book|material|listings?|figures?|fragments?|headings?|export"
    r"|typos?|errata|oddit\w+|mistakes?|errors?|inconsisten\w+|contradict\w+|numbering)\b",
    re.IGNORECASE,
)
"""What asks of the source text itself."""


def passages_in_words(found: Result, question: str) -> str:
    """Answer with the best passage that was found, or say that none covers the question."""
    passages = found["passages"]
    if found["coverage"] == "outside" or not passages:
        return NOT_COVERED
    term = found.get("term")
    own = [each for each in passages if term and each["anchor"] == term.get("anchor")]
    fitting = (each for each in passages if _fits(each["anchor"], question))
    best = next(iter(own), None) or next(fitting, passages[0])
    lead = _meaning(term) if term else ""
    doubt = "This may not answer it fully: " if found["coverage"] == "near" else ""
    if documents.is_document(best):
        return documents.quoted(best, question, doubt.replace(": ", ". "))
    answer = f"{lead}{doubt}{answering_part(best['text'], question)} [{best['anchor']}]"
    return f"{answer}\n\nSource: {best['source'].rstrip('.')}." if best.get("source") else answer


def _fits(anchor: str, question: str) -> bool:
    """Tell whether a passage may answer: one about the source text only what asks of that."""
    return not anchor.startswith(_ABOUT_THE_TEXT) or bool(_OF_THE_TEXT.search(question))


def _meaning(term: Result) -> str:
    """Say what a term means, as the glossary has it."""
    return f"**{capitalised(str(term['term']))}**: {uncapitalised(str(term['meaning']))}\n\n"
