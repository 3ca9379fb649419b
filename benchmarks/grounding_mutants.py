"""Replies made wrong by one of twelve operators, or reworded by one of eight that do no harm."""

import itertools
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from agent.grounding import Sources
from agent.grounding.directions.siblings import series_of
from agent.grounding.known.reading import read_sources
from agent.grounding.known.values import Item, Known, Series, Value
from agent.grounding.numbers.characters import fold
from agent.grounding.numbers.quantities import Quantity, quantities
from agent.grounding.rendering import say

Change = Callable[[str, random.Random, Known], str | None]
_NUMBER = re.compile(r"(?<![\w.,/$-])(?:US)?[$€]?\d[\d,]*(?:\.\d+)?(?![\w/]|[.,]\d|-)")
_ANCHOR = re.compile(r"\[(\d+\.\d+/[^\]\s]+)\]")
_HEDGED = re.compile(
    r"about|roughly|some|nearly|just|under|over|at (?:most|least)|almost|less|more|up to|around"
    r"|between|between|close|below|above|–|from|not|no |never|fewer|rund|twice|half|third|times",
    re.I,
)


@dataclass(frozen=True)
class Base:
    """A reply that is right, with its sources."""

    reply: str
    sources: Sources
    rendered: bool = False
    """Written by us from one value of a result, under its own label."""


def rendered(sources: Sources) -> Iterator[Base]:
    """Say every value of the results in a sentence of its own, and some in sums."""
    known = read_sources(sources)
    values = [v for v in known.values if v.place == "result" and _sayable(v)]
    for value in values:
        yield Base(f"The {_label(value, known)} is {say(value)}.", sources, True)
        yield Base(f"- {_label(value, known)}: {say(value)}\n", sources, True)
    for a, b in itertools.pairwise(values):
        if a.measure == b.measure and a.measure.kind in ("byte", "money.usd", "count"):
            total = Value("", abs(a.value) + abs(b.value), a.measure, "result")
            yield Base(f"{say(a)} + {say(b)} = {say(total)}.".replace("--", "-"), sources, True)


_COMPARED = {
    "cost": ("dearer", "cheaper", "dearest", "cheapest"),
    "time": ("slower", "faster", "slowest", "fastest"),
    "memory": ("heavier", "lighter", "heaviest", "lightest"),
    "quality": ("more accurate", "less accurate", "most accurate", "least accurate"),
}


def _disputed(less: bool, a: str, b: str, known: Known, series: Series) -> bool:
    """Whether another field of the same dimension says the opposite of the two things."""
    for other in series_of(known):
        sizes = {_thing(item, known): item.value.base for item in other.items}
        shared = other.dimensions & series.dimensions and {a, b} <= sizes.keys()
        if shared and (sizes[a] < sizes[b]) != less:
            return True
    return False


def _thing(item: Item, known: Known) -> str:
    if item.terms & item.value.names:
        return _name(item.value, known)
    name = " ".join(sorted(item.terms))
    return "full fine-tuning" if name == "full" else name


def compared(sources: Sources) -> Iterator[Base]:
    """Say of things that the results set side by side which is more, and which is most of all."""
    known = read_sources(sources)
    for series in series_of(known):
        names = [_thing(item, known) for item in series.items]
        if not _told_apart(names):
            continue
        sizes = [item.value.base for item in series.items]
        for words in (_COMPARED[d] for d in sorted(series.dimensions & _COMPARED.keys())):
            for (a, x), (b, y) in itertools.permutations(zip(names, sizes, strict=True), 2):
                if x != y and not _disputed(x < y, a, b, known, series):
                    yield Base(f"{a} is {words[x < y]} than {b}.", sources, True)
            if series.whole and len(set(sizes)) == len(sizes):
                for top, word in ((max(sizes), words[2]), (min(sizes), words[3])):
                    yield Base(f"{names[sizes.index(top)]} is the {word}.", sources, True)


