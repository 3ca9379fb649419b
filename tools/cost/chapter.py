"""Exercise 14.1.3 as the chapter sketches its answer: prices per thousand tokens, no hosting."""

from typing import Literal

from tools.vocabulary import Record


class ChapterCost(Record):
    """Monthly costs by the exercise's two sums."""

    prompt_cost_usd: float
    ft_cost_usd: float
    cheaper: Literal["prompting", "tuned"]
    rule_of_thumb: str = "tuning pays above 10,000 to 100,000 requests a month"
    source: str = "14.1/ex/3-formula"


def chapter_cost(
    requests: float,
    long_prompt_tokens: float,
    short_prompt_tokens: float,
    output_tokens: float,
    input_price: float,
    output_price: float,
    ft_input_price: float,
    ft_output_price: float,
    monthly_amortized_training_cost: float,
) -> ChapterCost:
    """Compare the monthly costs of a long prompt and of a tuned language model (USD).

    Prices are per 1,000 tokens. Where both cost the same, prompting is named: it needs no work.

    Source: chapter, `14.1/ex/3-formula`.

    >>> chapter_cost(100_000, 2_000, 500, 0, 0.001, 0, 0.001, 0, 100).cheaper  # 200 against 150
    'tuned'
    """
    prompt_cost = (
        requests * (long_prompt_tokens / 1000) * input_price
        + requests * (output_tokens / 1000) * output_price
    )
    ft_cost = (
        requests * (short_prompt_tokens / 1000) * ft_input_price
        + requests * (output_tokens / 1000) * ft_output_price
        + monthly_amortized_training_cost
    )
    return ChapterCost(
        prompt_cost_usd=prompt_cost,
        ft_cost_usd=ft_cost,
        cheaper="prompting" if prompt_cost <= ft_cost else "tuned",
    )
