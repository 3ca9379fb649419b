"""What a decision holds."""

from typing import Literal

from tools.decision.questions import Question
from tools.vocabulary import Method, PlanKind, Record, Strategy


class Step(Record):
    """One thing to do."""

    do: str
    because: str
    source: str


class Plan(Record):
    """The form of the strategy and its steps, in order."""

    kind: PlanKind
    steps: tuple[Step, ...]


class AppliedRule(Record):
    """A rule that gave the strategy."""

    id: str
    because: str
    source: str


class ChapterView(Record):
    """What the chapter's own procedure answers for the same facts."""

    strategy: Strategy
    rule: str
    because: str
    source: str
    differs_because: str | None = None
    """Why ours is another; None where they agree."""
    differs_source: str | None = None


class Flip(Record):
    """The nearest value of one fact, known or still open, that changes the strategy."""

    field: str
    to: bool | int | float | str
    strategy: Strategy
    threshold: str
    """The change in words."""


class Assumed(Record):
    """A fact that the strategy rests on while nobody knows it."""

    field: str
    value: str
    because: str
    otherwise: Strategy | None
    """The strategy if it is not so; None where that changes nothing by itself."""
    skipped: bool
    """The user doesn't know it."""


class Remark(Record):
    """A text with its source."""

    id: str
    text: str
    source: str


class Experiment(Record):
    """The cheapest way to learn a decisive fact that the user doesn't know, and both branches."""

    field: str
    text: str
    branches: dict[str, Strategy]
    source: str


class Decision(Record):
    """The strategy for a task profile, with its reasons and what would change it."""

    strategy: Strategy
    status: Literal["final", "provisional"]
    possible: tuple[Strategy, ...]
    """Every strategy that an unknown fact could still lead to, from light to heavy."""
    next_question: Question | None
    questions_left: float
    """Questions to expect until the strategy is settled."""
    plan: Plan
    method: Method
    chapter: ChapterView | None
    rules: tuple[AppliedRule, ...]
    would_change: tuple[Flip, ...]
    kept_share: float
    """How likely the strategy stays, over the unknown facts, by the stated priors (0 to 1)."""
    assumptions: tuple[Assumed, ...]
    experiments: tuple[Experiment, ...]
    contradictions: tuple[str, ...]
    """Facts that cannot hold together, each as the question that reconciles them."""
    dissent: tuple[Remark, ...]
    """Evidence that speaks for another answer."""
    advisories: tuple[Remark, ...]
    recheck: tuple[Remark, ...]
    """What should make one decide again."""
