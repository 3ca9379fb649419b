"""Yes and no as the answer to the user's question, where a flag in the results decides it."""

import re

from agent.grounding.known.values import Known
from agent.grounding.numbers.measures import field_words
from agent.grounding.statements.saying import is_negated, of_names, terms_of
from agent.grounding.view import Found, View

_ANSWER = re.compile(
    r"\W*(?P<yes>yes|yep|sure|certainly|absolutely)\b|\W*(?:no|nope)\b(?=[,.:;!])", re.I
)
_ASKED = re.compile(
    r"\b(?:fits?|enough|okay|ok|fine|within|inside|meets?|holds?|runs?|suffices?)\b", re.I
)
_OF_NEED = re.compile(
    r"\b(?:need|must|have to|should|which|what|how|why|or|if|instead|problem|too)\b", re.I
)
"""Such a question is not answered by whether something fits."""
_FIELDS = frozenset(("fit", "fits", "within", "inside", "meets", "meet", "enough", "suffices"))


def check_answer(view: View, known: Known, found: Found) -> None:
    """Refuse "Yes" to "does it fit?" where the result says no, and the reverse."""
    said = None if view.before else _ANSWER.match(view.text)
    asked = re.split(r"[.!]\s", view.asked)[-1]
    if said is None or not _ASKED.search(asked) or _OF_NEED.search(asked) or is_negated(asked):
        return
    flags = [f for f in known.flags if not f.superseded and _FIELDS & set(field_words(f.field))]
    group = of_names(flags, terms_of(asked)) or [f for f in flags if not f.names]
    if group and all(flag.value != bool(said["yes"]) for flag in group):
        word = said.group().strip()
        why = f"{group[0].origin} is {str(group[0].value).lower()}"
        found.fault((said.end() - len(word), said.end()), "wrong_flag", why)
