"""The facts of a task, and what follows from them."""

from typing import Annotated

from pydantic import BeforeValidator

from tools.ranges import more_than, share, whole, within
from tools.vocabulary.records import Record, as_word
from tools.vocabulary.words import Aim, Change, DataKind, Entered, FewShot, RagGap


def _yes_or_no(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else as_word(value)


Share = Annotated[float, share()]
Count = Annotated[int, whole(0, 10**15)]
Documents = Annotated[int, whole(0, 10**11, "documents")]
Corpus = Annotated[int, whole(0, 10**14, "tokens")]
Requests = Annotated[int, whole(0, 10**12, "requests")]
Positive = Annotated[float, more_than(0, 10**15)]
CardMemory = Annotated[float, within(1, 1_024, "GB", mistaken=((2**10, "MiB"), (2**30, "bytes")))]
Billions = Annotated[
    float,
    within(0.001, 5_000, "billion", mistaken=((10**3, "millions"), (10**9, "a plain count"))),
]
Milliseconds = Annotated[float, within(1, 604_800_000, "ms", mistaken=((0.001, "seconds"),))]
Usd = Annotated[float, more_than(0, 10**12, "USD")]
UsdPerRequest = Annotated[float, more_than(0, 1_000, "USD")]
UsdPerMillion = Annotated[
    float, within(1e-5, 100_000, "USD per million", mistaken=((1e-6, "USD per token"),))
]
Points = Annotated[float, more_than(0, 100, "points")]
Tokens = Annotated[int, whole(0, 10_000_000, "tokens")]
AnswerTokens = Annotated[int, whole(0, 1_000_000, "tokens")]
Bits = Annotated[int, whole(1, 64, "bits")]
Examples = Annotated[int, whole(0, 10**9, "examples")]
"""What nobody has, and what is plainly given in another unit, is asked about."""


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
    knowledge_changes: Annotated[Change | None, BeforeValidator(as_word)] = None
    """How often the knowledge changes."""
    knowledge_records: Documents | None = None
    """Documents or records that hold the knowledge."""
    domain_corpus_tokens: Corpus | None = None
    """Raw text of the domain (tokens)."""
    labelled_examples: Examples | None = None
    """Labelled examples, pairs of input and wanted output."""
    monthly_requests: Requests | None = None
    """Requests a month of 30 days."""
    prompt_tokens: Tokens | None = None
    """Tokens of one prompt."""
    output_tokens: AnswerTokens | None = None
    """Tokens of one answer."""
    latency_budget_ms: Milliseconds | None = None
    """Longest time an answer may take (ms)."""
    cost_per_query_budget_usd: UsdPerRequest | None = None
    """Most that one request may cost (USD)."""
    model_size_b: Billions | None = None
    """Parameters of the language model to train (billions, 10^9)."""
    gpu_memory_gb: CardMemory | None = None
    """Memory of the GPU at hand (GB, as sold)."""
    latency_is_tight: bool | None = None
    """Latency matters much; no figure was given."""
    cost_is_tight: bool | None = None
    """Cost matters much; no figure was given."""
    data_must_stay_in_house: bool | None = None
    """Data may not leave the user's own machines."""
    erasure_request: bool | None = None
    """Somebody's data must be removed."""
    data_entered_via: Annotated[Entered | None, BeforeValidator(as_word)] = None
    """How the data to remove came in."""

    aim: Annotated[Aim | None, BeforeValidator(as_word)] = None
    """What the request is about: adapting a language model, something else, or harm."""
    embedded_instruction: bool | None = None
    """The text carries orders to the advisor, such as to ignore its rules."""
    language: str | None = None
    """Language that the user writes in (BCP 47 code, such as `de`)."""
    high_stakes: bool | None = None
    """A wrong answer can harm people or break the law."""
    personal_data: bool | None = None
    """The data are about identifiable people."""
    context_provided: bool | None = None
    """Each request already carries the text that the answer needs."""
    needs_access_control: bool | None = None
    """Who asks decides which knowledge the answer may use."""
    domain_language_missing: bool | None = None
    """The field's terms or notation are misread even where the text stands in the prompt."""
    knowledge_is_procedural: bool | None = None
    """What has to be learned is how to do something, not what is the case."""
    rag_gap: Annotated[RagGap | None, BeforeValidator(as_word)] = None
    """What is still wrong with retrieval: it misses the text (`lookup`), misreads the field's
    language (`concepts`), or gets tone, form or abstention wrong (`behaviour`)."""
    task_changes: Annotated[Change | None, BeforeValidator(as_word)] = None
    """How often the task itself, what a good answer is, changes."""
    labels_are_fixed: bool | None = None
    """Answers come from a fixed list of labels (classification)."""
    tools_offered: Count | None = None
    """Tools that an agent may call."""
    tasks: Count | None = None
    """Separate tasks, customers or indicators that each need their own behaviour."""
    data_type: Annotated[DataKind | None, BeforeValidator(as_word)] = None
    """Kind of the examples: inputs with wanted outputs, or better and worse answers."""
    labels_are_noisy: bool | None = None
    """The examples are known to hold errors, duplicates or contradictions."""
    clean_examples_possible: Count | None = None
    """Examples that could be cleaned by hand."""
    can_log_teacher_outputs: bool | None = None
    """Outputs of a larger language model that does the task well can be kept as examples."""
    automatic_grader: bool | None = None
    """A program can tell a right answer from a wrong one."""
    test_items: Count | None = None
    """Items of the test set."""
    vendor_is_unstable: bool | None = None
    """A hosted language model changed without notice, or its limits hinder."""
    sequential_tuning: Annotated[Change | None, BeforeValidator(as_word)] = None
    """How often the same language model is tuned on one more task."""
    planned_epochs: Count | None = None
    """Passes over the examples that are planned."""
    general_eval_planned: bool | None = None
    """General ability is measured during training."""
    general_drop: bool | None = None
    """General ability has already fallen after tuning."""
    general_before: Points | None = None
    """Score of a general benchmark before tuning (points of 100)."""
    general_after: Points | None = None
    """Score of the same benchmark after tuning (points of 100)."""
    tuned_prompt_tokens: Tokens | None = None
    """Tokens that a prompt would still need after tuning."""
    input_usd_per_million: UsdPerMillion | None = None
    """Price of prompt tokens (USD per million)."""
    cached_input_usd_per_million: UsdPerMillion | None = None
    """Price of prompt tokens read from a cache (USD per million)."""
    training_usd: Usd | None = None
    """Cost of one training (USD)."""
    original_training_set_kept: bool | None = None
    """The set that the language model was tuned on is still there."""
    retrain_affordable: bool | None = None
    """Training again without the data is affordable."""
    shards: Annotated[int, whole(1, 10**9, "shards")] | None = None
    """Shards of the training data, each with a part of the language model of its own."""
    deletions: Count | None = None
    """Deletion requests that are expected together."""
    unlearning_done: bool | None = None
    """Data have already been unlearned from these weights."""
    edits_planned: Count | None = None
    """Facts that are to be edited in the same weights."""
    serving_bits: Bits | None = None
    """Bits of a weight when the language model is served."""

    @property
    def corpus_fits_prompt(self) -> bool | None:
        """All knowledge fits into one cached prompt: under 200,000 tokens, about 500 pages.

        Without a count of tokens, 10,000 records tell that it doesn't fit: a record shorter than
        20 tokens is hardly a text. Fewer records say nothing, since each may be long.

        Source: `evidence/long-context-200k`.

        >>> TaskProfile(domain_corpus_tokens=120_000).corpus_fits_prompt
        True
        >>> TaskProfile(knowledge_records=18_000).corpus_fits_prompt
        False
        """
        if self.domain_corpus_tokens is not None:
            return self.domain_corpus_tokens < 200_000
        return False if (self.knowledge_records or 0) >= 10_000 else None

    @property
    def records_too_short(self) -> bool | None:
        """Fewer than 20 tokens a record, where that decides whether all fits into a prompt."""
        if self.knowledge_records is None or self.domain_corpus_tokens is None:
            return None
        return self.knowledge_records >= 10_000 and self.domain_corpus_tokens < 200_000

    @property
    def corpus_is_large(self) -> bool | None:
        """200 million tokens or more: the least that published domain pre-training gained from.

        Source: `evidence/continual-pretraining-cases`.

        >>> TaskProfile(domain_corpus_tokens=400_000_000).corpus_is_large
        True
        """
        tokens = self.domain_corpus_tokens
        return None if tokens is None else tokens >= 200_000_000

    @property
    def prompting_figures_meet(self) -> bool | None:
        """What the figures say about the best prompt; None while one lacks.

        >>> TaskProfile(prompting_quality=0.88, quality_target=0.95).prompting_figures_meet
        False
        """
        if self.prompting_quality is None or self.quality_target is None:
            return None
        return self.prompting_quality >= self.quality_target

    @property
    def examples_fall_short(self) -> bool | None:
        """Examples in the prompt don't bring the style or format that is needed."""
        if self.few_shot_works == "no" and (self.needs_style or self.needs_format):
            return True
        return None

    @property
    def rag_figures_meet(self) -> bool | None:
        """What the figures say about retrieval; None while one lacks."""
        if self.rag_quality is None or self.quality_target is None:
            return None
        return self.rag_quality >= self.quality_target

    @property
    def prompting_result_known(self) -> bool | None:
        """A result of prompting was reported, so it has been tried; None where none was."""
        results = (self.prompting_quality, self.prompting_meets_target, self.few_shot_works)
        return True if any(each is not None for each in results) else None

    @property
    def rag_result_known(self) -> bool | None:
        """A result of retrieval was reported, so it has been tried; None where none was."""
        results = (self.rag_quality, self.rag_meets_target, self.rag_gap)
        return True if any(each is not None for each in results) else None

    @property
    def latency_is_short(self) -> bool | None:
        """300 ms at most, or tight without a figure: only small language models keep that.

        >>> TaskProfile(latency_budget_ms=150).latency_is_short
        True
        >>> TaskProfile(latency_is_tight=False).latency_is_short
        False
        """
        if self.latency_budget_ms is not None:
            return self.latency_budget_ms <= 300
        return self.latency_is_tight

    @property
    def cost_is_short(self) -> bool | None:
        """Less than 0.001 USD a request (the chapter's line), or tight without a figure."""
        if self.cost_per_query_budget_usd is not None:
            return self.cost_per_query_budget_usd < 0.001
        return self.cost_is_tight

    @property
    def monthly_saving_usd(self) -> float | None:
        """USD a month that a shorter prompt saves at list price.

        >>> TaskProfile(
        ...     monthly_requests=50_000, prompt_tokens=2_000, tuned_prompt_tokens=500,
        ...     input_usd_per_million=0.1,
        ... ).monthly_saving_usd  # 75 million tokens x 0.10 USD
        7.5
        """
        if self.monthly_requests is None or self.input_usd_per_million is None:
            return None
        if self.prompt_tokens is None or self.tuned_prompt_tokens is None:
            return None
        saved = self.monthly_requests * (self.prompt_tokens - self.tuned_prompt_tokens)
        return saved * self.input_usd_per_million / 1_000_000

    @property
    def months_to_repay(self) -> float | None:
        """Months until a shorter prompt has repaid the training; None while figures lack.

        Labelling, hosting and retraining are not in it; `cost` counts them.

        >>> TaskProfile(
        ...     monthly_requests=50_000, prompt_tokens=2_000, tuned_prompt_tokens=500,
        ...     input_usd_per_million=0.1, training_usd=500,
        ... ).months_to_repay  # 500 / 7.50
        66.7
        """
        saving = self.monthly_saving_usd
        if self.training_usd is None or saving is None or saving <= 0:
            return None
        return round(self.training_usd / saving, 1)

    @property
    def tuning_may_pay(self) -> bool | None:
        """The bill may repay a tuned language model: cost presses, at 200,000 requests a month.

        A 500 USD job spread over six months breaks even near 176,000 requests a month at the list
        price of a frontier language model with a cached prompt, near 28,000 without a cache, and
        near 556,000 at the cheapest price; a bill that presses speaks for a dear one. `cost`
        computes the user's own figure.

        Source: arithmetic in `evidence/prices-2026`.

        >>> TaskProfile(cost_is_tight=True, monthly_requests=5_000_000).tuning_may_pay
        True
        >>> TaskProfile(monthly_requests=2_000).tuning_may_pay
        False
        """
        busy = None if self.monthly_requests is None else self.monthly_requests >= 200_000
        if False in (busy, self.cost_is_short):
            return False
        return None if None in (busy, self.cost_is_short) else True
