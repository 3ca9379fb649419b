"""Questions that a message asks, with or without a question mark; what is off topic in between."""

import re

from agent.guided.heard import Heard
from knowledge.glossary import Term, term_asked_for

_LONGEST_WORDS = 30
_LONGEST_CHARACTERS = 500
_FEW_WORDS = 5
_POINTS_BACK = re.compile(r"\b(?:that|this|it|those|these)\b", re.IGNORECASE)
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

_FOR_THE_DECISION = re.compile(
    r"\b(should|shall) (i|we)\b|\bor do i\b|\bgood idea\b"
    r"|\b(can|could|do|must) (i|we)( (really|just|even|have to|need to))* "
    r"(fine[ -]?tun(e|ing)|train(ing)?|rag|start|go|do (it|this|that))\b"
    r"|\bwhat (now|next)\b|\bwhat (do|would) you (think|recommend|suggest|advise|do)\b"
    r"|\bright (for (me|us|this)|choice)\b|\bworth\b"
    r"|^\W*(to )?(fine[ -]?tune|train)( \w+)?\W*$",
    re.IGNORECASE,
)
_FOR_A_FIGURE = re.compile(
    r"^\W*(?:when\b|(?:\w+\W+){0,3}?(?:how (?:many|much|long|big|large|small|often|high|low|few)\b"
    r"|(?:(?:can|could|should|shall|do|does|is|are|would) (?:\w+\W+){0,6}?)?\d[\d.,]*k? "
    r"(?:labell?ed )?(?:examples?|samples?|pairs)\b"
    r"|(?:which|what) (?!(?:should|shall|can|could|do|would|now|next|else|then)\b)\w+))",
    re.IGNORECASE,
)
"""What asks for more than yes or no: "how many examples should we label?"."""
_COMPARES = re.compile(
    r"(?:^.*?\b(?:differ\w*|compar\w+|choose|choice|pros and cons|trade-?offs?)\b"
    r".*?\b(?:between|of)"
    r"|^\W*(?:is|are|does|do|how|compare|when|why)|^)"
    r"(?: (?:is|does|do|should|would|can) (?:(?:i|we|you|one) (?:use|choose|prefer|take|pick))?)?"
    r"\W*(?P<one>[\w -]+?),? (?:really |any |much |so )?(?:and|or|with|vs\.?|versus"
    r"|differ(?:ent)? from|(?:better|worse) than|compared? (?:to|with)|instead of|rather than|over"
    r"|beats?) "
    r"(?P<other>[\w -]+?)\W*$",
    re.IGNORECASE,
)
"""A question that sets two things against each other."""


def compared(question: str) -> tuple[Term, ...]:
    """Name the two terms of the field that a question sets against each other.

    >>> [each.term for each in compared("what's the difference between LoRA and QLoRA?")]
    ['LoRA', 'QLoRA']
    >>> [each.term for each in compared("is RAG better than fine-tuning?")]
    ['RAG', 'fine-tuning']
    >>> compared("is RAG better than a goat?"), compared("what is LoRA?")
    ((), ())
    """
    found = _COMPARES.search(question[:_LONGEST_CHARACTERS])
    asked = (found["one"], found["other"]) if found else ()
    terms = tuple(filter(None, (term_asked_for(f"what is {each}") for each in asked)))
    return terms if len(set(terms)) == len(asked) else ()


def asks_for_the_decision(question: str) -> bool:
    """Tell whether the interview answers a question, and not a passage.

    >>> [asks_for_the_decision(each) for each in ("so, should we fine-tune?", "what now?",
    ...     "How many examples do I need to fine-tune?")]
    [True, True, False]
    """
    return bool(_FOR_THE_DECISION.search(question)) and not _FOR_A_FIGURE.search(question)


def only_asks_for_the_decision(heard: Heard) -> bool:
    """Tell whether the words are nothing but questions for the decision."""
    asked = heard.reading.questions or (heard.said,)
    return not heard.action and all(map(asks_for_the_decision, asked))


def questions(heard: Heard) -> list[str]:
    """Give what the message asks; one that opens like a question and states no fact is one."""
    reading = heard.reading
    if reading.questions:
        return [_with_what_it_points_at(heard.said, each) for each in reading.questions]
    if strays(heard):
        return [heard.said.strip()[:_LONGEST_CHARACTERS]]
    unmarked = (
        not heard.action
        and not any(fact.field != "aim" for fact in reading.facts)
        and not (reading.skipped or reading.unknown or reading.vague or reading.wants_answer)
        and opens_like_one(heard.said)
    )
    return [heard.said.strip()] if unmarked else []


def _with_what_it_points_at(said: str, question: str) -> str:
    """Put the words before a question in front of it where it says nothing by itself.

    >>> _with_what_it_points_at("Boss wants to train from scratch. Is that sane?", "Is that sane?")
    'Boss wants to train from scratch. Is that sane?'
    """
    words = len(question.split())
    points = words == 1 or (words <= _FEW_WORDS and _POINTS_BACK.search(question))
    before = said[: said.find(question)].strip() if points else ""
    return f"{before[-_LONGEST_CHARACTERS:]} {question}" if before else question


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
