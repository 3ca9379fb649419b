"""What was decided before this turn, and questions about it: "why?", "what would change that?"."""

import re

from agent.guided import follow_ups
from agent.guided.heard import Heard
from agent.wording.decision import Decision
from tools.decision import decide
from tools.vocabulary import TaskProfile

_LEADS = r"^\W*(?:(?:and|but|so|ok(?:ay)?|hm+|wait|well)\W+)*"
_APPROACH = r"(?:fine[ -]?tun\w+|train\w*|retrieval|rag|(?:better )?prompt\w*|both|that one)"
_WHY = re.compile(
    rf"{_LEADS}(?:why|how so|how come)(?: (?:is|does|do|that|this|it|so|then|exactly))*\W*$"
    rf"|{_LEADS}why (?:not |(?:do|would|should|did) (?:you|i|we) (?:not )?(?:recommend|suggest"
    rf"|say|think|choose|prefer|need|do) )?(?:just )?(?:to )?(?:do |use |go for )?"
    rf"{_APPROACH}\W*$"
    r"|\bhow did you (?:decide|get to|come to|arrive at) (?:that|this|it)\b"
    r"|\bwhat makes you (?:say|think) (?:that|so|this)\b"
    r"|\bwhat (?:is|are) (?:that|this|your (?:answer|advice|decision)) based on\b",
    re.IGNORECASE,
)
_WHAT_CHANGES = re.compile(
    r"\bwhat (?:would|could|can|might|will|must|does|has to|else (?:would|could))"
    r"(?: have to| need to)? (?:ever )?"
    r"(?:change (?:your (?:mind|answer|advice|decision|recommendation)|that|this|it|the (?:answer"
    r"|decision|advice|recommendation|verdict|outcome))|make you change)\b"
    r"|\bwhen would (?:you|that|this|it|the (?:answer|decision|advice)) (?:change|be different)\b"
    r"|\bwhat (?:if|happens if) (?:i|we)(?: a|')?re? wrong\b",
    re.IGNORECASE,
)

_WHY_NOT = re.compile(rf"\bwhy not\b.*?({_APPROACH})", re.IGNORECASE)
_NAMED = {
    r"(?i)tun|train": frozenset({"fine_tuning", "rag+fine_tuning", "continual_pretraining+sft"}),
    r"(?i)retriev|rag": frozenset({"rag", "rag+fine_tuning"}),
    r"(?i)both": frozenset({"rag+fine_tuning"}),
    r"(?i)prompt": frozenset({"prompting", "prompting+structured_output"}),
}
"""Ways to name an approach, and the strategies that hold it."""


def asks_why(heard: Heard) -> bool:
    """Tell whether the words ask why the decision is what it is."""
    if not _can_ask(heard) or (heard.state.get("looked_up") and not doubted(heard)):
        return False
    return bool(_WHY.search(heard.said)) and not follow_ups.asks_back(heard)


def doubted(heard: Heard) -> frozenset[str]:
    """Name the strategies that "why not …?" asks for; none where it only asks why.

    >>> sorted(_doubted("why not fine-tuning?"))
    ['continual_pretraining+sft', 'fine_tuning', 'rag+fine_tuning']
    """
    return _doubted(heard.said)


def _doubted(said: str) -> frozenset[str]:
    named = _WHY_NOT.search(said)
    found = (names for pattern, names in _NAMED.items() if named and re.search(pattern, named[1]))
    return next(found, frozenset())


def asks_what_changes(heard: Heard) -> bool:
    """Tell whether the words ask what would make the decision another one."""
    return _can_ask(heard) and bool(_WHAT_CHANGES.search(heard.said))


def asks_about_it(heard: Heard) -> bool:
    """Tell whether the decision itself answers what is asked."""
    return asks_why(heard) or asks_what_changes(heard)


def _can_ask(heard: Heard) -> bool:
    return not heard.action and bool(heard.state.get("decision"))


def told_before(heard: Heard) -> Decision | None:
    """Give the decision that the turn before told at full length; None where it asked on."""
    if heard.action or heard.reading.wants_answer or heard.asked:
        return None
    if not heard.state.get("decision"):
        return None
    facts = TaskProfile.model_validate(heard.facts)
    return decide(facts, frozenset(heard.state.get("skipped", ()))).model_dump(mode="json")
