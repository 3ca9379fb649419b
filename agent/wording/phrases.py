"""How sentences, citations and lists are written."""

from collections.abc import Iterable


def sentence(text: str) -> str:
    """Begin a text with a capital and end it with a full stop.

    >>> sentence("retrieval keeps answers current")
    'Retrieval keeps answers current.'
    """
    text = capitalised(text.strip())
    return text if not text or text[-1] in ".!?:" else f"{text}."


def capitalised(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """Begin a text with a small letter, unless its first word has capitals of its own.

    >>> uncapitalised("Small matrices"), uncapitalised("LoRA over a base in 4 bits")
    ('small matrices', 'LoRA over a base in 4 bits')
    """
    first = text.split(maxsplit=1)[:1]
    return text[:1].lower() + text[1:] if first and first[0][1:].islower() else text


def cite(source: str | None) -> str:
    """Cite one source or several, parted by blanks, if they are anchors.

    >>> cite("14.1/ex/2 evidence/ovadia-2024")
    '[14.1/ex/2] [evidence/ovadia-2024]'
    """
    anchors = [
        each for each in (source or "").replace(";", " ").replace(",", " ").split() if "/" in each
    ]
    return " ".join(f"[{each}]" for each in anchors)


def listed(words: Iterable[str]) -> str:
    """List words as a sentence does.

    >>> listed(["RAG", "prompting", "both"])
    'RAG, prompting or both'
    """
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
