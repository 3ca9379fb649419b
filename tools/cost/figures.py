"""The figures of a comparison, exact, and the arithmetic over them."""

from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, Generic, TypeVar

ZERO = Fraction(0)
MILLION = 1_000_000

Number = TypeVar("Number", Fraction, float)
"""Exact for the answer itself; quick where the same sums are done many times over."""


@dataclass(frozen=True)
class Figures(Generic[Number]):
    """Every figure of a comparison, under the names and units of `CostRequest`.

    None stands for "as the other one": a tuned price as the untuned one (its cache included),
    tuned lengths as untuned, a later training as the first.
    """

    monthly_requests: Number | None
    prompt_tokens: Number
    tuned_prompt_tokens: Number | None
    output_tokens: Number
    tuned_output_tokens: Number | None
    input_usd_per_million: Number
    cached_input_usd_per_million: Number
    cache_write_usd_per_million: Number
    cache_hit_share: Number
    output_usd_per_million: Number
    tuned_input_usd_per_million: Number | None
    tuned_output_usd_per_million: Number | None
    batch_share: Number
    batch_discount: Number
    training_usd: Number
    labelling_usd: Number
    evaluation_usd: Number
    hosting_usd_per_month: Number
    retrainings_per_year: Number
    retraining_usd: Number | None
    months: Number
    prompting_failure_rate: Number
    tuned_failure_rate: Number
    failure_usd: Number

    @property
    def effective_input_usd_per_million(self) -> Number:
        """Price of untuned input: hits at the cached price, the rest at the writing price."""
        if self.cache_hit_share == 0:
            return self.input_usd_per_million
        read = self.cache_hit_share * self.cached_input_usd_per_million
        return read + (1 - self.cache_hit_share) * self.cache_write_usd_per_million

    @property
    def prompted_request_usd(self) -> Number:
        """One request without tuning (USD)."""
        tokens = (
            self.prompt_tokens * self.effective_input_usd_per_million
            + self.output_tokens * self.output_usd_per_million
        )
        return self._billed(tokens) + self.prompting_failure_rate * self.failure_usd

    @property
    def tuned_request_usd(self) -> Number:
        """One request after tuning (USD)."""
        price_in = _first(self.tuned_input_usd_per_million, self.effective_input_usd_per_million)
        price_out = _first(self.tuned_output_usd_per_million, self.output_usd_per_million)
        tokens_in = _first(self.tuned_prompt_tokens, self.prompt_tokens)
        tokens_out = _first(self.tuned_output_tokens, self.output_tokens)
        tokens = tokens_in * price_in + tokens_out * price_out
        return self._billed(tokens) + self.tuned_failure_rate * self.failure_usd

    @property
    def saving_usd_per_request(self) -> Number:
        """What one request costs less after tuning (USD)."""
        return self.prompted_request_usd - self.tuned_request_usd

    @property
    def upfront_usd(self) -> Number:
        """What is paid once (USD)."""
        return self.training_usd + self.labelling_usd + self.evaluation_usd

    @property
    def fixed_usd_per_month(self) -> Number:
        """What tuning costs each month however few the requests are (USD)."""
        retraining = _first(self.retraining_usd, self.training_usd)
        return self.hosting_usd_per_month + self.retrainings_per_year * retraining / 12

    def gap_usd_per_month(self, requests: Number) -> Number:
        """What tuning saves a month at this volume, one-off costs spread over `months` (USD)."""
        running = requests * self.saving_usd_per_request - self.fixed_usd_per_month
        return running - self.upfront_usd / self.months

    def _billed(self, token_price: Number) -> Number:
        return token_price * (1 - self.batch_share * self.batch_discount) / MILLION


def _first(figure: Number | None, otherwise: Number) -> Number:
    return otherwise if figure is None else figure


def in_floats(figures: Figures[Fraction]) -> Figures[float]:
    """Give the same figures as binary floating point numbers."""
    values: dict[str, Any] = {each.name: getattr(figures, each.name) for each in fields(figures)}
    rounded: dict[str, Any] = {
        name: None if value is None else float(value) for name, value in values.items()
    }
    return Figures[float](**rounded)