def _told_apart(names: list[str]) -> bool:
    """Whether a sentence could set all of them side by side."""
    plain = len(set(names)) == len(names) and all(name[:1].isalpha() for name in names)
    return plain and not any(_part_of(a, b) for a, b in itertools.permutations(names, 2))


def _part_of(a: str, b: str) -> bool:
    """Whether nobody would set the two side by side: one holds the other, or one is a quantile."""
    words = set(a.lower().split()), set(b.lower().split())
    quantiles = [any(re.fullmatch(r"p\d\d|before|after|mean", w) for w in ws) for ws in words]
    return words[0] <= words[1] or quantiles[0] != quantiles[1]


def _sayable(value: Value) -> bool:
    plain = not value.date and not value.origin.endswith(".length") and value.value > 0
    return plain and not value.superseded and value.measure.kind in (
        "byte", "time", "money.usd", "count", "ratio", "point"
    ) and len([c for c in f"{value.value:g}" if c.isdigit()]) > 1  # fmt: skip


def _label(value: Value, known: Known) -> str:
    path = re.sub(r"\[\d+\]", "", value.origin).split(".")[1:]
    field = " ".join(path).replace("_", " ")
    words = [w for w in field.split() if w not in ("gb", "gib", "usd", "pct", "ms", "per", "hours")]
    names = _name(value, known)
    method = " ".join(sorted(value.context & {"lora", "qlora", "full"}))
    sizes = " ".join(t for t in value.context if re.fullmatch(r"\d+b", t))
    method = "full fine-tuning" if method == "full" else method
    return " ".join(filter(None, [" ".join(words), "of" if names else "", names,
                                  "with" if method or sizes else "", method, sizes]))  # fmt: skip


def _name(value: Value, known: Known) -> str:
    """The item's own name, as the result spells it."""
    parent = value.origin.rpartition(".")[0]
    near = [
        w.text for w in known.words if w.origin.rpartition(".")[0] == parent and w.listed is False
    ]
    return near[0].replace("_", " ") if near and value.names else " ".join(sorted(value.names))


# --- twelve operators --------------------------------------------------------------------------


def _numbers(reply: str) -> list[re.Match[str]]:
    found = []
    for match in _NUMBER.finditer(reply):
        before = reply[max(0, match.start() - 24) : match.start()]
        digits = re.sub(r"\D", "", match.group())
        if digits.strip("0") and len(digits) > 1 and not _HEDGED.search(before):
            found.append(match)
    return found


def _pick(reply: str, dice: random.Random) -> re.Match[str] | None:
    found = _numbers(reply)
    return dice.choice(found) if found else None


def _put(reply: str, match: re.Match[str], text: str) -> str:
    return reply[: match.start()] + text + reply[match.end() :]


def digit_swap(reply: str, dice: random.Random, known: Known) -> str | None:
    """Change one digit, by enough to matter."""
    match = _pick(reply, dice)
    if match is None:
        return None
    text = match.group()
    places = [i for i, c in enumerate(text) if c.isdigit()]
    at = places[0] if dice.random() < 0.5 else dice.choice(places[:2])
    new = dice.choice([d for d in "123456789" if d != text[at]])
    changed = text[:at] + new + text[at + 1 :]
    return _put(reply, match, changed) if _apart(text, changed, known) else None


def times_ten(reply: str, dice: random.Random, known: Known) -> str | None:
    """Ten times as much."""
    return _scaled(reply, dice, known, 10.0)


def tenth(reply: str, dice: random.Random, known: Known) -> str | None:
    """A tenth of it."""
    return _scaled(reply, dice, known, 0.1)


def _scaled(reply: str, dice: random.Random, known: Known, factor: float) -> str | None:
    match = _pick(reply, dice)
    if match is None:
        return None
    sign = re.match(r"\D*", match.group())
    value = _value(match.group()) * factor
    text = (sign.group() if sign else "") + f"{value:,.10g}"
    return _put(reply, match, text) if _apart(match.group(), text, known) else None


