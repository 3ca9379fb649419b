"""What a comparison of prompting and tuning may be told about money."""

from datetime import date
from typing import Annotated, ClassVar

from tools.ranges import day, within, zero_or_within
from tools.vocabulary import Count, Record, Share

Tokens = Annotated[float, within(0, 10_000_000, "tokens")]
PER_TOKEN = ((1e-6, "USD per token"),)
UsdPerMillion = Annotated[
    float, zero_or_within(1e-5, 100_000, "USD per million", mistaken=PER_TOKEN)
]
Usd = Annotated[float, within(0, 10**12, "USD")]


class CostRequest(Record):
    """Volumes, prices and one-off costs; what is absent is named in the answer."""

    ALSO_CALLED: ClassVar[dict[str, str]] = {
        "volume": "monthly_requests", "requests": "monthly_requests",
        "requests_per_month": "monthly_requests", "input_tokens": "prompt_tokens",
        "completion_tokens": "output_tokens", "model": "priced_as", "price": "priced_as",
        "input_price": "input_usd_per_million", "output_price": "output_usd_per_million",
        "horizon_months": "months", "hosting_usd": "hosting_usd_per_month",
    }  # fmt: skip
    """What other tools call these fields."""

    monthly_requests: Count | None = None
    """Requests a month of 30 days; 0 is valid."""
    prompt_tokens: Tokens | None = None
    """Mean tokens of the long prompt, without tuning (tokens)."""
    tuned_prompt_tokens: Tokens | None = None
    """Mean tokens of the short prompt after tuning (tokens); absent: no shorter."""
    output_tokens: Tokens | None = None
    """Mean tokens of an answer (tokens)."""
    tuned_output_tokens: Tokens | None = None
    """Mean tokens of an answer after tuning (tokens); absent: as long as before."""
    priced_as: str | None = None
    """A name in the table of prices, for the prices that are not given."""
    input_usd_per_million: UsdPerMillion | None = None
    """Price of input tokens (USD per million)."""
    cached_input_usd_per_million: UsdPerMillion | None = None
    """Price of input tokens read from the provider's cache (USD per million)."""
    cache_write_usd_per_million: UsdPerMillion | None = None
    """Price of input tokens that are written to the cache (USD per million)."""
    cache_hit_share: Share | None = None
    """Share of the long prompt's tokens that are read from the cache."""
    output_usd_per_million: UsdPerMillion | None = None
    """Price of output tokens (USD per million)."""
    tuned_input_usd_per_million: UsdPerMillion | None = None
    """Price of input tokens of the tuned language model (USD per million)."""
    tuned_output_usd_per_million: UsdPerMillion | None = None
    """Price of output tokens of the tuned language model (USD per million)."""
    batch_share: Share | None = None
    """Share of requests that can wait and are sent as a batch."""
    batch_discount: Share | None = None
    """Discount on batches (share of the price); absent: as in the table, else 0.5."""
    training_usd: Usd | None = None
    """One training (USD)."""
    labelling_usd: Usd | None = None
    """Collecting and labelling the training data (USD)."""
    evaluation_usd: Usd | None = None
    """Building the test set and judging answers (USD)."""
    hosting_usd_per_month: Usd | None = None
    """Serving the tuned language model, beside its price per token (USD a month)."""
    retrainings_per_year: Annotated[float, within(0, 366)] | None = None
    """Trainings a year after the first."""
    retraining_usd: Usd | None = None
    """One later training (USD); absent: as the first."""
    months: Annotated[float, within(0.1, 600, "months")] | None = None
    """Months over which one-off costs are spread (months); absent: 12."""
    prompting_failure_rate: Share | None = None
    """Share of prompted requests that fail."""
    tuned_failure_rate: Share | None = None
    """Share of tuned requests that fail."""
    failure_usd: Annotated[float, within(0, 10**6, "USD")] | None = None
    """What one failed request costs: retry, repair, complaint (USD)."""
    provider: str | None = None
    """Who would train and serve the tuned language model."""
    today: Annotated[date, day(date(2020, 1, 1), date(2100, 1, 1))] | None = None
    """The day of the question, for the age of prices and closing dates."""
