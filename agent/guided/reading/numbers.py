"""Quantities in free text: numbers in figures and in words, with what they are numbers of."""

import re
from dataclasses import dataclass, replace
from functools import cache

from agent.guided.reading.tables import alternatives, word_table


@dataclass(frozen=True)
class Quantity:
    """One number of a text, in the unit of its kind (see units.csv)."""

    value: float
    kind: str
    start: int
    end: int
    low: float
    high: float
    vague: bool = False
    """Said in words that give no exact number ("a few hundred")."""
    bare: bool = False
    """No unit stood beside it."""
    decimals: int = 0
    """Digits after the point as written."""


@dataclass(frozen=True)
class _Atom:
    value: float
    start: int
    end: int
    currency: str = ""
    letter: str = ""
    vague: bool = False
    bare_article: bool = False
    decimals: int = 0


_FIGURE = (
    r"(?P<cur>us\$|\$|€|£)?\s?"
    r"(?P<sign>(?<![\w.)\]])[-−](?=\d))?"
    r"(?P<num>\d{1,3}(?:[,.' ]\d{3})+(?![\d])(?:[.,]\d{1,4}(?!\d))?|\d+(?:[.,]\d+)?|\.\d+)"
    r"(?:(?P<letter>[kKmMbB])(?![\w])|(?P<gap>\s?)(?P<scale>{scales})(?![\w]))?"
)
_NEVER_FIRST = ("k", "grand", "mil", "mn", "tn", "bn", "millions", "billions", "millionen")
_LETTERS = {"k": 1e3, "m": 1e6, "b": 1e9}
_WORD_SPAN = r"(?<![\w-])(?:{words})(?:(?:\s|-)(?:and\s)?(?:a\s(?=half))?(?:{rest}))*(?![\w])"


@cache
def _words() -> dict[str, tuple[float, str]]:
    return {word: (float(value), role) for word, value, role in word_table(
        "numbers", ("word", "value", "role"))}  # fmt: skip


@cache
def _number() -> re.Pattern[str]:
    longest = sorted(_words(), key=len, reverse=True)
    scales = "|".join(w for w in longest if _words()[w][1] == "scale")
    starts = "|".join(w for w in longest if w not in _NEVER_FIRST)
    rest = "|".join(w for w in longest if _words()[w][1] in ("unit", "ten", "scale", "half"))
    figure = _FIGURE.replace("{scales}", scales)
    words = _WORD_SPAN.format(words=starts, rest=rest)
    return re.compile(
        rf"(?<![\w.])(?<![A-Za-z]-)(?<![A-Za-z]\s-){figure}|(?P<words>{words})", re.IGNORECASE
    )


@cache
def _units() -> tuple[dict[str, tuple[str, float]], re.Pattern[str]]:
    table = {
        word: (kind, float(factor))
        for words, kind, factor in word_table("units", ("words", "kind", "factor"))
        for word in alternatives(words)
    }
    longest = "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))
    return table, re.compile(rf"[\s-]{{0,2}}({longest})(?![\w$])", re.IGNORECASE)


def read_figure(digits: str, comma_is_decimal: bool = False) -> float:
    """Give the value of figures with separators, as a person of either convention writes them.

    >>> read_figure("1,200"), read_figure("0,85"), read_figure("10 000"), read_figure("1.25")
    (1200.0, 0.85, 10000.0, 1.25)
    >>> read_figure("1.500", comma_is_decimal=True)
    1500.0
    """
    digits = digits.replace(" ", "").replace("'", "")
    if "," in digits and "." in digits:
        decimal = max(digits.rfind(","), digits.rfind("."))
        return float(re.sub(r"[.,]", "", digits[:decimal]) + "." + digits[decimal + 1 :])
    groups = re.split(r"[.,]", digits)
    if len(groups) == 1:
        return float(digits)
    separator = "," if "," in digits else "."
    thousands = all(len(group) == 3 for group in groups[1:]) and groups[0].lstrip("0")
    if thousands and (len(groups) > 2 or (separator == ",") != comma_is_decimal):
        return float("".join(groups))
    return float(groups[0] + "." + "".join(groups[1:]) if groups[0] else "." + groups[1])


def read_words(phrase: str) -> tuple[float, bool]:
    """Give the value of a number in words, and whether it is vague.

    >>> read_words("two thousand five hundred"), read_words("a few hundred")
    ((2500.0, False), (300.0, True))
    >>> read_words("half a million")
    (500000.0, False)
    """
    total, group, vague = 0.0, 0.0, False
    for word in re.findall("|".join(sorted(_words(), key=len, reverse=True)), phrase.lower()):
        value, role = _words()[word]
        vague = vague or role == "vague"
        if role != "scale":
            group += value
            continue
        group = (group or 1) * value
        if value >= 1000:
            total, group = total + group, 0.0
    return total + group, vague


