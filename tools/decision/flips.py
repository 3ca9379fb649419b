"""What would change a decision: for each fact, the nearest value with another strategy."""

from collections.abc import Callable, Iterable, Set
from typing import Any

from tools.decision.answer import Flip
from tools.decision.cells import word_of
from tools.decision.conditions import words_of
from tools.decision.effective import contradicting
from tools.decision.figures import percent
from tools.vocabulary import Strategy, TaskProfile

BOUNDS: dict[str, dict[float, str]] = {
    "labelled_examples": {
        49: "fewer than 50", 50: "50 or more", 999: "fewer than 1,000", 1_000: "1,000 or more"},
    "latency_budget_ms": {300: "300 ms or less", 301: "more than 300 ms"},
    "cost_per_query_budget_usd": {0.0009: "less than $0.001", 0.001: "$0.001 or more"},
    "monthly_requests": {199_999: "fewer than 200,000", 200_000: "200,000 or more"},
    "domain_corpus_tokens": {
        199_999: "fewer than 200,000", 200_000: "200,000 or more",
        199_999_999: "fewer than 200 million", 200_000_000: "200 million or more"},
}  # fmt: skip
"""Values on both sides of each bound that a rule or derived fact has, by field, in words."""

FIELDS = (
    "prompting_quality", "quality_target", "prompting_meets_target", "prompting_tried",
    "needs_external_knowledge", "knowledge_changes", "domain_corpus_tokens", "needs_citations",
    "needs_access_control", "rag_tried", "rag_quality", "rag_meets_target", "rag_gap",
    "domain_language_missing", "needs_style", "few_shot_works", "needs_format",
    "structured_output_tried", "labelled_examples", "task_changes", "latency_budget_ms",
    "latency_is_tight", "monthly_requests", "cost_per_query_budget_usd", "cost_is_tight",
    "erasure_request",
)  # fmt: skip

StrategyOf = Callable[[TaskProfile], Strategy]


def flips(
    profile: TaskProfile, strategy: Strategy, strategy_of: StrategyOf, open_fields: Set[str]
) -> tuple[Flip, ...]:
    """Give the nearest flip of every known fact, and of those in `open_fields` that are unknown.

    Facts that flip nothing, or only by contradicting others, are left out.
    """
    found = (_flip(profile, field, strategy, strategy_of, open_fields) for field in FIELDS)
    return tuple(flip for flip in found if flip is not None)


def _flip(
    profile: TaskProfile,
    field: str,
    strategy: Strategy,
    strategy_of: StrategyOf,
    open_fields: Set[str],
) -> Flip | None:
    now = getattr(profile, field)
    if now is None and field not in open_fields:
        return None
    for value in _nearest_first(profile, field, now):
        changed = profile.model_copy(update={field: value})
        other = strategy_of(changed)
        if other != strategy and len(contradicting(changed)) <= len(contradicting(profile)):
            words = _in_words(profile, field, value)
            return Flip(field=field, to=value, strategy=other, threshold=words)
    return None


def _nearest_first(profile: TaskProfile, field: str, now: Any) -> Iterable[Any]:
    words = words_of(TaskProfile, field)
    if words == ("yes", "no"):
        return [value for value in (True, False) if value != now]
    if words is not None:
        place = words.index(now) if now is not None else 0
        others = [word for word in words if word != now]
        return sorted(others, key=lambda word: abs(words.index(word) - place))
    bounds = BOUNDS.get(field) or _quality_bounds(profile, field)
    elsewhere = [bound for bound in bounds if bound != now]
    return sorted(elsewhere, key=lambda bound: abs(bound - (now or 0)))


def _quality_bounds(profile: TaskProfile, field: str) -> tuple[float, ...]:
    if field == "quality_target":
        reached = (profile.prompting_quality, profile.rag_quality)
        ends = [each for each in reached if each is not None]
        return tuple(bound for end in ends for bound in (end, min(1.0, round(end + 0.01, 4))))
    target = profile.quality_target
    return () if target is None else (target, max(0.0, round(target - 0.01, 4)))


def _in_words(profile: TaskProfile, field: str, value: Any) -> str:
    if isinstance(value, bool | str):
        return word_of(value)
    if field in BOUNDS:
        return BOUNDS[field][value]
    met = value == profile.quality_target
    if field == "quality_target":
        met = value not in (profile.prompting_quality, profile.rag_quality)
    return f"{'at least' if met else 'at most'} {percent(value)}"
