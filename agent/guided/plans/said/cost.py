"""Volumes, prices and one-off costs of prompting against tuning."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from agent.guided.plans.amounts import Amount, amounts
from agent.guided.plans.said.words import first_in
from tools.cost.tables import prices

MONTHS_OF = {"hour": 720.0, "day": 30.0, "week": 30 / 7, "month": 1.0, "year": 1 / 12}
"""Times a month of 30 days."""
_EVERY = re.compile(
    r"^\W*(?:\w+ ){0,4}?(?:(?:an?|per|each|every|/)\s?(hour|day|week|month|year)\b"
    r"|(hourly|daily|weekly|monthly|yearly)\b)",
    re.IGNORECASE,
)
_ADVERBS = {
    "hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year",
}  # fmt: skip
_REQUESTS = r"^\W*(?:\w+ )?(?:requests?|calls?|queries|messages?|questions?|documents?|tickets?)\b"
_TUNED = r"\b(?:after (?:tuning|training|fine)|tuned|shorter|shrinks?|shortened|down to|instead)\b"
_SAVES = r"\b(?:saves?|saving|cuts?|spares?|removes?|drops?)\W+(?:us )?(?:about |around )?$"
_SAVED = r"^\W*(?:fewer|less|saved)\b"
_ANSWERS = r"\b(?:answers?|outputs?|repl(?:y|ies)|completions?|out)\b"
_PRICED = r"\b(?:is|are|costs?|would be|comes to|for)\W*(?:about |around |roughly )?$|[:=]\s*$"
_PROMPT_TO = r"\bprompts?\b[^.,;]{0,20}\bto\W*$"
_TUNED_PROMPT = r"^\W*(?:when |if |once |after )?(?:tuned|tuning)\b"
_OVER = r"\b(?:over|within|across|amorti[sz]ed?|spread|in)\b\W*(?:\w+ )?$"
_CUT = re.compile(r"[,;.?!](?:\s|$)|\s/\s|\b(?:and|but|while|plus)\b", re.IGNORECASE)
_PRICES = {
    "input": "input_usd_per_million",
    "output": "output_usd_per_million",
    "cached": "cached_input_usd_per_million",
}
_SIDE = re.compile(r"\b(input|output|cached?)\b", re.IGNORECASE)
_SIDE_AHEAD = re.compile(
    r"\s*(?:for )?(in(?:put)?|out(?:put)?)(?: tokens?)?(?:\s*[,.;?!)]|\s+and\b|\s*$)", re.IGNORECASE
)
_BARE_PRICE = re.compile(
    r"\b(?:input|output|cached)(?: tokens?)?(?: costs?| price| is| at| for|:|=)*\s*$", re.IGNORECASE
)
_ENDS = re.compile(r"\s*(?:[,.;?!)](?:\s|$)|and\b|$)", re.IGNORECASE)
_RETRAINS = re.compile(
    r"\bre-?train\w*\b[^.?!]{0,20}\b(?:every|each|per|a|once a) ?(year|quarter|month|week)\b",
    re.IGNORECASE,
)
_A_YEAR = {"year": 1, "quarter": 4, "month": 12, "week": 52}


def cost(text: str, requests_per: str = "month") -> dict[str, Any]:
    """Read the arguments of `cost`; a volume without a period counts by `requests_per`.

    >>> cost("and at 10,000 requests?", "day")
    {'monthly_requests': 300000}
    >>> cost("training costs $500 and hosting is $2 an hour, over 6 months")
    {'training_usd': 500.0, 'hosting_usd_per_month': 1440.0, 'months': 6.0}
    >>> cost("a 3000 token prompt vs 500 tuned, 300 output tokens")
    {'prompt_tokens': 3000.0, 'tuned_prompt_tokens': 500.0, 'output_tokens': 300.0}
    >>> cost("input costs 2.5 USD per million tokens, output 10")
    {'input_usd_per_million': 2.5, 'output_usd_per_million': 10.0}
    """
    said: dict[str, Any] = {}
    for each in amounts(text):
        if read := _KINDS.get(each.kind):
            said |= read(each, requests_per)
    if any(name in said for name in _PRICES.values()):
        said |= {name: value for name, value in _bare_prices(text) if name not in said}
    if name := _priced_as(text):
        said["priced_as"] = name
    if often := _RETRAINS.search(text):
        said["retrainings_per_year"] = _A_YEAR[often[1].lower()]
    return said


def _every(each: Amount) -> str | None:
    found = _EVERY.search(each.after)
    word = (found[1] or found[2]).lower() if found else None
    return _ADVERBS.get(word, word) if word else None


def _volume(each: Amount, requests_per: str) -> dict[str, Any]:
    if each.behind(_PRICED) and not each.ahead(_REQUESTS) and (paid := _money(each, "")):
        return paid  # "hosting is 1.2k/month"
    if each.behind(_PROMPT_TO) or (each.kind == "count" and each.ahead(_TUNED_PROMPT)):
        return {"tuned_prompt_tokens": each.value}
    period = _every(each)
    if period is None and not each.ahead(_REQUESTS):
        return {}
    return {"monthly_requests": round(each.value * MONTHS_OF[period or requests_per])}


def _tokens(each: Amount, _: str) -> dict[str, Any]:
    if each.value >= 1_000_000:
        return {}
    if each.behind(_SAVES) or each.ahead(_SAVED):
        return {"saved_prompt_tokens": each.value}
    before = _CUT.split(each.before)[-1]
    tuned = each.ahead(_TUNED) or re.search(_TUNED, before, re.IGNORECASE) is not None
    if each.kind == "output-tokens" or each.near(_ANSWERS):
        return {"tuned_output_tokens" if tuned else "output_tokens": each.value}
    shortened = tuned or each.behind(r"\bto\W*$")
    return {"tuned_prompt_tokens" if shortened else "prompt_tokens": each.value}


def _money(each: Amount, _: str) -> dict[str, Any]:
    """Name what is paid for by the words beside it, those behind it first."""
    for side in (_CUT.split(each.after)[0], _CUT.split(each.before)[-1]):
        if name := first_in("money", side):
            monthly = MONTHS_OF[_every(each) or "month"] if name.endswith("_per_month") else 1.0
            return {name: each.value * monthly}
    return {}


def _price(each: Amount, _: str) -> dict[str, Any]:
    """Name a price of tokens by its unit, else by the words beside it."""
    side = each.kind.removeprefix("price").lstrip("-") or _side(each)
    return {_PRICES[side]: each.value} if side else {}


def _side(each: Amount) -> str:
    """Tell which tokens a number is the price of: "2 in, 8 out", "output tokens: 10"."""
    ahead = _SIDE_AHEAD.match(each.after)
    behind = _SIDE.findall(_CUT.split(each.before)[-1])
    word = ahead[1] if ahead else behind[-1] if behind else ""
    return next((side for side in _PRICES if word and side.startswith(word.lower()[:2])), "")


def _bare_prices(text: str) -> Iterator[tuple[str, float]]:
    """ "input costs 2.5 USD per million tokens, output 10": the second has the first one's unit."""
    for each in amounts(text):
        alone = _SIDE_AHEAD.match(each.after) or (
            _BARE_PRICE.search(each.before) and _ENDS.match(each.after)
        )
        if each.kind in ("count", "decimal") and alone and (side := _side(each)):
            yield _PRICES[side], each.value


def _shares(each: Amount, _: str) -> dict[str, Any]:
    if each.near(r"\bcach\w*|\bhits?\b"):
        return {"cache_hit_share": each.value}
    return {"batch_share": each.value} if each.near(r"\bbatch\w*") else {}


def _horizon(each: Amount, _: str) -> dict[str, Any]:
    """ "over 6 months" spreads one-off costs; other periods say how often something is."""
    long_enough = re.search(r"(?:month|year)s?\W*$", each.words, re.IGNORECASE)
    if not long_enough or not each.behind(_OVER):
        return {}
    return {"months": each.value / MONTHS_OF["hour"]}


_KINDS: dict[str, Callable[[Amount, str], dict[str, Any]]] = {
    "money": _money,
    "price": _price,
    "price-input": _price,
    "price-output": _price,
    "tokens": _tokens,
    "prompt-tokens": _tokens,
    "output-tokens": _tokens,
    "percent": _shares,
    "count": _volume,
    "period": _horizon,
}


def _priced_as(text: str) -> str | None:
    plain = " ".join(re.split(r"[\s\-_]+", text.lower()))
    named = [row.name for row in prices() if row.name.replace("-", " ") in plain]
    return max(named, key=len, default=None)
