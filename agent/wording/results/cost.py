"""What prompting and tuning cost, and when tuning pays, in words."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from agent.wording.fields import field_in_words
from agent.wording.phrases import sentence
from agent.wording.results.figures import Result, linked, number

_NAME = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b(?!/)")
"""An input as scripts name it."""
MOST_INPUTS = 3
ONE_OFF = ("training_usd", "labelling_usd", "evaluation_usd")


def cost(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    yield _head(args, result)
    yield _pays(result)
    yield from _taken(args, result)
    if result.get("paying_volume"):
        yield (
            f"- From {number(result['paying_volume'])} requests a month on, tuning is no dearer "
            "over the horizon."
        )
    yield from _failures(result)
    yield from _matters(result)
    nothing = [each for each in ONE_OFF if _assumed(result, each) is not None]
    if nothing:
        yield (f"- Counted as 0 until you say them: {', '.join(_plain(each) for each in nothing)}.")
    yield from (
        f"- {sentence(linked(without_names(warning)))}" for warning in result.get("warnings", ())
    )


def _head(args: Mapping[str, Any], result: Result) -> str:
    monthly, request = result.get("monthly_usd"), result["request_usd"]
    if not monthly:
        return (
            f"**Cost a request**: {_usd(request['prompting'])} by prompting, "
            f"{_usd(request['tuned'])} tuned. Say how many requests a month for the rest."
        )
    return (
        f"**Cost a month** at {number(args['monthly_requests'])} requests: "
        f"{_usd(monthly['prompting'])} by prompting, {_usd(monthly['tuned'])} tuned; a request "
        f"saves {_usd(result['saving_usd_per_request'])}."
    )


def _taken(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    prices = result.get("prices")
    if prices:
        age = prices["age_days"]
        old = f", {number(age)} days old" if age else ""
        yield (
            f"- Prices are those of {prices['name']} as of {prices['as_of']}{old}, from our dated "
            "table. Name yours, or another row of it, and I compute it again."
        )
    if args.get("cache_hit_share") and _assumed(result, "cached_input_usd_per_million"):
        yield "- Cache hits were said, but no price for cached input: say it, it decides much."
    tuned, prompt = args.get("tuned_prompt_tokens"), args.get("prompt_tokens")
    if tuned is not None and prompt is not None:
        yield (
            f"- The prompt is taken with {number(prompt)} tokens today and {number(tuned)} after "
            "tuning; say so if yours differ."
        )


def _pays(result: Result) -> str:
    even = result["break_even"]
    if "never" in even:
        return f"- It never pays: {sentence(even['never'])}"
    if result["upfront_usd"] == 0:
        return (
            "- Each request saves from the first one on; when that earns back training and "
            "labelling hangs on what they cost, which was not said."
        )
    if even.get("requests") is None:
        return f"- {sentence(even['why'])}"
    months = even.get("months")
    after = "" if months is None else f", {number(months)} months"
    if months is not None and months < 1:
        after = ", within the first month"
    return f"- Break-even after {number(even['requests'])} requests{after}: {sentence(even['why'])}"


def _failures(result: Result) -> Iterator[str]:
    failures = result.get("failures")
    if failures:
        yield (
            f"- Failures a day: {number(failures['prompting_per_day'])} by prompting, "
            f"{number(failures['tuned_per_day'])} tuned."
        )


def _matters(result: Result) -> Iterator[str]:
    rows = [each for each in result["sensitivity"] if each["value"]][:MOST_INPUTS]
    if rows:
        yield f"- What moves it most: {', '.join(_plain(each['field']) for each in rows)}."


def _assumed(result: Result, field: str) -> Any:
    return next((each["value"] for each in result["assumptions"] if each["field"] == field), None)


def without_names(text: str) -> str:
    """Say the names of inputs in a text as words.

    >>> without_names("say 0 for tuned_input_usd_per_million")
    'say 0 for tuned input price'
    """
    return _NAME.sub(lambda name: _plain(name[0]), text)


def _plain(field: str) -> str:
    """Name an input without its unit.

    >>> _plain("input_usd_per_million"), _plain("training_usd")
    ('input price', 'training')
    """
    if field.endswith("_usd_per_million"):
        return f"{field_in_words(field.removesuffix('_usd_per_million'))} price"
    return field_in_words(field.removesuffix("_usd_per_month").removesuffix("_usd"))


def _usd(amount: float) -> str:
    """Write an amount of money with the digits that tell it.

    >>> _usd(900.0), _usd(0.00015), _usd(1234.5)
    ('900 USD', '0.00015 USD', '1,234.5 USD')
    """
    return f"{number(amount)} USD"
