"""The figures of a comparison, exact, and the arithmetic over them."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

ZERO = Fraction(0)
MILLION = 1_000_000


def exact(number: float) -> Fraction:
    """Give the decimal that was meant, to twelve places: 0.1 is a tenth.

    >>> exact(0.1)
    Fraction(1, 10)
    """
    return Fraction(round(Decimal(repr(number)), 12))


@dataclass(frozen=True)
class Figures:
    """Every figure of a comparison, under the names and units of `CostRequest`.

    None stands for "as the other one": a tuned price as the untuned one (its cache included),
    tuned lengths as untuned, a later training as the first.
    """

    monthly_requests: Fraction | None
    prompt_tokens: Fraction
    tuned_prompt_tokens: Fraction | None
    output_tokens: Fraction
    tuned_output_tokens: Fraction | None
    input_usd_per_million: Fraction
    cached_input_usd_per_million: Fraction
    cache_write_usd_per_million: Fraction
    cache_hit_share: Fraction
    output_usd_per_million: Fraction
    tuned_input_usd_per_million: Fraction | None
    tuned_output_usd_per_million: Fraction | None
    batch_share: Fraction
    batch_discount: Fraction
    training_usd: Fraction
    labelling_usd: Fraction
    evaluation_usd: Fraction
    hosting_usd_per_month: Fraction
    retrainings_per_year: Fraction
    retraining_usd: Fraction | None
    months: Fraction
    prompting_failure_rate: Fraction
    tuned_failure_rate: Fraction
    failure_usd: Fraction

    @property
    def effective_input_usd_per_million(self) -> Fraction:
        """Price of untuned input: hits at the cached price, the rest at the writing price."""
        if self.cache_hit_share == 0:
            return self.input_usd_per_million
        read = self.cache_hit_share * self.cached_input_usd_per_million
        return read + (1 - self.cache_hit_share) * self.cache_write_usd_per_million

    @property
    def prompted_request_usd(self) -> Fraction:
        """One request without tuning (USD)."""
        tokens = (
            self.prompt_tokens * self.effective_input_usd_per_million
            + self.output_tokens * self.output_usd_per_million
        )
        return self._billed(tokens) + self.prompting_failure_rate * self.failure_usd

    @property
    def tuned_request_usd(self) -> Fraction:
        """One request after tuning (USD)."""
        price_in = _first(self.tuned_input_usd_per_million, self.effective_input_usd_per_million)
        price_out = _first(self.tuned_output_usd_per_million, self.output_usd_per_million)
        tokens_in = _first(self.tuned_prompt_tokens, self.prompt_tokens)
        tokens_out = _first(self.tuned_output_tokens, self.output_tokens)
        tokens = tokens_in * price_in + tokens_out * price_out
        return self._billed(tokens) + self.tuned_failure_rate * self.failure_usd

    @property
    def saving_usd_per_request(self) -> Fraction:
        """What one request costs less after tuning (USD)."""
        return self.prompted_request_usd - self.tuned_request_usd

    @property
    def upfront_usd(self) -> Fraction:
        """What is paid once (USD)."""
        return self.training_usd + self.labelling_usd + self.evaluation_usd

    @property
    def fixed_usd_per_month(self) -> Fraction:
        """What tuning costs each month however few the requests are (USD)."""
        retraining = _first(self.retraining_usd, self.training_usd)
        return self.hosting_usd_per_month + self.retrainings_per_year * retraining / 12

    def gap_usd_per_month(self, requests: Fraction) -> Fraction:
        """What tuning saves a month at this volume, one-off costs spread over `months` (USD)."""
        running = requests * self.saving_usd_per_request - self.fixed_usd_per_month
        return running - self.upfront_usd / self.months

    def _billed(self, token_price: Fraction) -> Fraction:
        return token_price * (1 - self.batch_share * self.batch_discount) / MILLION


def _first(figure: Fraction | None, otherwise: Fraction) -> Fraction:
    return otherwise if figure is None else figure
