"""Cost: what prompting and tuning cost a month, and when tuning pays, if it does."""

from datetime import date
from fractions import Fraction
from typing import Literal

from tools.cost.break_even import (
    Never,
    Payback,
    PaybackRange,
    break_even,
    payback_range,
    paying_volume,
)
from tools.cost.chapter import ChapterCost, Traffic, TwoSides, chapter_cost
from tools.cost.figures import Figures
from tools.cost.request import CostRequest
from tools.cost.resolve import resolve, with_table_prices
from tools.cost.sensitivity import Sensitivity, sensitivity
from tools.cost.tables import PriceRow, ProviderRow, price_named, prices, provider_named, providers
from tools.cost.warnings import warnings
from tools.vocabulary import DAYS_PER_MONTH, Assumption, Record

__all__ = [
    "ChapterCost", "Cost", "CostRequest", "Never", "Payback", "PriceRow", "ProviderRow",
    "chapter_cost", "cost", "prices", "providers",
]  # fmt: skip


class Failures(Record):
    """Failed requests of each side at this volume (requests)."""

    prompting_per_day: float
    tuned_per_day: float
    prompting_per_month: float
    tuned_per_month: float


class PricesUsed(Record):
    """The row of the price table that filled in."""

    name: str
    as_of: date
    age_days: int | None
    """Days since then; null while the day of the question is not known."""
    source: str


class Cost(Record):
    """Prompting and tuning in money, side by side."""

    monthly_usd: TwoSides | None
    """A month at this volume, hosting and one-off costs over `months` included (USD)."""
    request_usd: TwoSides
    """One request, failures included (USD)."""
    saving_usd_per_request: float
    upfront_usd: float
    """Training, labelling and evaluation, paid once (USD)."""
    fixed_usd_per_month: float
    """Hosting and retraining (USD a month)."""
    break_even: Payback | Never
    """When the one-off cost is earned back, whatever the horizon."""
    break_even_range: PaybackRange | None
    paying_volume: int | None
    """Requests a month from which tuning is no dearer over the horizon; null: none."""
    cheaper: Literal["prompting", "tuned", "same"] | None
    """The cheaper side over the horizon; null while the volume is not known."""
    failures: Failures | None
    sensitivity: tuple[Sensitivity, ...]
    """The inputs that matter most first."""
    prices: PricesUsed | None
    chapter: ChapterCost | None
    warnings: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    rounding: str = "amounts are not rounded; requests to the next whole one"
    sources: tuple[str, ...]


def cost(request: CostRequest) -> Cost:
    """Compare what prompting and tuning cost, and find when tuning pays (USD, requests, months).

    A request saves its shorter prompt and its cheaper tokens, less what tuned tokens cost more.
    From that hosting and retraining are paid each month, and the one-off cost is earned back, or
    never. Input that is read from a cache is priced apart: it moves break-even by a factor of
    about six at nine hits in ten.

    Source: chapter, `14.1/ex/3-formula`, `14.1/1.2/economics`; hosting and caching:
    `evidence/hosting-per-gpu-second`, `evidence/prompt-caching`.

    >>> answer = cost(CostRequest(
    ...     monthly_requests=30_000, prompt_tokens=3_000, tuned_prompt_tokens=500,
    ...     output_tokens=300, input_usd_per_million=0.15, output_usd_per_million=0.60,
    ...     tuned_input_usd_per_million=0.30, tuned_output_usd_per_million=1.20,
    ...     training_usd=7.20))
    >>> answer.saving_usd_per_request  # 0.00063 - 0.00051
    0.00012
    >>> answer.break_even.requests, answer.break_even.months  # 7.20 / 0.00012
    (60000, 2.0)
    """
    priced = with_table_prices(request)
    figures, assumptions = resolve(priced)
    earned_back = break_even(figures)
    return Cost(
        monthly_usd=_monthly(figures),
        request_usd=TwoSides(
            prompting=float(figures.prompted_request_usd), tuned=float(figures.tuned_request_usd)
        ),
        saving_usd_per_request=float(figures.saving_usd_per_request),
        upfront_usd=float(figures.upfront_usd),
        fixed_usd_per_month=float(figures.fixed_usd_per_month),
        break_even=earned_back,
        break_even_range=payback_range(figures),
        paying_volume=paying_volume(figures),
        cheaper=_cheaper(figures),
        failures=_failures(request, figures),
        sensitivity=sensitivity(figures),
        prices=_prices_used(request),
        chapter=_chapter(figures),
        warnings=warnings(priced, figures, earned_back),
        assumptions=assumptions,
        sources=_sources(request),
    )


def _monthly(figures: Figures[Fraction]) -> TwoSides | None:
    if figures.monthly_requests is None:
        return None
    prompting = figures.monthly_requests * figures.prompted_request_usd
    tuned = prompting - figures.gap_usd_per_month(figures.monthly_requests)
    return TwoSides(prompting=float(prompting), tuned=float(tuned))


def _cheaper(figures: Figures[Fraction]) -> Literal["prompting", "tuned", "same"] | None:
    if figures.monthly_requests is None:
        return None
    gap = figures.gap_usd_per_month(figures.monthly_requests)
    return "same" if gap == 0 else "tuned" if gap > 0 else "prompting"


def _failures(request: CostRequest, figures: Figures[Fraction]) -> Failures | None:
    if request.prompting_failure_rate is None and request.tuned_failure_rate is None:
        return None
    if figures.monthly_requests is None:
        return None
    prompting = figures.monthly_requests * figures.prompting_failure_rate
    tuned = figures.monthly_requests * figures.tuned_failure_rate
    return Failures(
        prompting_per_day=float(prompting / DAYS_PER_MONTH),
        tuned_per_day=float(tuned / DAYS_PER_MONTH),
        prompting_per_month=float(prompting),
        tuned_per_month=float(tuned),
    )


def _prices_used(request: CostRequest) -> PricesUsed | None:
    if request.priced_as is None:
        return None
    row = price_named(request.priced_as)
    age = None if request.today is None else max((request.today - row.as_of).days, 0)
    return PricesUsed(name=row.name, as_of=row.as_of, age_days=age, source=row.source)


def _chapter(figures: Figures[Fraction]) -> ChapterCost | None:
    if figures.monthly_requests is None:
        return None

    price_in, price_out = figures.input_usd_per_million, figures.output_usd_per_million
    tuned = Traffic(
        tokens_in=float(_or(figures.tuned_prompt_tokens, figures.prompt_tokens)),
        tokens_out=float(figures.output_tokens),
        price_in=float(_or(figures.tuned_input_usd_per_million, price_in) / 1_000),
        price_out=float(_or(figures.tuned_output_usd_per_million, price_out) / 1_000),
    )
    prompted = Traffic(
        tokens_in=float(figures.prompt_tokens),
        tokens_out=float(figures.output_tokens),
        price_in=float(price_in / 1_000),
        price_out=float(price_out / 1_000),
    )
    amortised = float(figures.training_usd / figures.months)
    return chapter_cost(float(figures.monthly_requests), prompted, tuned, amortised)


def _or(figure: Fraction | None, otherwise: Fraction) -> Fraction:
    return otherwise if figure is None else figure


def _sources(request: CostRequest) -> tuple[str, ...]:
    named = ["14.1/ex/3-formula", "14.1/ex/3-breakeven", "14.1/1.2/economics"]
    if request.priced_as is not None:
        named.append(price_named(request.priced_as).source)
    if request.provider is not None:
        named.append(provider_named(request.provider).source)
    if request.prompting_failure_rate is not None:
        named.append("14.1/check/q3")
    return tuple(named)
