"""What must be said beside the sums: old prices, wrong units, providers that close."""

from datetime import date, timedelta
from fractions import Fraction

from tools.cost.break_even import Never, Payback
from tools.cost.figures import Figures
from tools.cost.request import CostRequest
from tools.cost.tables import price_named, provider_named
from tools.vocabulary import DAYS_PER_MONTH

OLD_AFTER_DAYS = 90
PER_THOUSAND_BELOW_USD = 0.005


def warnings(
    request: CostRequest, figures: Figures[Fraction], earned_back: Payback | Never
) -> tuple[str, ...]:
    """Say what could make the sums mislead."""
    found = (
        _old_prices(request),
        _price_per_thousand(request),
        _dear_cache(request),
        _no_hosting(request),
        _hosted_and_per_token(request),
        _no_requests(figures),
        _provider(request, earned_back),
        _longer_prompt(figures),
    )
    return tuple(words for words in found if words)


def _old_prices(request: CostRequest) -> str:
    if request.priced_as is None or request.today is None:
        return ""
    row = price_named(request.priced_as)
    age = (request.today - row.as_of).days
    if age <= OLD_AFTER_DAYS:
        return ""
    return f"The prices of {row.name} are {age} days old (of {row.as_of}): look them up again."


def _price_per_thousand(request: CostRequest) -> str:
    prices = (request.input_usd_per_million, request.output_usd_per_million)
    price = min((each for each in prices if each), default=PER_THOUSAND_BELOW_USD)
    if price >= PER_THOUSAND_BELOW_USD:
        return ""
    return f"{price:g} USD per million tokens is very little: was it a price per 1,000?"


def _dear_cache(request: CostRequest) -> str:
    read, plain = request.cached_input_usd_per_million, request.input_usd_per_million
    if read is None or plain is None or read <= plain:
        return ""
    return (
        f"Reading from the cache at {read:g} USD costs more than {plain:g} USD without it: were "
        "the two swapped?"
    )


def _no_hosting(request: CostRequest) -> str:
    if request.hosting_usd_per_month is not None:
        return ""
    return (
        "Hosting was counted as 0. Several providers serve tuned adapters only from GPUs billed by "
        "time (evidence/hosting-per-gpu-second), which can decide the comparison."
    )


def _hosted_and_per_token(request: CostRequest) -> str:
    if not request.hosting_usd_per_month or request.tuned_input_usd_per_million is not None:
        return ""
    return (
        "Tuned tokens were counted at the untuned price beside the hosting. On a GPU of your own, "
        "or rented by time, say 0 for tuned_input_usd_per_million and tuned_output_usd_per_million."
    )


def _no_requests(figures: Figures[Fraction]) -> str:
    if figures.monthly_requests != 0:
        return ""
    return "With no requests a month nothing is saved, whatever a request costs."


def _provider(request: CostRequest, earned_back: Payback | Never) -> str:
    if request.provider is None:
        return ""
    row = provider_named(request.provider)
    if row.tuning == "open" or row.closes is None:
        return f"{row.provider}: {row.note}." if row.tuning == "open" else ""
    if row.tuning == "closed":
        return f"{row.provider} ended tuning on {row.closes}: {row.note}."
    said = f"{row.provider} ends tuning on {row.closes}: {row.note}."
    pays_on = _pays_on(request.today, earned_back)
    if pays_on is not None and pays_on > row.closes:
        return f"{said} It would be paid back only around {pays_on}, after that day."
    return said


def _pays_on(today: date | None, earned_back: Payback | Never) -> date | None:
    if today is None or isinstance(earned_back, Never) or earned_back.months is None:
        return None
    days = earned_back.months * DAYS_PER_MONTH
    return today + timedelta(days=days) if days < 36_500 else None


def _longer_prompt(figures: Figures[Fraction]) -> str:
    short = figures.tuned_prompt_tokens
    if short is None or short <= figures.prompt_tokens:
        return ""
    return "The prompt after tuning is longer than before: were the two swapped?"
