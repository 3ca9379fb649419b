"""Exercise 14.1.3 as the chapter sketches its answer: prices per thousand tokens, no hosting."""

from typing import Literal

from tools.vocabulary import Record

PRICED_TOKENS = 1_000


class TwoSides(Record):
    """An amount for each side (USD)."""

    prompting: float
    tuned: float


class Traffic(Record):
    """One side of the exercise: tokens of a request, and their prices per 1,000."""

    tokens_in: float
    tokens_out: float
    price_in: float
    price_out: float

    def monthly_usd(self, requests: float) -> float:
        """Give what a month of requests costs (USD)."""
        into = requests * (self.tokens_in / PRICED_TOKENS) * self.price_in
        return into + requests * (self.tokens_out / PRICED_TOKENS) * self.price_out


class ChapterCost(Record):
    """The exercise's two sums, and the cheaper one."""

    monthly_usd: TwoSides
    cheaper: Literal["prompting", "tuned"]
    rule_of_thumb: str = "tuning pays above 10,000 to 100,000 requests a month"
    source: str = "14.1/ex/3-formula"


def chapter_cost(
    requests: float, prompted: Traffic, tuned: Traffic, training_usd_per_month: float
) -> ChapterCost:
    """Compare the monthly costs of a long prompt and of a tuned language model (USD).

    The share of the training that falls on a month is added to the tuned side. Where both cost
    the same, prompting is named: it needs no work.

    Source: chapter, `14.1/ex/3-formula`.

    >>> long = Traffic(tokens_in=2_000, tokens_out=0, price_in=0.001, price_out=0)
    >>> short = Traffic(tokens_in=500, tokens_out=0, price_in=0.001, price_out=0)
    >>> answer = chapter_cost(100_000, long, short, training_usd_per_month=100)
    >>> answer.monthly_usd.prompting, answer.monthly_usd.tuned, answer.cheaper
    (200.0, 150.0, 'tuned')
    """
    sides = TwoSides(
        prompting=prompted.monthly_usd(requests),
        tuned=tuned.monthly_usd(requests) + training_usd_per_month,
    )
    cheaper: Literal["prompting", "tuned"] = (
        "prompting" if sides.prompting <= sides.tuned else "tuned"
    )
    return ChapterCost(monthly_usd=sides, cheaper=cheaper)
