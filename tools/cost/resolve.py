"""From what was said to figures: the table of prices fills in, and what stands in is named."""

from fractions import Fraction

from tools.cost.figures import ZERO, Figures
from tools.cost.request import CostRequest
from tools.cost.tables import price_named
from tools.errors import InputError
from tools.exact import exact
from tools.vocabulary import Assumption

DEFAULT_MONTHS = 12
COUNTED_AS_NOTHING = (
    "output_tokens",
    "training_usd",
    "labelling_usd",
    "evaluation_usd",
    "hosting_usd_per_month",
    "retrainings_per_year",
)
FROM_THE_TABLE = (
    "input_usd_per_million",
    "cached_input_usd_per_million",
    "cache_write_usd_per_million",
    "output_usd_per_million",
)


def with_table_prices(request: CostRequest) -> CostRequest:
    """Fill in prices that were not given from the named row of the table."""
    if request.priced_as is None:
        return request
    row = price_named(request.priced_as)
    names = [name for name in (*FROM_THE_TABLE, "batch_discount") if getattr(request, name) is None]
    return request.model_copy(update={name: getattr(row, name) for name in names})


def resolve(request: CostRequest) -> tuple[Figures[Fraction], tuple[Assumption, ...]]:
    """Give the figures of a request, with an assumption for each that was not said."""
    _refuse_what_decides_nothing(request)
    assumed: list[Assumption] = []

    def given(name: str, otherwise: Fraction, because: str) -> Fraction:
        value = getattr(request, name)
        if value is not None:
            return exact(value)
        assumed.append(Assumption(field=name, value=float(otherwise), because=because))
        return otherwise

    nothing = {name: given(name, ZERO, "not said, so counted as 0") for name in COUNTED_AS_NOTHING}
    price_in = given("input_usd_per_million", ZERO, "no price was said, so counted as 0")
    figures = Figures(
        monthly_requests=_maybe(request.monthly_requests),
        prompt_tokens=exact(request.prompt_tokens or 0),
        tuned_prompt_tokens=_maybe(request.tuned_prompt_tokens),
        tuned_output_tokens=_maybe(request.tuned_output_tokens),
        input_usd_per_million=price_in,
        cached_input_usd_per_million=_or(request.cached_input_usd_per_million, price_in),
        cache_write_usd_per_million=_or(request.cache_write_usd_per_million, price_in),
        cache_hit_share=_or(request.cache_hit_share, ZERO),
        output_usd_per_million=given(
            "output_usd_per_million", ZERO, "no price was said, so counted as 0"
        ),
        tuned_input_usd_per_million=_maybe(request.tuned_input_usd_per_million),
        tuned_output_usd_per_million=_maybe(request.tuned_output_usd_per_million),
        batch_share=_or(request.batch_share, ZERO),
        batch_discount=_or(request.batch_discount, Fraction(1, 2)),
        retraining_usd=_maybe(request.retraining_usd),
        months=given("months", Fraction(DEFAULT_MONTHS), "one year, since no horizon was named"),
        prompting_failure_rate=_or(request.prompting_failure_rate, ZERO),
        tuned_failure_rate=_or(request.tuned_failure_rate, ZERO),
        failure_usd=_or(request.failure_usd, ZERO),
        **nothing,
    )
    return figures, (*assumed, *_tacit(request))


def _refuse_what_decides_nothing(request: CostRequest) -> None:
    if request.prompt_tokens is None:
        raise InputError(
            "prompt_tokens: how many tokens has the prompt today? Say 0 if it has none.",
            "prompt_tokens",
        )
    if request.input_usd_per_million is None and request.output_usd_per_million is None:
        raise InputError(
            "input_usd_per_million: no price at all was given. Give the prices per million "
            "tokens (0 is valid), or name a row of the price table in priced_as.",
            "input_usd_per_million",
        )


def _tacit(request: CostRequest) -> tuple[Assumption, ...]:
    rows: tuple[tuple[bool, str, float | str, str], ...] = (
        (
            request.tuned_prompt_tokens is None,
            "tuned_prompt_tokens",
            "as prompt_tokens",
            "no shorter prompt after tuning was said",
        ),
        (
            request.cached_input_usd_per_million is not None and request.cache_hit_share is None,
            "cache_hit_share",
            0.0,
            "how much of the prompt is read from the cache was not said; hits favour prompting",
        ),
        (
            request.tuned_input_usd_per_million is None,
            "tuned_input_usd_per_million",
            "as untuned",
            "no tuned price was said; some providers charge more for tuned input",
        ),
        (
            request.tuned_output_usd_per_million is None,
            "tuned_output_usd_per_million",
            "as untuned",
            "no tuned price was said; some providers charge more for tuned output",
        ),
        (
            bool(request.cache_hit_share) and request.cached_input_usd_per_million is None,
            "cached_input_usd_per_million",
            "as uncached",
            "a share of hits was said, but no price for them",
        ),
        (
            bool(request.cache_hit_share) and request.cache_write_usd_per_million is None,
            "cache_write_usd_per_million",
            "as uncached",
            "a share of hits was said, but no price for writing",
        ),
        (
            bool(request.cache_hit_share) and request.tuned_input_usd_per_million is not None,
            "cache_hit_share",
            0.0,
            "the tuned price was taken as it is: tuned input is not read from a cache",
        ),
        (
            _fails(request) and request.failure_usd is None,
            "failure_usd",
            0.0,
            "failures were said, but not what one costs",
        ),
        (
            bool(request.retrainings_per_year) and request.retraining_usd is None,
            "retraining_usd",
            "as training_usd",
            "a later training costs as much as the first, new labels not counted",
        ),
    )
    return tuple(
        Assumption(field=field, value=value, because=because)
        for applies, field, value, because in rows
        if applies
    )


def _fails(request: CostRequest) -> bool:
    return bool(request.prompting_failure_rate or request.tuned_failure_rate)


def _maybe(value: float | None) -> Fraction | None:
    return None if value is None else exact(value)


def _or(value: float | None, otherwise: Fraction) -> Fraction:
    return otherwise if value is None else exact(value)
