"""What a chat model may take, what it took, and what that cost."""

import asyncio
from collections.abc import Iterable
from typing import Any

from langchain_core.messages import AIMessage
from pydantic import NonNegativeFloat, PositiveFloat, PositiveInt

from agent.events import Event, TurnEnded
from agent.settings import Settings
from agent.transcripts.spending import Spent
from agent.transcripts.store import Store
from tools.cost.tables import PriceRow, prices
from tools.errors import InputError
from tools.vocabulary import Record

MOST_MODEL_CALLS = 6
MOST_TOOL_CALLS = 8
SMALLEST_USD = 0.0001
"""Smaller costs are said to be smaller [USD]."""


class BoundReachedError(Exception):
    """A bound of the turn or a budget was reached; the message is for the user."""


class Price(Record):
    """What a chat model costs."""

    input_usd_per_million: NonNegativeFloat
    """Tokens read (USD per million)."""
    cached_input_usd_per_million: NonNegativeFloat
    """Tokens read that the endpoint still had in its cache (USD per million)."""
    output_usd_per_million: NonNegativeFloat
    """Tokens written (USD per million)."""
    source: str
    """Where the price comes from."""


class Limits(Record):
    """What chat models may take at most."""

    session_tokens: PositiveInt = 1_000_000
    """Tokens of one consultation, read and written."""
    day_tokens: PositiveInt = 10_000_000
    """Tokens of one day (UTC), over all consultations."""
    session_usd: PositiveFloat | None = None
    """Cost of one consultation (USD)."""
    day_usd: PositiveFloat | None = None
    """Cost of one day (UTC), over all consultations (USD)."""
    output_tokens: PositiveInt = 4_000
    """Longest single reply (tokens)."""
    price: Price | None = None
    """Price of the chat model; None where nobody named one."""


def limits_of(settings: Settings) -> Limits:
    """Read the limits from the settings, with the price of the chat model that they name.

    Raises InputError where a budget in USD is set and nobody knows the price.
    """
    limits = Limits(
        session_tokens=settings.session_tokens,
        day_tokens=settings.day_tokens,
        session_usd=settings.session_usd,
        day_usd=settings.day_usd,
        output_tokens=settings.output_tokens,
    )
    given = (settings.input_usd_per_million, settings.output_usd_per_million)
    needed = settings.session_usd or settings.day_usd or given != (None, None)
    known = _row(settings.chat_model.removeprefix("openai:")) is not None
    if settings.chat_model == "guided" or not (needed or known):
        return limits
    return limits.model_copy(update={"price": price_of(settings.chat_model, *given)})


def price_of(name: str, input_usd: float | None = None, output_usd: float | None = None) -> Price:
    """Find what a chat model costs: the given price, else the row of the price table.

    Raises InputError where only one of the two is given, or none and the table has no row.
    """
    if input_usd is not None and output_usd is not None:
        return Price(
            input_usd_per_million=input_usd,
            cached_input_usd_per_million=input_usd,
            output_usd_per_million=output_usd,
            source="settings",
        )
    row = _row(name.removeprefix("openai:"))
    if row is None or input_usd is not None or output_usd is not None:
        raise InputError(
            f"What does {name} cost? Set both FINETUNE_ADVISOR_INPUT_USD_PER_MILLION and "
            "FINETUNE_ADVISOR_OUTPUT_USD_PER_MILLION (0 where it costs nothing), or leave the "
            "budgets in USD away: those in tokens hold without a price.",
            "price",
        )
    cached = row.cached_input_usd_per_million
    return Price(
        input_usd_per_million=row.input_usd_per_million,
        cached_input_usd_per_million=row.input_usd_per_million if cached is None else cached,
        output_usd_per_million=row.output_usd_per_million,
        source=f"{row.source}, {row.as_of}",
    )


def _row(name: str) -> PriceRow | None:
    return next((row for row in prices() if row.name == name.lower()), None)


def spent_in(events: Iterable[Event]) -> Spent:
    """Sum up what the turns of a transcript took."""
    total = Spent()
    for event in events:
        if isinstance(event, TurnEnded):
            total += Spent(tokens_in=event.tokens_in, tokens_out=event.tokens_out, usd=event.usd)
    return total


def usage_of(message: AIMessage, price: Price | None) -> Spent:
    """Read what one call took from what the endpoint says about it.

    >>> from langchain_core.messages.ai import UsageMetadata
    >>> told = UsageMetadata(input_tokens=1000, output_tokens=100, total_tokens=1100)
    >>> price = price_of("gpt-6-luna")
    >>> usage_of(AIMessage("Yes.", usage_metadata=told), price).usd
    0.00015
    """
    usage: dict[str, Any] = {**(message.usage_metadata or {})}
    read, written = (max(0, usage.get(each, 0)) for each in ("input_tokens", "output_tokens"))
    cached = min(read, max(0, (usage.get("input_token_details") or {}).get("cache_read") or 0))
    usd = 0.0
    if price is not None:
        usd = (
            (read - cached) * price.input_usd_per_million
            + cached * price.cached_input_usd_per_million
            + written * price.output_usd_per_million
        ) / 1e6
    return Spent(tokens_in=read, tokens_out=written, usd=round(usd, 9))