_UNITS = {
    "GB": "TB", "GiB": "MiB", "MB": "GB", "ms": "s", "hours": "days", "hour": "day",
    "months": "years", "month": "year", "days": "hours", "minutes": "hours", "samples": "tokens",
    "requests": "tokens", "tokens": "requests", "points": "%", "s": "ms",
}  # fmt: skip


def unit_swap(reply: str, dice: random.Random, known: Known) -> str | None:
    """Another unit behind the same number."""
    found = [
        m
        for m in re.finditer(r"(?<=\d )(" + "|".join(_UNITS) + r")\b", reply)
        if reply[m.start() - 4 : m.start() - 2] not in ("p9", "p5") and " of 10" not in reply
    ]
    if not found:
        return None
    match = dice.choice(found)
    return _put(reply, match, _UNITS[match.group()])


def gb_gib(reply: str, dice: random.Random, known: Known) -> str | None:
    """Decimal for binary units, or the other way round."""
    found = list(re.finditer(r"(?<=\d )(GB|GiB)\b", reply))
    if not found:
        return None
    match = dice.choice(found)
    return _put(reply, match, "GiB" if match.group() == "GB" else "GB")


def label_swap(reply: str, dice: random.Random, known: Known) -> str | None:
    """The value of another field of the same kind under this label."""
    match = re.match(r"(The |- )(?P<label>.+?)( is |: )(?P<value>[^\n]+?)(\.?\n?)$", reply)
    values = [
        v
        for v in known.values
        if v.place == "result" and say(v) == (match or {"value": ""})["value"]
    ]
    if match is None or len(values) != 1:
        return None
    mine = values[0]
    others = [v for v in known.values if _other(mine, v)]
    if not others:
        return None
    return reply[: match.start("value")] + say(dice.choice(others)) + reply[match.end("value") :]


def _other(mine: Value, value: Value) -> bool:
    alike = value.place == "result" and value.measure == mine.measure and value.value > 0
    apart = not value.terms >= mine.terms and not value.origin.endswith(".length")
    return (
        alike
        and apart
        and abs(value.value - mine.value) > 0.12 * mine.value
        and not value.superseded
    )


_OPPOSITE = [
    ("cheaper than", "dearer than"), ("dearer than", "cheaper than"),
    ("faster than", "slower than"),
    ("slower than", "faster than"), ("lighter than", "heavier than"),
    ("heavier than", "lighter than"), ("more accurate than", "less accurate than"),
    ("less accurate than", "more accurate than"), ("the cheapest", "the dearest"),
    ("the dearest", "the cheapest"), ("the fastest", "the slowest"), ("the slowest", "the fastest"),
    ("the lightest", "the heaviest"), ("the heaviest", "the lightest"),
    ("the most accurate", "the least accurate"), ("the least accurate", "the most accurate"),
    ("fits", "does not fit"), ("cheaper", "dearer"), ("over the", "under the"), ("fell", "rose"),
    ("less memory", "more memory"), ("above", "below"), ("dropped", "rose"), ("under", "over"),
    ("doesn't", "does"), ("not significant", "significant"), ("rose", "fell"), ("slower", "faster"),
]  # fmt: skip


def direction_flip(reply: str, dice: random.Random, known: Known) -> str | None:
    """Up for down, over for under, fits for does not fit."""
    changes = [(a, b) for a, b in _OPPOSITE if re.search(rf"\b{a}\b", reply)]
    if not changes or len(reply) > 120:
        return None
    a, b = changes[0]
    return re.sub(rf"\b{a}\b", b, reply, count=1)


def range_end(reply: str, dice: random.Random, known: Known) -> str | None:
    """One end of a range, moved."""
    match = re.search(r"(\d[\d,.]*\d|\d)( to |–| and )\$?(\d[\d,.]*\d)", reply)
    if match is None or "from" in reply[: match.start()][-12:]:
        return None
    value = _value(match[3]) * dice.choice((1.3, 1.5, 0.7))
    text = f"{value:,.4g}"
    if not _apart(match[3], text, known):
        return None
    return reply[: match.start(3)] + text + reply[match.end(3) :]


