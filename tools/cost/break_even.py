"""When the one-off cost is earned back: closed form, and never only where that is true."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from tools.cost.figures import Figures
from tools.vocabulary import Record


class Payback(Record):
    """Requests and months until the one-off cost is earned back."""

    requests: int | None
    """Requests until then; null while it hangs on a volume that is not known."""
    months: float | None
    """Months until then; null where no volume says how long that takes."""
    why: str


class Never(Record):
    """The one-off cost is not earned back, at any length of time."""

    never: str
    """The reason."""


class PaybackRange(Record):
    """Months to pay back if the volume is off by a factor of two; null where it never does."""

    months_at_half_the_volume: float | None
    months_at_twice_the_volume: float | None


def break_even(figures: Figures[Fraction]) -> Payback | Never:
    """Find the requests and months until tuning has earned back its one-off cost.

    Each request saves s, each month costs f (hosting, retraining), once costs u. At n requests a
    month: months = u / (n·s − f). It never pays where s ≤ 0, or where n·s ≤ f.
    """
    saving, fixed = figures.saving_usd_per_request, figures.fixed_usd_per_month
    volume, upfront = figures.monthly_requests, figures.upfront_usd
    if saving <= 0:
        return Never(never=_no_saving(figures))
    if fixed == 0:
        return _by_requests(upfront, saving, volume)
    if volume is None:
        least = floor(fixed / saving) + 1
        return Payback(
            requests=None,
            months=None,
            why=f"say monthly_requests: it pays from {least:,} requests a month on, never below",
        )
    if volume * saving <= fixed:
        return Never(never=_eaten_by_fixed_costs(figures, volume))
    months = upfront / (volume * saving - fixed)
    return Payback(
        requests=ceil(months * volume),
        months=float(months),
        why=f"{usd(upfront)} once, over {usd(volume * saving - fixed)} saved a month",
    )


def payback_range(figures: Figures[Fraction]) -> PaybackRange | None:
    """Give the months to pay back at half and at twice the volume."""
    if not figures.monthly_requests:
        return None
    return PaybackRange(
        months_at_half_the_volume=_months(figures, figures.monthly_requests / 2),
        months_at_twice_the_volume=_months(figures, figures.monthly_requests * 2),
    )


def paying_volume(figures: Figures[Fraction]) -> int | None:
    """Count the monthly requests from which tuning is no dearer over the horizon (requests)."""
    saving = figures.saving_usd_per_request
    if saving <= 0:
        return None
    return ceil((figures.upfront_usd / figures.months + figures.fixed_usd_per_month) / saving)


def usd(amount: Fraction) -> str:
    """Write an amount for people, with as many digits as it needs.

    >>> usd(Fraction(3, 25000)), usd(Fraction(20072, 10)), usd(Fraction(9, 100_000))
    ('$0.00012', '$2,007.20', '$0.00009')
    """
    if amount == 0 or abs(amount) >= 1:
        return f"${float(amount):,.2f}"
    digits = 3 if abs(amount) >= Fraction(1, 10_000) else 2
    return f"${Decimal(f'{float(amount):.{digits}g}'):f}"


def _by_requests(upfront: Fraction, saving: Fraction, volume: Fraction | None) -> Payback:
    requests = upfront / saving
    if volume:
        months, how_long = float(requests / volume), ""
    else:
        months, how_long = None, "; without requests it takes no foreseeable time"
        if volume is None:
            how_long = "; the months follow from monthly_requests"
    if upfront == 0:
        months = 0.0
    return Payback(
        requests=ceil(requests),
        months=months,
        why=f"{usd(upfront)} once, over {usd(saving)} saved a request{how_long}",
    )


def _months(figures: Figures[Fraction], volume: Fraction) -> float | None:
    saved = volume * figures.saving_usd_per_request - figures.fixed_usd_per_month
    return float(figures.upfront_usd / saved) if saved > 0 else None


def _no_saving(figures: Figures[Fraction]) -> str:
    more = -figures.saving_usd_per_request
    if more == 0:
        return (
            "a tuned request costs as much as a prompted one "
            f"({usd(figures.prompted_request_usd)}), so no volume earns the one-off cost back"
        )
    return (
        f"a tuned request costs {usd(figures.tuned_request_usd)}, a prompted one "
        f"{usd(figures.prompted_request_usd)}: every request loses {usd(more)} more"
    )


def _eaten_by_fixed_costs(figures: Figures[Fraction], volume: Fraction) -> str:
    fixed, saving = figures.fixed_usd_per_month, figures.saving_usd_per_request
    return (
        f"hosting and retraining cost {usd(fixed)} a month, while {int(volume):,} requests save "
        f"{usd(volume * saving)}; from {floor(fixed / saving) + 1:,} requests a month on it pays"
    )