class Meter:
    """Counts what a chat model takes in one turn, and stops it at the limits."""

    def __init__(self, limits: Limits, store: Store, before: Spent) -> None:
        self.limits = limits
        self.spent = Spent()
        self._store = store
        self._before = before
        self._model_calls = 0
        self._tool_calls = 0
        self.heard = 0
        """What the call at hand has said so far, tools' arguments included [characters]."""

    async def begin_call(self) -> None:
        """Count a call of the chat model.

        Raises BoundReachedError where the turn has no call left or a budget is used up.
        """
        today = await asyncio.to_thread(self._store.spent_today)
        if words := used_up(self.limits, self._before + self.spent, today):
            raise BoundReachedError(words)
        self.heard = 0
        self._model_calls += 1
        if self._model_calls > MOST_MODEL_CALLS:
            raise BoundReachedError(f"The chat model was called {MOST_MODEL_CALLS} times.")

    async def end_call(self, spent: Spent) -> None:
        """Count what a call took, in this turn and towards the day."""
        self.spent += spent
        if spent.tokens:
            await asyncio.to_thread(self._store.add_spent, spent)

    def count_tools(self, calls: int) -> None:
        """Count tools that are about to be called.

        Raises BoundReachedError where that is more than a turn may call; none is called then.
        """
        self._tool_calls += calls
        if self._tool_calls > MOST_TOOL_CALLS:
            raise BoundReachedError(f"The chat model called more than {MOST_TOOL_CALLS} tools.")


def used_up(limits: Limits, session: Spent, today: Spent) -> str:
    """Say which budget is used up; empty where none is.

    >>> used_up(Limits(session_tokens=1000), Spent(tokens_in=1200), Spent())
    'The budget of this consultation, 1,000 tokens, is used up.'
    """
    budgets = (
        ("of this consultation", session.tokens, limits.session_tokens, "{:,} tokens"),
        ("of today", today.tokens, limits.day_tokens, "{:,} tokens"),
        ("of this consultation", session.usd, limits.session_usd, "{:g} USD"),
        ("of today", today.usd, limits.day_usd, "{:g} USD"),
    )
    for whose, spent, most, words in budgets:
        if most is not None and spent >= most:
            return f"The budget {whose}, {words.format(most)}, is used up."
    return ""


def budget_in_words(limits: Limits) -> str:
    """Say what may be spent, and at which price.

    >>> budget_in_words(Limits(session_tokens=1000, day_tokens=5000))
    '1,000 tokens a consultation, 5,000 a day; the price is not known'
    """
    usd = {"a consultation": limits.session_usd, "a day": limits.day_usd}
    money = "".join(f", {most:g} USD {each}" for each, most in usd.items() if most)
    price = limits.price
    told = (
        f"{price.input_usd_per_million:g} USD per million tokens read, "
        f"{price.output_usd_per_million:g} written ({price.source})"
        if price
        else "the price is not known"
    )
    tokens = f"{limits.session_tokens:,} tokens a consultation, {limits.day_tokens:,} a day"
    return f"{tokens}{money}; {told}"


def in_words(spent: Spent, limits: Limits) -> str:
    """Say what a consultation took, in a line; empty where that is nothing.

    >>> in_words(Spent(tokens_in=1200, tokens_out=34), Limits())
    'This consultation took 1,234 of 1,000,000 tokens.'
    """
    return _took("This consultation", spent, limits.session_tokens, limits.session_usd, limits)


def today_in_words(spent: Spent, limits: Limits) -> str:
    """Say what all consultations of today (UTC) took, in a line; empty where that is nothing.

    >>> limits = Limits(price=price_of("gpt-6-luna"), day_usd=5)
    >>> today_in_words(Spent(tokens_in=1200, tokens_out=34, usd=0.000137), limits)
    'Today took 1,234 of 10,000,000 tokens, 0.0001 of 5 USD.'
    """
    return _took("Today", spent, limits.day_tokens, limits.day_usd, limits)


def _took(who: str, spent: Spent, tokens: int, usd: float | None, limits: Limits) -> str:
    if not spent.tokens:
        return ""
    small = 0 < spent.usd < SMALLEST_USD
    cost = f"less than {SMALLEST_USD}" if small else f"{spent.usd:.4f}"
    of_budget = f" of {usd:g}" if usd else ""
    money = f", {cost}{of_budget} USD" if limits.price else ""
    return f"{who} took {spent.tokens:,} of {tokens:,} tokens{money}."
