"""Questions that lean on the one before: "and for LoRA?", "why?", "and the cost?"."""

import re
from typing import Any

from agent.guided.heard import Heard
from knowledge.words import telling_words

_LONGEST_WORDS = 9
_LEADS_ON = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|hm+|right|i see|thanks|and|but|so|or|also|then)\W+)*"
    r"(?:(?:and|but|or|also|so|what about|how about|what if|same for|for)\b.*"
    r"|(?:why|how so|how come|really|since when|in what way|for instance|for example|examples?"
    r"|such as|like what|tell me more|more|more details|details|explain|elaborate|go on"
    r"|what else|anything else|which ones?|how much|how many|how long|says who|who says"
    r"|what does (?:that|it|this) mean|meaning"
    r"|(?:any|(?:show|give|tell)(?: me)?(?: the| your| any| some)?) (?:evidence|proof|sources?))"
    r"(?: (?:is|does|do|would|please|that|this|it|so|not|then|exactly))*)\W*$",
    re.IGNORECASE | re.DOTALL,
)
_ASKS_BACK = re.compile(
    r"^\W*(?:(?:and|but|so|ok(?:ay)?|wait)\W+)*why (?:do|did|would|must|should|are) (?:you|i) "
    r"(?:ask|asking|want|need|care|say|tell|answer)"
    r"|^\W*(?:what|huh|pardon|sorry|come again)\W*\?\W*$",
    re.IGNORECASE,
)
_POINTS_AT_THE_QUESTION = re.compile(
    r"\b(?:that|this|it|those|these|question|ask(?:ing|ed)?|you|mean|why|huh)\b"
    r"|\bunderstand\W*$|^\W*what\W*$",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|they|them|their|those|these|one)\b", re.IGNORECASE
)


def call_arguments(heard: Heard) -> dict[str, Any] | None:
    """Give what to look up for words that lean on the question before; None where they don't.

    The passages that were cited then are not shown again.
    """
    if not asks_on(heard):
        return None
    before = heard.state["looked_up"]
    said, topic = heard.said.strip(), " ".join(telling_words(before["question"]))
    return {
        "question": f"{said} ({topic})" if telling_words(said) else before["question"],
        "follows": before["question"],
        "not_again": before["cited"],
    }


def asks_on(heard: Heard) -> bool:
    """Tell whether the words lean on what was looked up before, so that they state no fact."""
    before = heard.state.get("looked_up")
    return bool(before) and leans_on_it(heard.said) and not asks_back(heard)


def asks_back(heard: Heard) -> bool:
    """Tell whether the person asks what the open question means, or why it is asked."""
    said = heard.said.strip()
    looked_up = heard.state.get("looked_up")
    if looked_up and re.fullmatch(
        r"why (?:is|does) (?:that|this|it)( so)?\W*", said, re.IGNORECASE
    ):
        return False
    points = heard.reading.asks_back and bool(_POINTS_AT_THE_QUESTION.search(said))
    return bool(heard.asked) and (points or bool(_ASKS_BACK.search(said)))


def asks_why(heard: Heard) -> bool:
    """Tell whether what is asked of the open question is why it is asked, not what it means."""
    return re.search(r"\bwhy\b", heard.said, re.IGNORECASE) is not None


def leans_on_it(said: str) -> bool:
    """Tell whether words only make sense after the question before.

    >>> [leans_on_it(each) for each in ("and for LoRA?", "why?", "and the cost", "What is RAG?")]
    [True, True, True, False]
    """
    words = said.split()
    if not 0 < len(words) <= _LONGEST_WORDS:
        return False
    if _LEADS_ON.match(said):
        return True
    return "?" in said and len(words) <= 7 and bool(_POINTS_BACK.search(said))