def _atoms(text: str, comma_is_decimal: bool) -> list[_Atom]:
    found = []
    for match in _number().finditer(text):
        if match["words"]:
            found.append(_word_atom(match))
            continue
        value = read_figure(match["num"], comma_is_decimal) * (-1 if match["sign"] else 1)
        letter = (match["letter"] or "").lower()
        value *= _LETTERS.get(letter, 1.0)
        if match["scale"]:
            value *= _words()[match["scale"].lower()][0]
        start = match.start("cur") if match["cur"] else match.start(
            "sign" if match["sign"] else "num")  # fmt: skip
        point = re.search(r"[.,](\d+)$", match["num"])
        decimals = len(point[1]) if point and value != int(value) else 0
        found.append(
            _Atom(value, start, match.end(), match["cur"] or "", letter, decimals=decimals)
        )
    return found


def _word_atom(match: re.Match[str]) -> _Atom:
    value, vague = read_words(match["words"])
    article = match["words"].lower() in ("a", "an", "one", "few", "half", "a few", "several")
    return _Atom(value, match.start(), match.end(), vague=vague, bare_article=article)


_RANGE = re.compile(r"\s?(?:-|–|—|to|bis|or|and|und)\s?", re.IGNORECASE)
_SCORE = re.compile(
    r"\s?(?:(?:times |answers |cases |items |replies |questions )?out of(?: every)?|of|/|von|in)\s?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(?:between|from|zwischen)\s*(?:about\s|around\s|~)?$", re.IGNORECASE)


def read_quantities(text: str, comma_is_decimal: bool = False) -> list[Quantity]:
    """Read every quantity of a text, in order; a range counts as its middle.

    >>> [(q.value, q.kind) for q in read_quantities("p99 < 1.2s, 2.8k labelled, half a cent")]
    [(1200.0, 'duration'), (2800.0, 'count'), (0.005, 'money')]
    >>> read_quantities("between 200 and 300 tokens")[0].value
    250.0
    """
    atoms = _atoms(text, comma_is_decimal)
    found: list[Quantity] = []
    at = 0
    while at < len(atoms):
        quantity, used = _quantity(text, atoms[at : at + 2])
        at += used
        if quantity is not None:
            found.append(_per_request(text, quantity))
            while at < len(atoms) and atoms[at].start < found[-1].end:
                at += 1
    return found


_PER_WORDS = (
    r"\s*(?:(?:for|per|a|an|each|every|pro|por|je)\s+|/\s*)+"
    r"(?P<many>thousand|1[,.]?000|1\s?k|k|hundred|100|million|1\s?m|1,000,000|mille|m|10k|10,000)?\s*"
    r"(?:(?P<tokens>(?:input |output )?(?:tokens?|tok)\b)|(?P<each>(?:api )?(?:{nouns})(?!\w)))|\s+(?P<alone>each)\b"
)
_MANY = {
    "thousand": 1e3,
    "k": 1e3,
    "mille": 1e3,
    "hundred": 100.0,
    "100": 100.0,
    "million": 1e6,
    "m": 1e6,
}
_NOUNS = (
    "requests?|req|calls?|query|queries|questions?|answers?|messages?|msgs?|repl(?:y|ies)|chats?|documents?|docs?|"
    "tickets?|conversations?|orders?|invoices?|predictions?|images?|items?|emails?|letters?|summar(?:y|ies)|"
    "responses?|hits?|runs?|pieces?|interactions?|translations?|transcripts?|inferences?|completions?|generations?|"
    "anfragen?|consultas?|solicitud(?:es)?|reviews?|comments?|claims?|jobs?|use|lookups?|search(?:es)?|enquir(?:y|ies)"
)
_PER = re.compile(_PER_WORDS.replace("{nouns}", _NOUNS), re.IGNORECASE)


_PER_THING = re.compile(r"\s*(?:per|for each|for every|/)\s*([a-z]+)", re.IGNORECASE)
_NO_REQUEST = frozenset(
    "second minute hour day week month year quarter annum user users seat gpu card token tokens employee person "
    "head node instance license licence thousand million hundred k s h mo run-time kwh team store hotel label page"
    " example sample training gb developer customer client desk site mille cent".split()
)


def _per_thing(text: str, quantity: Quantity) -> Quantity:
    """Money per menu, per parcel: whatever is made is a request."""
    match = _PER_THING.match(text, quantity.end)
    if match is None or match[1].lower() in _NO_REQUEST:
        return quantity
    kind = "per-request" if quantity.kind == "money" else "euro"
    return replace(quantity, kind=kind, end=match.end())


def _price(quantity: Quantity, match: re.Match[str], tokens: float) -> Quantity:
    """Money for tokens, as the price of a million of them."""
    kind = "price-" + match["tokens"].split()[0].lower() if " " in match["tokens"] else "price"
    value = round(quantity.value * 1e6 / tokens, 9)
    return replace(quantity, kind=kind, value=value, low=value, high=value, end=match.end())