def wrong_sum(reply: str, dice: random.Random, known: Known) -> str | None:
    """Another result behind an equals sign."""
    match = re.search(r"= \$?(\d[\d,]*(?:\.\d+)?)", reply)
    if match is None:
        return None
    value = _value(match[1]) * dice.choice((1.12, 0.88, 1.5, 0.5, 2.0))
    text = f"{value:,.6g}"
    if not _apart(match[1], text, known):
        return None
    return reply[: match.start(1)] + text + reply[match.end(1) :]


_STRATEGIES = ("RAG", "fine-tuning", "prompting", "continual pre-training", "unlearning")


def strategy_swap(reply: str, dice: random.Random, known: Known) -> str | None:
    """Advice for a strategy that was not decided on."""
    decided = [
        w.text.lower() for w in known.words if w.field == "strategy" and w.origin.count(".") == 1
    ]
    if not decided:
        return None
    wrong = [s for s in _STRATEGIES if s.lower().replace("-", "_").split("_")[0] not in decided[-1]]
    lead = dice.choice(("I recommend {}.", "The verdict is {}.", "You should choose {}.",
                        "Use {}.", "My advice: {}.", "{} is the right choice."))  # fmt: skip
    return reply.rstrip() + " " + lead.format(dice.choice(wrong)) if wrong else None


def anchor_swap(reply: str, dice: random.Random, known: Known) -> str | None:
    """A citation of a place that was not found."""
    match = _ANCHOR.search(reply)
    if match is None:
        return None
    return _put(reply, match, f"[{match[1]}-{dice.choice(('b', 'more', '2'))}]")


_CLAIMS = (
    "I ran the {} simulation on the web for you.", "I looked up the {} online.",
    "I measured the {} speed on the internet.", "We checked the {} website.",
)  # fmt: skip


def invented_tool_claim(reply: str, dice: random.Random, known: Known) -> str | None:
    """A statement that something was run which was not."""
    ran = " ".join(v.origin for v in known.values)
    for thing, words in (
        ("power analysis", r"sample|power|interval"),
        ("unlearning plan", "unlearn"),
        ("cost comparison", "usd|cost"),
        ("memory estimate", "_g"),
    ):
        if not re.search(words, ran) and dice.random() < 0.5:
            return f"I ran the {thing}. {reply}"
    return f"{dice.choice(_CLAIMS).format('latency')} {reply}"


OPERATORS: tuple[Change, ...] = (
    digit_swap, times_ten, tenth, unit_swap, gb_gib, label_swap, direction_flip, range_end,
    wrong_sum, strategy_swap, anchor_swap, invented_tool_claim,
)  # fmt: skip


def _value(text: str) -> float:
    return float(re.sub(r"[^\d.]", "", text) or 0)


def _apart(old: str, new: str, known: Known) -> bool:
    """Whether a changed number is wrong: far from the old one and from every other source."""
    before, after = _value(old), _value(new)
    if after == 0 or abs(after - before) <= 0.12 * max(before, after):
        return False
    return not known.near("raw", "", after, 0.011) and not _share_of(after, known)


def _share_of(value: float, known: Known) -> bool:
    return bool(known.near("raw", "", value / 100, 0.011))


# --- eight rewrites that do no harm ------------------------------------------------------------


def _quantities(reply: str) -> list[Quantity]:
    if fold(reply).text != reply:
        return []
    return [q for q in quantities(reply) if not q.structure and q.form == "digits" and not q.date]


def locale(reply: str, dice: random.Random, known: Known) -> str | None:
    """Thousands set apart by thin blanks or apostrophes."""
    if not re.search(r"\d,\d{3}", reply) or "```" in reply:
        return None
    mark = dice.choice(("\u202f", "'", "\u00a0"))
    return re.sub(r"(?<=\d),(?=\d{3})", mark, reply)


