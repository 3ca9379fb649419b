"""Questions that a message asks, with or without a question mark; what is off topic in between."""

import re

from agent.guided.heard import Heard

_LONGEST_WORDS = 30
_LONGEST_CHARACTERS = 500
_OPENS = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|hi|hello|hey|please|so|and|but|also|first|wait|hm+|by the way|btw)\W+)*"
    r"(?:what(?! an?\b)|how|why|which|who|whose|when|where|explain|define|describe"
    r"|compare|summari[sz]e"
    r"|tell me (?:about|more|how|why|what|which|when|who|whether|if)|remind me"
    r"|i(?:'d| would) like to (?:know|understand)|i want to (?:know|understand)|i wonder"
    r"|(?:can|could|do|does|did|will|would|may|must|has|have|are|is|was|were|isn't|aren't|don't"
    r"|doesn't) (?:i|we|you|one|it|they|there|people|teams|the|a|an|any|most|this|that|"
    r"(?:q?lora|rag|sft|peft|cpt|sisa|fine[ -]?tuning|prompting|retrieval|training|gdpr)\b)"
    r"|(?:difference|pros and cons|advantages|drawbacks) )",
    re.IGNORECASE,
)


def questions(heard: Heard) -> list[str]:
    """Give what the message asks; one that opens like a question and states no fact is one."""
    reading = heard.reading
    if reading.questions:
        return list(reading.questions)
    if strays(heard):
        return [heard.said.strip()[:_LONGEST_CHARACTERS]]
    unmarked = (
        not heard.action
        and not any(fact.field != "aim" for fact in reading.facts)
        and not (reading.skipped or reading.unknown or reading.vague or reading.wants_answer)
        and opens_like_one(heard.said)
    )
    return [heard.said.strip()] if unmarked else []


def opens_like_one(said: str) -> bool:
    """Tell whether words open as a question does.

    >>> [opens_like_one(each) for each in ("can i use json mode", "tell me about the case",
    ...     "it is good enough", "what a pity", "We use RAG")]
    [True, True, False, False, False]
    """
    words = said.split()
    return 2 < len(words) <= _LONGEST_WORDS and bool(_OPENS.search(said))


def strays(heard: Heard) -> bool:
    """Tell whether something off topic comes in the middle of a task, which stays the task."""
    task = heard.facts.keys() - {"aim", "language", "erasure_request"}
    return heard.reading.off_topic and bool(task)