def _per_request(text: str, quantity: Quantity) -> Quantity:
    """Turn money for a request, or for a thousand of them, into money a request."""
    match = _PER.match(text, quantity.end) if quantity.kind in ("money", "euro") else None
    if match is None:
        return _per_thing(text, quantity) if quantity.kind in ("money", "euro") else quantity
    many = re.sub(r"[\s,.]", "", (match["many"] or "").lower())
    number = re.fullmatch(r"(\d+)(k|m?)", many)
    scale = _MANY.get(many) or (int(number[1]) * _LETTERS.get(number[2], 1.0) if number else 1.0)
    if match["tokens"]:
        return _price(quantity, match, scale)
    kind = "per-request" if quantity.kind == "money" else "euro"
    values = {name: round(getattr(quantity, name) / scale, 15) for name in ("value", "low", "high")}
    return replace(quantity, kind=kind, end=match.end(), **values)


def _quantity(text: str, atoms: list[_Atom]) -> tuple[Quantity | None, int]:
    first = _with_unit(text, atoms[0])
    if len(atoms) == 1 or atoms[1].start - atoms[0].end > 24:
        return first, 1
    second = _with_unit(text, atoms[1])
    if second is None:
        return first, 1
    score = _score(text, atoms, second)
    if score:
        return score, 2
    between = text[(first or atoms[0]).end : atoms[1].start]
    if _RANGE.fullmatch(between) and _is_range(text, atoms, between, first, second):
        return _middle(atoms, first, second), 2
    return first, 1


def _is_range(
    text: str, atoms: list[_Atom], between: str, first: Quantity | None, second: Quantity
) -> bool:
    word = between.strip().lower()
    if word in ("and", "und") and not _BETWEEN.search(
        text[max(0, atoms[0].start - 20) : atoms[0].start]
    ):
        return False
    same_kind = first is None or first.bare or first.kind == second.kind
    return (
        same_kind
        and 0 <= atoms[0].value
        and (atoms[0].value < atoms[1].value or atoms[0].value < second.value)
    )


def _middle(atoms: list[_Atom], first: Quantity | None, second: Quantity) -> Quantity:
    factor = second.value / atoms[1].value if atoms[1].value else 1.0
    low = atoms[0].value * factor if first is None or first.bare else first.value
    if atoms[1].letter and not atoms[0].letter and low < 1000:
        low *= _LETTERS[atoms[1].letter]
    if low > second.value:
        low = atoms[0].value * factor
    middle = round((low + second.value) / 2, 12)
    return replace(second, value=middle, start=atoms[0].start, low=low, high=second.value)


def _score(text: str, atoms: list[_Atom], second: Quantity) -> Quantity | None:
    between = text[atoms[0].end : atoms[1].start]
    part, whole = atoms[0].value, atoms[1].value
    usual = whole in (3, 4, 5, 10, 20, 50, 100) or ("out of" in between and whole > 2)
    if not _SCORE.fullmatch(between) or not 0 <= part <= whole or not usual:
        return None
    if between.strip() == "/" and whole not in (10, 100):
        return None
    share = part / whole
    return Quantity(share, "score", atoms[0].start, second.end, share, share)


def _with_unit(text: str, atom: _Atom) -> Quantity | None:
    table, pattern = _units()
    match = pattern.match(text, atom.end)
    unit = match[1].lower() if match else ""
    if match and match[0][:1] == "-" and table[unit][0] == "count":
        match = None
    if atom.currency:
        kind = "money" if "$" in atom.currency else "euro"
        return _measure(atom, kind, 1.0, atom.end)
    if match is None:
        return None if atom.bare_article else _unitless(text, atom)
    kind, factor = table[unit]
    if atom.bare_article and kind not in ("duration", "money", "minutes"):
        return None
    if kind == "parameters" and atom.letter == "b":
        factor = 1e-9
    return _measure(atom, kind, factor, match.end())


_AFTER_B = re.compile(
    r"\s*(?:tokens?|requests?|calls?|queries|messages?|words|examples|records|docs|rows)\b", re.I
)
_PARAMS = re.compile(r"\s*-?(?:params?|parameters?)\b", re.I)
_YEAR = re.compile(r"(?:in|since|from|founded|established|seit|\(|spring|summer|of|©)\s*$", re.I)


def _unitless(text: str, atom: _Atom) -> Quantity:
    params = _PARAMS.match(text, atom.end)
    if (
        atom.letter == "b" and 1e8 <= atom.value <= 3e12 and not _AFTER_B.match(text, atom.end)
    ) or (params and atom.value >= 1e6):
        return _measure(atom, "parameters", 1e-9, params.end() if params else atom.end)
    before = text[max(0, atom.start - 14) : atom.start]
    if not atom.letter and 1900 <= atom.value <= 2100 and "," not in text[atom.start : atom.end]:
        if _YEAR.search(before):
            return _measure(atom, "year", 1.0, atom.end)
    kind = "decimal" if atom.decimals and abs(atom.value) < 1 else "count"
    return replace(_measure(atom, kind, 1.0, atom.end), bare=True)


def _measure(atom: _Atom, kind: str, factor: float, end: int) -> Quantity:
    value = round(atom.value * factor, 12)
    return Quantity(value, kind, atom.start, end, value, value, atom.vague, False, atom.decimals)