_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_WORDS = dict(enumerate(_SMALL))
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def words(reply: str, dice: random.Random, known: Known) -> str | None:
    """A whole number spelled out."""
    for match in re.finditer(
        r"(?<![\w.,$€/–-])(\d{1,2})(?= (?:GB|hours?|months?|points|ms)\b)", reply
    ):
        value = int(match[1])
        if 1 < value < 100:
            tens, ones = divmod(value, 10)
            spelled = _WORDS.get(value) or _TENS[tens] + (f"-{_WORDS[ones]}" if ones else "")
            return _put(reply, match, spelled)
    return None


def suffix(reply: str, dice: random.Random, known: Known) -> str | None:
    """5,000 as 5k, 70,000,000 as 70M."""
    match = re.search(r"(?<![\w.])(\d{1,3}),000(,000)?(?![\d,.]| \w*[kM]\b|-)", reply)
    if match is None:
        return None
    return _put(reply, match, match[1] + ("M" if match[2] else "k"))


def trailing_zeros(reply: str, dice: random.Random, known: Known) -> str | None:
    """16 GB as 16.0 GB."""
    match = re.search(r"(?<![\w.,–-])(\d+)(?= (?:GB|GiB|hours|months|ms|points)\b)", reply)
    return _put(reply, match, match[1] + ".0") if match and "about" not in reply else None


_CONVERT = {"GB": (1000, "MB"), "hours": (60, "minutes"), "ms": (0.001, "s"), "days": (24, "hours")}


def conversion(reply: str, dice: random.Random, known: Known) -> str | None:
    """The same amount in another unit, by an exact factor."""
    match = re.search(r"(?<![\w.,–-])(\d+(?:\.\d+)?) (GB|hours|ms|days)\b", reply)
    if match is None or len(_quantities(reply)) > 2 or _HEDGED.search(reply):
        return None
    factor, unit = _CONVERT[match[2]]
    return _put(reply, match, f"{float(match[1]) * factor:,.10g} {unit}")


def markdown(reply: str, dice: random.Random, known: Known) -> str | None:
    """Bold numbers, a bullet, code marks."""
    match = _pick(reply, dice)
    if match is None or "|" in reply or "```" in reply:
        return None
    style = dice.choice(("**{}**", "*{}*", "`{}`", "__{}__"[1:-1]))
    return _put(reply, match, style.format(match.group()))


def hedged_rounding(reply: str, dice: random.Random, known: Known) -> str | None:
    """ "About", and two digits that matter."""
    match = re.search(r"(?<= is )([$]?)(\d[\d,]*(?:\.\d+)?)(?![\d,]|\.\d)", reply)
    if match is None:
        return None
    value = _value(match[2])
    rounded = float(f"{value:.2g}")
    if value == 0 or abs(rounded - value) > 0.045 * value:
        return None
    return _put(reply, match, f"about {match[1]}{rounded:,.10g}")


def order(reply: str, dice: random.Random, known: Known) -> str | None:
    """The items of a list, or the sentences, the other way round."""
    lines = reply.rstrip("\n").split("\n")
    if len(lines) > 1 and all(line.startswith("- ") for line in lines):
        return "\n".join(reversed(lines)) + "\n"
    return None


REWRITES: tuple[Change, ...] = (
    locale, words, suffix, trailing_zeros, conversion, markdown, hedged_rounding, order,
)  # fmt: skip


def bases(rows: list[dict[str, Any]]) -> list[Base]:
    """Take every clean reply and every rendered result."""
    found = []
    seen = set[str]()
    for row in rows:
        sources = Sources.model_validate({k: row[k] for k in ("tool_results", "passages", "user")})
        if not row["violations"]:
            found.append(Base(row["reply"], sources))
        key = json.dumps(row["tool_results"])
        if key not in seen:
            seen.add(key)
            found.extend(rendered(sources))
            found.extend(compared(sources))
    return found
