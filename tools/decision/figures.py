"""Figures that texts may show, each computed from facts and formatted in one place."""

from collections.abc import Callable

from tools.cost.tables import providers
from tools.decision.situation import Situation
from tools.estimate.chapter import chapter_rule
from tools.mix import MixRequest, mix
from tools.proportions import samples_per_arm, wilson_interval
from tools.unlearning import expected_shards_hit
from tools.vocabulary import DAYS_PER_MONTH, Method

Figure = Callable[[Situation], str | None]

_HOLD_OUT = 100
"""Items of the hold-out that the chapter's exercise proposes."""
_ALPHA, _POWER = 0.05, 0.8
"""Chance of a false alarm, and of seeing a gain that is there: what `power` takes too."""


def percent(share: float) -> str:
    """Write a share as a percentage.

    >>> percent(0.962), percent(0.9)
    ('96.2%', '90%')
    """
    return f"{round(share * 100, 1):g}%"


def _count(number: float | None) -> str | None:
    return None if number is None else f"{round(number):,}"


def _a_day(a_month: float | None) -> float | None:
    return None if a_month is None else a_month / DAYS_PER_MONTH


def _number(number: float | None, form: str) -> str | None:
    return None if number is None else form.format(number)


def _share(share: float | None) -> str | None:
    return None if share is None else percent(share)


def _usd(amount: float | None) -> str | None:
    return None if amount is None else f"${amount:,.2f}"


def _failures_a_day(now: Situation, share: float | None) -> str | None:
    if now.monthly_requests is None or share is None:
        return None
    return _count(now.monthly_requests / DAYS_PER_MONTH * (1 - share))


def _interval(now: Situation, items: int | None) -> str | None:
    if not items or now.quality_target is None:
        return None
    low, high = wilson_interval(now.quality_target * items, items)
    return f"{percent(low)} to {percent(high)}"


def _items_per_arm(now: Situation) -> str | None:
    """Give the items that tell the prompt's quality from the target, where 100 don't."""
    before, after = now.prompting_quality, now.quality_target
    if before is None or after is None or not before < after:
        return None
    items = samples_per_arm(before, after, _ALPHA, _POWER)
    return _count(items) if items > _HOLD_OUT else None


def _mix(now: Situation) -> str | None:
    if now.labelled_examples is None:
        return None
    counts = mix(MixRequest(task_samples=now.labelled_examples))
    return f"{counts.general_samples:,} general samples, {counts.total:,} in total"


def _by_chapter_gb(now: Situation, method: Method) -> str | None:
    if now.model_size_b is None:
        return None
    return f"{chapter_rule(now.model_size_b, method).training_memory_gb:,.1f} GB"


def _saved_tokens(now: Situation) -> str | None:
    if now.monthly_requests is None or now.prompt_tokens is None or now.tuned_prompt_tokens is None:
        return None
    saved = now.monthly_requests * (now.prompt_tokens - now.tuned_prompt_tokens)
    return f"{saved / 1_000_000:,.1f} million"


def _cached_saving(now: Situation) -> str | None:
    if not (now.monthly_saving_usd and now.input_usd_per_million):
        return None
    if now.cached_input_usd_per_million is None:
        return None
    ratio = now.cached_input_usd_per_million / now.input_usd_per_million
    return _usd(now.monthly_saving_usd * ratio)


def _shards_hit(now: Situation) -> str | None:
    if not now.shards:
        return None
    deletions = 1 if now.deletions is None else now.deletions
    return f"{expected_shards_hit(now.shards, deletions):.1f}"


def _tuning_ends(_: Situation) -> str:
    ends = (
        f"{row.provider} {'closes' if row.tuning == 'closing' else 'closed'} {row.closes}"
        for row in providers()
        if row.closes is not None
    )
    return ", ".join(ends)


def _drop_points(now: Situation) -> str | None:
    if now.general_before is None or now.general_after is None:
        return None
    return f"{now.general_before - now.general_after:g}"


FIGURES: dict[str, Figure] = {
    "prompting_quality": lambda now: _share(now.prompting_quality),
    "rag_quality": lambda now: _share(now.rag_quality),
    "quality_target": lambda now: _share(now.quality_target),
    "daily_requests": lambda now: _count(_a_day(now.monthly_requests)),
    "failures_a_day": lambda now: _failures_a_day(now, now.prompting_quality),
    "failures_a_day_at_target": lambda now: _failures_a_day(now, now.quality_target),
    "monthly_requests": lambda now: _count(now.monthly_requests),
    "labelled_examples": lambda now: _count(now.labelled_examples),
    "mix": _mix,
    "test_items": lambda now: _count(now.test_items),
    "interval_at_target": lambda now: _interval(now, now.test_items),
    "interval_on_100": lambda now: _interval(now, _HOLD_OUT),
    "items_per_arm": _items_per_arm,
    "full_gb": lambda now: _by_chapter_gb(now, "full"),
    "lora_gb": lambda now: _by_chapter_gb(now, "lora"),
    "qlora_gb": lambda now: _by_chapter_gb(now, "qlora"),
    "gpu_memory_gb": lambda now: _number(now.gpu_memory_gb, "{:g} GB"),
    "model_size_b": lambda now: _number(now.model_size_b, "{:g}B"),
    "latency_budget_ms": lambda now: _number(now.latency_budget_ms, "{:g} ms"),
    "cost_budget_usd": lambda now: _number(now.cost_per_query_budget_usd, "${:g}"),
    "prompt_tokens": lambda now: _count(now.prompt_tokens),
    "saved_tokens": _saved_tokens,
    "monthly_saving_usd": lambda now: _usd(now.monthly_saving_usd),
    "cached_saving_usd": _cached_saving,
    "input_usd_per_million": lambda now: _usd(now.input_usd_per_million),
    "months_to_repay": lambda now: _number(now.months_to_repay, "{:,g}"),
    "training_usd": lambda now: _usd(now.training_usd),
    "corpus_tokens": lambda now: _count(now.domain_corpus_tokens),
    "knowledge_records": lambda now: _count(now.knowledge_records),
    "shards": lambda now: _count(now.shards),
    "shards_hit": _shards_hit,
    "edits_planned": lambda now: _count(now.edits_planned),
    "tuning_ends": _tuning_ends,
    "drop_points": _drop_points,
    "drop_percent": lambda now: _share(now.relative_drop),
    "planned_epochs": lambda now: _count(now.planned_epochs),
    "tools_offered": lambda now: _count(now.tools_offered),
    "tasks": lambda now: _count(now.tasks),
    "language": lambda now: now.language,
}
"""What a text may put between braces; a text whose figure is unknown is not shown."""
