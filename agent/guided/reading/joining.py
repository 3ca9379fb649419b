"""Tokens that mean something else, or one thing together, by what stands beside them."""

from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile

from agent.guided.reading.quantity import Quantity
from agent.guided.reading.tokens import Token, kinds_of

_OK = frozenset({"ok", "okay"})
_BEHIND_A_VERDICT = frozenset({"for", "with", "enough", "most", "in", "on", "but", "though", "-"})


def _with_ok_leading_on(tokens: list[Token]) -> list[Token]:
    """Take the meaning from an "ok" that only leads on ("ok, what now?"): it answers nothing."""
    following = next((each for each in tokens[1:] if each.word not in {",", ".", "!"}), None)
    if not tokens or tokens[0].word not in _OK or following is None:
        return tokens
    if following.word in _BEHIND_A_VERDICT:
        return tokens
    return [replace(tokens[0], concepts=frozenset({"filler"})), *tokens[1:]]


_MOST_TIMES = 24
"""More often a day than that, things are requests."""
_A_YEAR = {"freq.daily": 365, "freq.weekly": 52, "freq.monthly": 12, "freq.yearly": 1}
_OFTEN = ((200, "daily"), (25, "weekly"), (8, "monthly"), (3, "quarterly"), (0, "yearly"))
_HOURS_A_YEAR = 8640
_ASKING = frozenset({"ask", "asks", "asked", "used", "queried", "consulted"})


def _with_counted_frequencies(tokens: list[Token]) -> list[Token]:
    """Join "four times a year" to one frequency, the nearest that has a name."""
    found: list[Token] = []
    for place, token in enumerate(tokens):
        if token.quantity and token.quantity.kind in _TIMES_BETWEEN and found:
            token = _every_so_often(found, token, token.quantity)
        often = next((_A_YEAR[c] for c in token.concepts if c in _A_YEAR), None)
        times = tokens[place - 1].word in ("times", "time") if place > 1 else False
        counted = tokens[place - 2].quantity if times else None
        asks = any(each.word in _ASKING for each in tokens[max(0, place - 5) : place])
        if often and counted and counted.value <= _MOST_TIMES and not asks:
            start = tokens[place - 2].start
            del found[-2:]
            token = Token("#", start, token.end, _named(often * counted.value))
        found.append(token)
    return found


_MOST_SHOTS = 20
_SHOWN = frozenset({"example", "examples", "samples", "demos", "demonstrations"})


def _with_few_examples(tokens: list[Token]) -> list[Token]:
    """Take "with 6 examples" for examples in a prompt: nobody trains on so few."""
    found = list(tokens)
    for place in range(2, len(tokens)):
        before, count, token = tokens[place - 2], tokens[place - 1].quantity, tokens[place]
        few = count is not None and count.bare and 1 < count.value <= _MOST_SHOTS
        if few and (before.word == "using" or "with" in before.concepts) and token.word in _SHOWN:
            shown = frozenset({"subj", "subj.fewshot", "in-prompt"})
            found[place] = replace(token, concepts=token.concepts | shown)
    return found


_PARTS_OF = frozenset({"of", "our", "the", "my", "these", "those"})
_LENGTHS = frozenset({"page", "pages", "lines", "words", "sentences", "paragraphs"})


def _with_parts_of_counts(tokens: list[Token]) -> list[Token]:
    """Let "half our 24,000 tickets" and "forms, each 4-12 pages" count nothing."""
    return [
        replace(token, concepts=frozenset({"#part"}), quantity=None)
        if "#count" in token.concepts and (_is_shared(tokens[:place]) or _measures(tokens, place))
        else token
        for place, token in enumerate(tokens)
    ]


def _is_shared(before: list[Token]) -> bool:
    between = list(takewhile(lambda token: token.word in _PARTS_OF, reversed(before)))
    share = before[-len(between) - 1 : len(before) - len(between)]
    return bool(between) and any("#score" in token.concepts for token in share)


def _measures(tokens: list[Token], place: int) -> bool:
    lengths = [token.word for token in tokens[place + 1 : place + 2] if token.word in _LENGTHS]
    return bool(lengths) and place > 0 and tokens[place - 1].word == "each"


_LENT = ("duration", "money", "per-request")


def _with_borrowed_units(tokens: list[Token]) -> list[Token]:
    """Give "we need under 200" the unit of "p95 is 900 ms" before it."""
    found: list[Token] = []
    lender: Quantity | None = None
    for place, token in enumerate(tokens):
        ends = place + 1 == len(tokens) or tokens[place + 1].is_boundary
        bounded = place > 0 and "most" in tokens[place - 1].concepts
        if lender and token.quantity and token.quantity.bare and ends and bounded:
            token = _lent(token, token.quantity, lender)
        elif token.quantity and token.quantity.kind in _LENT:
            lender = token.quantity
        found.append(token)
    return found


def _lent(token: Token, quantity: Quantity, lender: Quantity) -> Token:
    value = quantity.value * lender.factor
    measured = replace(quantity, kind=lender.kind, value=value, low=value, high=value, bare=False)
    measured = replace(measured, lender=lender.start)
    return replace(token, quantity=measured, concepts=kinds_of(measured))


_TIMES_BETWEEN = ("duration", "minutes", "period")


def _every_so_often(before: list[Token], token: Token, between: Quantity) -> Token:
    """Join "every 2 weeks" to a frequency; "every ten seconds" keeps the time between."""
    if before[-1].word not in ("every", "each"):
        return token
    start = before.pop().start
    if between.kind == "period":
        return Token("#", start, token.end, _named(_HOURS_A_YEAR / between.value))
    return Token("#", start, token.end, frozenset({"freq", "freq.each"}), between)


def _named(times_a_year: float) -> frozenset[str]:
    name = next(name for least, name in _OFTEN if times_a_year >= least)
    return frozenset({"freq", f"freq.{name}"})


PASSES: tuple[Callable[[list[Token]], list[Token]], ...] = (
    _with_borrowed_units,
    _with_ok_leading_on,
    _with_counted_frequencies,
    _with_few_examples,
    _with_parts_of_counts,
)
"""In this order over the tokens of each sentence."""
