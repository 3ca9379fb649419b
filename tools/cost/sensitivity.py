"""Which input matters: halve it, double it, and the value at which the cheaper side changes."""

from dataclasses import replace
from fractions import Fraction

from tools.cost.figures import Figures
from tools.vocabulary import Record

SHARES = ("cache_hit_share", "prompting_failure_rate", "tuned_failure_rate")
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


def sensitivity(figures: Figures) -> tuple[Sensitivity, ...]:
    """Rank the inputs by how far halving or doubling them moves the monthly saving."""
    if figures.monthly_requests is None:
        return ()
    rows = [_row(figures, name) for name in TRIED if _worth_trying(figures, name)]
    return tuple(
        sorted(rows, key=lambda row: -abs(row.saving_usd_at_double - row.saving_usd_at_half))
    )


def _worth_trying(figures: Figures, name: str) -> bool:
    return bool(getattr(figures, name)) or name == "hosting_usd_per_month"


def _row(figures: Figures, name: str) -> Sensitivity:
    value: Fraction = getattr(figures, name)
    highest = Fraction(1) if name in SHARES else None
    doubled = min(value * 2, highest) if highest else value * 2
    return Sensitivity(
        field=name,
        value=float(value),
        saving_usd_at_half=float(_gap(figures, name, value / 2)),
        saving_usd_at_double=float(_gap(figures, name, doubled)),
        switches_at=_switch(figures, name, value, highest),
    )


def _switch(figures: Figures, name: str, value: Fraction, highest: Fraction | None) -> float | None:
    here = _gap(figures, name, value)
    step = value / 2 or Fraction(1)
    slope = (_gap(figures, name, value + step) - here) / step
    if name == "cache_hit_share":
        slope = (here - _gap(figures, name, value - step)) / step
    if slope == 0:
        return None
    crossing = value - here / slope
    possible = crossing >= 0 and (highest is None or crossing <= highest)
    return float(crossing) if possible else None


def _gap(figures: Figures, name: str, value: Fraction) -> Fraction:
    changed = replace(figures, **{name: value})
    return changed.gap_usd_per_month(changed.monthly_requests or Fraction(0))
