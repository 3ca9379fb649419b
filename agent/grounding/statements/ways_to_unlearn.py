"""Ways to unlearn: the one that a result gives, or one that a source speaks of."""

import re

from agent.grounding.known.values import Known
from agent.grounding.view import Found, View, hints
from agent.grounding.words.strategies import names

_USED = re.compile(
    r"\b(?:uses?|using|by|via|with|through|runs?|applies|apply|suggests?|recommends?"
    r"|proposes?|picks?|picked|chose|says?|method is|plan is) (?:an? |the )?$",
    re.I,
)
_HINTS = hints("sisa gradient task rome memit model editing")


def check_ways_to_unlearn(view: View, known: Known, corpus: str, found: Found) -> None:
    """Refuse a way to unlearn that no source names, where a result gives another."""
    said = names(view.text, "unlearning") if view.speaks_of(_HINTS) else []
    if not said:
        return
    given = [
        name
        for word in known.words
        if word.place == "result"
        for name, _, _ in names(word.text.replace("_", " "), "unlearning")
    ]
    spoken = {name for name, _, _ in names(corpus.replace("_", " "), "unlearning")}
    for name, start, end in said if given else ():
        if name not in spoken and _USED.search(view.text[:start]):
            found.fault((start, end), "wrong_method", f"the result says {', '.join(given)}")
