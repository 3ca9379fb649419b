"""Which part of a passage a question is about, and which sentence of it a claim rests on."""

import re
from collections.abc import Sequence

from knowledge.glossary import thesaurus
from knowledge.words import telling_words

_END = re.compile(r"(?<=[.!?])(?<!al\.)(?<!e\.g\.)(?<!i\.e\.)(?<!vs\.)(?<!no\.)\s+(?=[A-Z0-9“\"(])")
_LEADS_BACK = re.compile(
    r"(It|Its|They|Their|This|That|These|Those|Both|Such|Here|There|So|Then|If that|Other)\b"
)
_LABEL = re.compile(
    r"^(?:Question: .*?\? )?(?:(?:Answer|Conceptual|Analysis|Coding|Break-even)[.:] )?", re.DOTALL
)
_SHORT_WORDS = 45
"""A passage of so many words is an answer as it stands."""
_STEM = 5
"""Letters by which two forms of a word are taken for one."""


def sentences(text: str) -> list[str]:
    """Split prose into sentences, and a list into its items.

    >>> sentences("Hu et al. froze it. That took 0.1 GB.\\n\\n- Frozen base\\n- Small file")
    ['Hu et al. froze it.', 'That took 0.1 GB.', 'Frozen base', 'Small file']
    """
    prose, *items = re.split(r"\n+- ", text)
    return [*(each for each in _END.split(" ".join(prose.split())) if each), *items]


def likeness(said: str, other: str) -> float:
    """Give the share of the telling words of `said` that `other` has too (0 to 1).

    >>> likeness("How big is the adapter file?", "The saved file holds the adapter.")
    0.6666666666666666
    """
    asked = [word for word in telling_words(said) if word]
    there = {word[:_STEM] for word in telling_words(other)}
    held = [any(each[:_STEM] in there for each in _meanings(word)) for word in asked]
    return sum(held) / len(held) if held else 0.0


def _meanings(word: str) -> tuple[str, ...]:
    return (word, *thesaurus().get(word, ()))


def answering_part(text: str, question: str) -> str:
    """Give the part of a passage that answers a question, in the passage's own words.

    A short passage is given whole, without the list that says it again. Of a longer one, the
    sentence nearest to the question, with the one it leads back to or the one after it. An item of
    the list that is nearer still comes last.
    """
    prose, *items = re.split(r"\n+- ", text)
    told = _LABEL.sub("", " ".join(prose.split()))
    parts = [each for each in _END.split(told) if each]
    shown = parts if len(told.split()) <= _SHORT_WORDS else _around_the_best(parts, question)
    answer = " ".join(shown)
    best = max(items, key=lambda item: likeness(question, item), default="")
    if best and likeness(question, best) > likeness(question, answer):
        answer += f" {best.rstrip('.')}."
    return answer[:1].upper() + answer[1:]


def _around_the_best(parts: Sequence[str], question: str) -> list[str]:
    best = max(range(len(parts)), key=lambda at: (likeness(question, parts[at]), -at))
    is_last = best == len(parts) - 1
    first = best - 1 if best and (is_last or _LEADS_BACK.match(parts[best])) else best
    return list(parts[first : best + 2])


def nearest_sentence(text: str, claim: str) -> str:
    """Give the sentence or list item of a passage that a claim rests on; empty where none is near.

    >>> nearest_sentence("LoRA freezes the base. The file takes 0.1 GB.", "It takes 0.1 GB on disk")
    'The file takes 0.1 GB.'
    """
    found = max(sentences(text), key=lambda each: _closeness(claim, each), default="")
    return found if _closeness(claim, found) >= 0.3 else ""


def _closeness(claim: str, sentence: str) -> float:
    """Weigh both directions, so that a long sentence doesn't win by its length."""
    there, back = likeness(claim, sentence), likeness(sentence, claim)
    return 2 * there * back / (there + back) if there and back else 0.0
