"""What an amount of money is for: a request, a thousand of them, a million tokens."""

import re
from dataclasses import replace

from agent.guided.reading.numbers import LETTERS
from agent.guided.reading.quantity import Quantity
from agent.guided.reading.tables import alternatives, word_table

_LOTS = {"thousand": 1e3, "mille": 1e3, "hundred": 1e2, "million": 1e6, "k": 1e3, "m": 1e6}
_LOT = r"(?:thousand|mille|hundred|million|\d{1,3}(?:[.,]\d{3})+|\d+\s?[km]?|[km])"


def _words(kind: str) -> str:
    rows = {row[0]: row[1] for row in word_table("per", ("kind", "words"))}
    return "|".join(map(re.escape, sorted(alternatives(rows[kind]), key=len, reverse=True)))


def _pattern() -> re.Pattern[str]:
    per = rf"\s*(?:(?:{_words('per')})\s+|/\s*)+"
    tokens = r"(?P<tokens>(?:cached )?(?:input |output )?(?:tokens?|tok)\b)"
    request = rf"(?:api )?(?:{_words('request')})(?!\w)"
    named = rf"{per}(?P<lot>{_LOT})?\s*(?:{tokens}|{request})"
    return re.compile(rf"{named}|\s+each\b", re.IGNORECASE)


_THING = re.compile(
    rf"\s*(?:per|for each|for every|/)\s*(?:(?P<lot>{_LOT})(?![\w]))?\s*(?P<thing>[a-z]+)?",
    re.IGNORECASE,
)
_LARGEST_LOT = 10_000
"""Money for more, of what isn't said, is a price of tokens rather than of requests."""


class Money:
    """Reads what stands behind an amount; built once from `words/per.csv`."""

    def __init__(self) -> None:
        self._per = _pattern()
        self._no_request = frozenset(_words("no-request").split("|"))

    def spent_on(self, text: str, amount: Quantity) -> Quantity:
        """Turn an amount for a request or many into money a request, or into a price of tokens."""
        match = self._per.match(text, amount.end)
        if match is None:
            return self._on_a_thing(text, amount)
        share = 1 / _size(match["lot"])
        if match["tokens"]:
            return _scaled(amount, _price_kind(amount, match["tokens"]), 1e6 * share, match.end())
        return _scaled(amount, _request_kind(amount), share, match.end())

    def price_of_tokens(self, text: str, number: Quantity) -> Quantity:
        """Turn a number without a currency into a price: "2.50 per million input tokens".

        That dollars are meant is assumed.
        """
        match = self._per.match(text, number.end)
        if match is None or not match["tokens"] or not match["lot"]:
            return number
        price = self.spent_on(text, replace(number, kind="money"))
        return replace(price, vague=True, bare=False)

    def _on_a_thing(self, text: str, amount: Quantity) -> Quantity:
        """Money per menu, per thousand parcels: whatever is made is a request."""
        match = _THING.match(text, amount.end)
        if match is None or not (match["lot"] or match["thing"]):
            return amount
        thing, size = (match["thing"] or "").lower(), _size(match["lot"])
        is_listed = thing in self._no_request or thing.removesuffix("s") in self._no_request
        if is_listed or (not thing and size > _LARGEST_LOT):
            return amount
        return _scaled(amount, _request_kind(amount), 1 / size, match.end())


def _size(lot: str | None) -> float:
    if not lot:
        return 1.0
    plain = re.sub(r"[\s.,]", "", lot.lower())
    digits = re.match(r"\d+", plain)
    if digits is None:
        return _LOTS[plain]
    return int(digits[0]) * LETTERS.get(plain[digits.end() :], 1.0)


def _request_kind(amount: Quantity) -> str:
    return "per-request" if amount.kind == "money" else amount.kind


def _price_kind(amount: Quantity, tokens: str) -> str:
    if amount.kind != "money":
        return amount.kind
    return f"price-{tokens.split()[0].lower()}" if " " in tokens else "price"


def _scaled(amount: Quantity, kind: str, factor: float, end: int) -> Quantity:
    value, low, high = (
        round(each * factor, 15) for each in (amount.value, amount.low, amount.high)
    )
    return replace(amount, kind=kind, value=value, low=low, high=high, end=end)
