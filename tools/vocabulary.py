"""The words that every part shares: values that cross a boundary, and the facts of a task."""

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Strategy = Literal[
    "prompting",
    "prompting+structured_output",
    "rag",
    "fine_tuning",
    "rag+fine_tuning",
    "continual_pretraining+sft",
    "unlearning_plan",
    "out_of_scope",
]
"""What a rule gives. The order is from light to heavy; the last two lie beside the ladder."""

STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)

Method = Literal["full", "lora", "qlora", "api", "none"]
"""How weights change, if they do."""

Change = Literal["never", "yearly", "quarterly", "monthly", "weekly", "daily", "realtime"]
Entered = Literal["index", "fine_tuning", "own_pre_training", "vendor_model"]
FewShot = Literal["yes", "partly", "no"]


class Record(BaseModel):
    """A value that crosses a boundary: frozen, and it refuses what it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )


def _yes_or_no(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


class Assumption(Record):
    """What a tool took for granted because nobody said it."""

    field: str
    """The input it stands for."""
    value: float | int | str | bool | None
    """What was assumed, in the unit of the field."""
    because: str
    """Why this value."""


def as_word(value: object) -> object:
    """Give a word as our vocabularies spell it: trimmed, small letters, low lines.

    >>> as_word(" QLoRA ")
    'qlora'
    >>> as_word("own pre-training")
    'own_pre_training'
    """
    return "_".join(value.lower().replace("-", " ").split()) if isinstance(value, str) else value


Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=10**15)]
Positive = Annotated[float, Field(gt=0, le=10**15)]


class TaskProfile(Record):
    """All facts of the interview; every field may be unknown, which is None.

    Boolean fields are worded so that yes means true.
    """

    task_summary: str | None = None
    """What the language model should do, in the user's words."""
    describable_in_prompt: bool | None = None
    """The task can be described in a prompt."""
    prompting_tried: bool | None = None
    """A prompt has been tried and looked at."""
    structured_output_tried: bool | None = None
    """Structured output or constrained decoding has been tried."""
    rag_tried: bool | None = None
    """Retrieval has been tried."""
    few_shot_works: Annotated[FewShot | None, BeforeValidator(_yes_or_no)] = None
    """Examples in the prompt bring the style or format that is needed."""
    prompting_quality: Share | None = None
    """Quality of the best prompt so far on the user's own metric (share, 0 to 1)."""
    rag_quality: Share | None = None
    """Quality with retrieval on the user's own metric (share, 0 to 1)."""
    quality_target: Share | None = None
    """Quality that is needed on the user's own metric (share, 0 to 1)."""
    prompting_meets_target: bool | None = None
    """The best prompt is good enough."""
    rag_meets_target: bool | None = None
    """Retrieval is good enough."""
    needs_external_knowledge: bool | None = None
    """Answers need knowledge that is in neither the language model nor the request."""
    needs_citations: bool | None = None
    """Answers must show their sources."""
    needs_style: bool | None = None
    """A particular voice, behaviour or procedure is needed."""
    needs_format: bool | None = None
    """Output must have a strict format."""
    knowledge_changes: Change | None = None
    """How often the knowledge changes."""
    knowledge_records: Count | None = None
    """Documents or records that hold the knowledge."""
    domain_corpus_tokens: Count | None = None
    """Raw text of the domain (tokens)."""
    labelled_examples: Count | None = None
    """Labelled examples, pairs of input and wanted output."""
    monthly_requests: Count | None = None
    """Requests a month of 30 days."""
    prompt_tokens: Count | None = None
    """Tokens of one prompt."""
    output_tokens: Count | None = None
    """Tokens of one answer."""
    latency_budget_ms: Positive | None = None
    """Longest time an answer may take (ms)."""
    cost_per_query_budget_usd: Positive | None = None
    """Most that one request may cost (USD)."""
    model_size_b: Positive | None = None
    """Parameters of the language model to train (billions, 10^9)."""
    gpu_memory_gb: Positive | None = None
    """Memory of the GPU at hand (GB, as sold)."""
    latency_is_tight: bool | None = None
    """Latency matters much; no figure was given."""
    cost_is_tight: bool | None = None
    """Cost matters much; no figure was given."""
    data_must_stay_in_house: bool | None = None
    """Data may not leave the user's own machines."""
    erasure_request: bool | None = None
    """Somebody's data must be removed."""
    data_entered_via: Entered | None = None
    """How the data to remove came in."""
