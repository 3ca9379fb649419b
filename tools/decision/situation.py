"""Everything that words are chosen by: the facts, and what was decided on them."""

from tools.vocabulary import Method, PlanKind, Strategy, TaskProfile


class Situation(TaskProfile):
    """A task profile with the strategy that our rules give, and the chapter's own answer."""

    strategy: Strategy = "prompting"
    """The strategy of our rules."""
    plan: PlanKind = "standard"
    """Which form of it."""
    method: Method = "none"
    """How weights change, if they do."""
    chapter_strategy: Strategy | None = None
    """What the chapter's procedure answers; None while the facts don't suffice."""
    chapter_rule: str | None = None
    """By which of its rules."""

    @property
    def differs(self) -> bool | None:
        """The chapter's procedure answers something else."""
        return None if self.chapter_strategy is None else self.chapter_strategy != self.strategy

    @property
    def trains(self) -> bool:
        """Weights change."""
        return self.method != "none"

    @property
    def lora_fits(self) -> bool | None:
        """Sixteen-bit weights, two gigabytes of adapter state and a quarter on top fit the GPU.

        The chapter's estimate (2 bytes a parameter + 2 GB) leaves out activations, hence the
        quarter. Source: chapter, `14.1/1.2/lora-memory`.
        """
        if self.model_size_b is None or self.gpu_memory_gb is None:
            return None
        return 1.25 * (2 * self.model_size_b + 2) <= self.gpu_memory_gb

    @property
    def relative_drop(self) -> float | None:
        """Fall of a general benchmark (share of its score before)."""
        if self.general_before is None or self.general_after is None:
            return None
        return (self.general_before - self.general_after) / self.general_before

    @property
    def is_english(self) -> bool | None:
        """The user writes English."""
        return None if self.language is None else self.language.lower().startswith("en")
