"""What would change a decision: for each fact, the nearest value with another strategy."""

from collections.abc import Callable, Iterable
from typing import Any

from tools.decision.answer import Flip
from tools.decision.effective import contradicting
from tools.decision.rules import words_of
from tools.vocabulary import Strategy, TaskProfile

BOUNDS: dict[str, tuple[float, ...]] = {
    "labelled_examples": (49, 50, 999, 1_000),
    "latency_budget_ms": (300, 301),
    "cost_per_query_budget_usd": (0.0009, 0.001),
    "monthly_requests": (199_999, 200_000),
    "domain_corpus_tokens": (199_999, 200_000, 199_999_999, 200_000_000),
}
"""Values on both sides of each bound that a rule or derived fact has, by field."""

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


def flips(profile: TaskProfile, strategy: Strategy, strategy_of: StrategyOf) -> tuple[Flip, ...]:
    """Give the nearest flip of every known fact; facts that flip nothing are left out."""
    found = (_flip(profile, field, strategy, strategy_of) for field in FIELDS)
    return tuple(flip for flip in found if flip is not None)


def _flip(
    profile: TaskProfile, field: str, strategy: Strategy, strategy_of: StrategyOf
) -> Flip | None:
    now = getattr(profile, field)
    if now is None:
        return None
    for value in _nearest_first(profile, field, now):
        changed = profile.model_copy(update={field: value})
        if len(contradicting(changed)) > len(contradicting(profile)):
            continue
        other = strategy_of(changed)
        if other != strategy:
            return Flip(field=field, to=value, strategy=other, threshold=_in_words(now, value))
    return None


def _nearest_first(profile: TaskProfile, field: str, now: Any) -> Iterable[Any]:
    if isinstance(now, bool):
        return (not now,)
    words = words_of(TaskProfile, field)
    if words is not None:
        place = words.index(now)
        return sorted(
            (word for word in words if word != now), key=lambda w: abs(words.index(w) - place)
        )
    bounds = BOUNDS.get(field) or _quality_bounds(profile, field)
    return sorted((bound for bound in bounds if bound != now), key=lambda bound: abs(bound - now))


def _quality_bounds(profile: TaskProfile, field: str) -> tuple[float, ...]:
    if field == "quality_target":
        reached = (profile.prompting_quality, profile.rag_quality)
        ends = [each for each in reached if each is not None]
        return tuple(bound for end in ends for bound in (end, min(1.0, round(end + 0.01, 4))))
    target = profile.quality_target
    return () if target is None else (target, max(0.0, round(target - 0.01, 4)))


def _in_words(now: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return f"at least {value:,g}" if value > now else f"at most {value:,g}"
