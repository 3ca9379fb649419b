"""What follows from stated facts by arithmetic or wording, and what contradicts itself."""

from functools import cache
from typing import Any

from tools.decision.cells import Condition, verdict
from tools.decision.conditions import parse_when
from tools.decision.questions import Choice, Question, facts_set
from tools.tables import read_lines
from tools.vocabulary import Record, TaskProfile


class Contradiction(Record):
    """Facts that cannot hold together, and the question that reconciles them."""

    id: str
    when: dict[str, Condition]
    field: str
    text: str
    choices: tuple[Choice, ...]
    why: str
    source: str

    def found_in(self, profile: TaskProfile) -> bool:
        """Tell whether a profile holds both."""
        return all(verdict(each, getattr(profile, name)) for name, each in self.when.items())

    @property
    def question(self) -> Question:
        """The one question that reconciles them."""
        options = tuple(choice.option for choice in self.choices)
        return Question(field=self.field, text=self.text, options=options, why=self.why)


@cache
def contradictions() -> tuple[Contradiction, ...]:
    """Read what cannot hold together."""
    return tuple(
        Contradiction(
            id=line.cells["id"],
            when=parse_when(line, TaskProfile),
            field=line.cells["field"],
            text=line.cells["text"],
            choices=tuple(
                Choice(
                    field=line.cells["field"],
                    option=line.cells[f"option_{n}"],
                    sets=facts_set(line, f"sets_{n}"),
                )
                for n in (1, 2)
            ),
            why=line.cells["why"],
            source=line.cells["source"],
        )
        for line in read_lines("contradictions.csv")
    )


def contradicting(profile: TaskProfile) -> tuple[Contradiction, ...]:
    """Find the contradictions of a profile."""
    return tuple(each for each in contradictions() if each.found_in(profile))


def effective(profile: TaskProfile) -> TaskProfile:
    """Fill in what follows from the stated facts; what contradicts itself becomes unknown.

    A reported result means that it was tried; figures say whether the bar is met, and stand above
    words; a prompt that meets the bar describes the task; what was not tried, or lacks what is
    needed, meets no bar.

    >>> known = effective(TaskProfile(prompting_quality=0.88, quality_target=0.95))
    >>> known.prompting_tried, known.prompting_meets_target
    (True, False)
    """
    filled = profile.model_copy(update=_tried(profile))
    filled = filled.model_copy(update=_meets(filled))
    filled = filled.model_copy(update=_follows(filled))
    unclear = {each.field: None for each in contradicting(profile)}
    return filled.model_copy(update=unclear) if unclear else filled


def _tried(profile: TaskProfile) -> dict[str, Any]:
    tried: dict[str, Any] = {}
    if profile.prompting_tried is None and profile.prompting_result_known:
        tried["prompting_tried"] = True
    if profile.rag_tried is None and profile.rag_result_known:
        tried["rag_tried"] = True
    return tried


def _meets(profile: TaskProfile) -> dict[str, Any]:
    return {
        "prompting_meets_target": _met(
            profile.prompting_figures_meet,
            profile.prompting_meets_target,
            falls_short=profile.examples_fall_short or profile.prompting_tried is False,
        ),
        "rag_meets_target": _met(
            profile.rag_figures_meet,
            profile.rag_meets_target,
            falls_short=profile.rag_gap is not None or profile.rag_tried is False,
        ),
    }


def _met(figures: bool | None, stated: bool | None, falls_short: bool) -> bool | None:
    if figures is not None:
        return figures
    if stated is not None:
        return stated
    return False if falls_short else None


def _follows(profile: TaskProfile) -> dict[str, Any]:
    if profile.describable_in_prompt is None and profile.prompting_meets_target:
        return {"describable_in_prompt": True}
    return {}
