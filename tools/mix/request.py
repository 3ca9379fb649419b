"""What a mix of task data and general data may be told."""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator

from tools.ranges import share, whole, within
from tools.vocabulary import Count, Record, as_word

MixMethod = Literal["full", "lora", "qlora", "api", "continual_pretraining"]
Shift = Literal["weak", "strong"]
Ratio = Annotated[float, share(0.001)]
SampleTokens = Annotated[float, within(1, 2_000_000, "tokens")]

CHAPTER_TASK_RATIO = 0.7


def as_method(value: object) -> object:
    """Give a method of training as our vocabulary spells it.

    >>> as_method("CPT")
    'continual_pretraining'
    """
    word = as_word(value)
    return "continual_pretraining" if word in ("cpt", "dapt", "continued_pretraining") else word


class MixRequest(Record):
    """How much task data there is, and in what proportion to mix."""

    ALSO_CALLED: ClassVar[dict[str, str]] = {
        "ratio": "task_ratio", "share": "task_ratio", "task_share": "task_ratio",
        "general_share": "general_ratio", "examples": "task_samples",
        "labelled_examples": "task_samples", "general_samples": "general_available",
    }  # fmt: skip
    """What other tools call these fields."""

    task_samples: Count
    """Training samples of the task (samples); 0 is valid."""
    task_ratio: Ratio | None = None
    """Share of task samples in the mix (share, 0.001 to 1); absent: 0.7, as in the chapter."""
    general_ratio: Annotated[float, share(0, 0.999)] | None = None
    """Share of general samples (share, 0 to 0.999); beside `task_ratio` it must make up 1."""
    task_tokens: SampleTokens | None = None
    """Mean length of one task sample (tokens)."""
    general_tokens: SampleTokens | None = None
    """Mean length of one general sample (tokens)."""
    general_available: Count | None = None
    """General samples at hand (samples); 0: there are none."""
    batch_size: Annotated[int, whole(1, 10**6, "samples")] | None = None
    """Samples in one optimizer step (samples)."""
    method: Annotated[MixMethod | None, BeforeValidator(as_method)] = None
    """How the language model is trained: full, lora, qlora, api or continual_pretraining."""
    shift: Annotated[Shift | None, BeforeValidator(as_word)] = None
    """How far the new data lie from the old: weak (same language), strong (new language, code)."""

    @property
    def task_share(self) -> float:
        """The share of task samples that is aimed at."""
        if self.task_ratio is not None:
            return self.task_ratio
        if self.general_ratio is not None:
            return round(1 - self.general_ratio, 12)
        return CHAPTER_TASK_RATIO
