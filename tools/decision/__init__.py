"""The decision: a task profile in; a strategy, its reasons and the next question out."""

from typing import Any

from tools.decision.answer import Decision
from tools.decision.chapter import ChapterInputs, chapter_answer, chapter_inputs
from tools.decision.decide import decide, remaining_questions
from tools.decision.effective import contradictions
from tools.decision.interview import Remaining
from tools.decision.ours import taken_for_granted
from tools.decision.questions import Question, choices

__all__ = [
    "ChapterInputs",
    "Decision",
    "Question",
    "Remaining",
    "chapter_answer",
    "chapter_inputs",
    "decide",
    "option_facts",
    "option_value",
    "remaining_questions",
    "taken_for_granted",
]


def option_facts(field: str, option: str) -> dict[str, Any] | None:
    """Give the facts that a clicked answer sets, by field; None forgets a fact.

    Returns None where the question has no such answer, so that the words have to be read.

    >>> option_facts("prompting_quality", "It falls short")
    {'prompting_meets_target': False}
    """
    reconciling = [choice for each in contradictions() for choice in each.choices]
    for choice in (*choices(field), *reconciling):
        if choice.field == field and choice.option == option:
            return dict(choice.sets)
    return None


def option_value(field: str, option: str) -> Any | None:
    """Give the value of the field itself that a clicked answer stands for.

    None where the answer sets other facts (`option_facts` has them), or is no answer of ours.

    >>> option_value("knowledge_changes", "Quarterly")
    'quarterly'
    """
    return (option_facts(field, option) or {}).get(field)
