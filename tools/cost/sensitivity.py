"""Which input matters: halve it, double it, and the value at which the cheaper side changes."""

from dataclasses import replace
from fractions import Fraction

from tools.cost.figures import Figures, in_floats
from tools.vocabulary import Record

SHARES = ("cache_hit_share", "prompting_failure_rate", "tuned_failure_rate")
LAST_DIGIT = 1e-12
TRIED = (
    "monthly_requests",
    "prompt_tokens",
    "tuned_prompt_tokens",
    "output_tokens",
    "input_usd_per_million",
    "cache_hit_share",
    "output_usd_per_million",
    "tuned_input_usd_per_million",
    "tuned_output_usd_per_million",
    "training_usd",
    "labelling_usd",
    "hosting_usd_per_month",
    "retrainings_per_year",
    "prompting_failure_rate",
    "tuned_failure_rate",
    "failure_usd",
)


class Sensitivity(Record):
    """What tuning saves a month if one input is half or double, all others as they are."""

    field: str
    value: float
    saving_usd_at_half: float
    """What tuning saves a month, one-off costs spread (USD)."""
    saving_usd_at_double: float
    """The same with the input doubled; a share stops at 1 (USD)."""
    switches_at: float | None
    """The value at which the cheaper side changes; null if no possible value does that."""


def sensitivity(exact: Figures[Fraction]) -> tuple[Sensitivity, ...]:
    """Rank the inputs by how far halving or doubling them moves the monthly saving.

    The saving is a straight line in every input that is tried, so that two points give the value
    at which it is zero.
    """
    figures = in_floats(exact)
    if figures.monthly_requests is None:
        return ()
    rows = [_row(figures, name) for name in TRIED if _worth_trying(figures, name)]
    return tuple(
        sorted(
            (row for row in rows if row),
            key=lambda row: -abs(row.saving_usd_at_double - row.saving_usd_at_half),
        )
    )


def _worth_trying(figures: Figures[float], name: str) -> bool:
    return bool(getattr(figures, name)) or name == "hosting_usd_per_month"


def _row(figures: Figures[float], name: str) -> Sensitivity | None:
    """Try one input; None where it moves nothing but the last digit."""
    value: float = getattr(figures, name)
    highest = 1.0 if name in SHARES else None
    doubled = min(value * 2, highest) if highest else value * 2
    at_half = _gap(replace(figures, **{name: value / 2}))
    at_double = _gap(replace(figures, **{name: doubled}))
    if value and abs(at_double - at_half) <= LAST_DIGIT * _turnover(figures):
        return None
    slope = (at_double - at_half) / (doubled - value / 2) if value else -1.0
    crossing = value - _gap(figures) / slope
    possible = crossing >= 0 and (highest is None or crossing <= highest)
    return Sensitivity(
        field=name,
        value=value,
        saving_usd_at_half=_clean(at_half),
        saving_usd_at_double=_clean(at_double),
        switches_at=_clean(crossing) if possible else None,
    )


def _clean(figure: float) -> float:
    """Cut off the digits that binary fractions add: 8.4 and not 8.400000000000002."""
    return float(f"{figure:.12g}")


def _gap(figures: Figures[float]) -> float:
    return figures.gap_usd_per_month(figures.monthly_requests or 0.0)


def _turnover(figures: Figures[float]) -> float:
    requests = figures.monthly_requests or 0.0
    running = requests * (figures.prompted_request_usd + figures.tuned_request_usd)
    return running + figures.fixed_usd_per_month + figures.upfront_usd / figures.months
