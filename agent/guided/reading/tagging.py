"""Words of a sentence with the concepts they stand for; a rule sees concepts, not words."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, takewhile

from agent.guided.reading.lexicon import WORD, lexicon
from agent.guided.reading.quantities import read_quantities
from agent.guided.reading.quantity import Quantity


@dataclass(frozen=True)
class Token:
    """One word, quantity or mark, with its place in the text."""

    word: str
    start: int
    end: int
    concepts: frozenset[str] = frozenset()
    quantity: Quantity | None = None

    @property
    def is_boundary(self) -> bool:
        return "boundary" in self.concepts

    def encoded(self) -> str:
        tags = "".join(f"<{concept}>" for concept in sorted(self.concepts))
        return f" {';' if self.is_boundary else ''}{re.sub('[<> ;]', '_', self.word)}{tags}"


@dataclass(frozen=True)
class Sentence:
    """A sentence as tokens, and as the one string that patterns run over."""

    text: str
    start: int
    tokens: tuple[Token, ...]
    void: dict[int, str] = field(default_factory=dict)
    """Tokens that state no fact of the user's, with the reason (hypothetical, others, question)."""

    @cached_property
    def is_question(self) -> bool:
        return "?" in self.text[-4:]

    @cached_property
    def _encoded(self) -> list[str]:
        return [token.encoded() for token in self.tokens]

    @cached_property
    def encoded(self) -> str:
        return "".join(self._encoded)

    @cached_property
    def _offsets(self) -> list[int]:
        return [0, *accumulate(map(len, self._encoded))]

    @cached_property
    def concepts(self) -> frozenset[str]:
        return frozenset(concept for token in self.tokens for concept in token.concepts)

    def token_at(self, offset: int) -> int:
        """Give the index of the token that holds an offset of the encoded string."""
        return bisect_right(self._offsets, offset) - 1

    def clause(self, index: int) -> range:
        """Give the tokens of the clause that holds a token."""
        before = self._boundaries[bisect_left(self._boundaries, index) - 1]
        return range(before + 1, self._boundaries[bisect_right(self._boundaries, index)])

    @cached_property
    def _boundaries(self) -> list[int]:
        """Where clauses end, and the places before the first and behind the last token."""
        within = (place for place, token in enumerate(self.tokens) if token.is_boundary)
        return [-1, *within, len(self.tokens)]

    def has(self, concept: str, places: range) -> bool:
        return any(concept in self.tokens[place].concepts for place in places)


def tag(text: str, start: int, end: int, comma_is_decimal: bool = False) -> Sentence:
    """Read one sentence of a prepared text into tokens with concepts."""
    piece = text[start:end]
    quantities = {q.start: q for q in read_quantities(piece, comma_is_decimal)}
    marks = [(m.start(), m.end(), m[0].lower()) for m in WORD.finditer(piece)]
    tokens: list[Token] = []
    at = 0
    while at < len(marks):
        begin, finish, word = marks[at]
        quantity = quantities.get(begin)
        if quantity and (word in _NO_NUMBERS or _is_part_of_a_name(quantity, word, tokens)):
            quantity = None
        if quantity and _is_a_rate(quantity, word, tokens):
            quantity = None
        if quantity:
            length = _covered(marks, at, quantity.end)
            tokens.append(_token("#", begin, quantity.end, start, _kinds(quantity), quantity))
        else:
            words = [word for _, _, word in marks[at : at + 9]]
            length, concepts = _with_hyphens(marks, at, words)
            finish = marks[at + length - 1][1]
            abbreviates = word == "." and at + 1 < len(marks)
            if not concepts and word.endswith("'s"):
                concepts = _without_is(word) | {"possessive"}
            if "hyphen" not in concepts and not abbreviates:
                tokens.append(_token(word, begin, finish, start, concepts, None))
        at += max(length, 1)
    counted = _with_counted_frequencies(_with_ok_leading_on(_with_borrowed_units(tokens)))
    return Sentence(piece, start, tuple(_with_soft_boundaries(counted)))


_SUBJECTS_OF_IS = frozenset(
    {"subj", "llm", "cost-noun", "latency-noun", "target-noun", "style-thing", "citation", "cloud"}
)


def _without_is(word: str) -> frozenset[str]:
    """Give the concepts of "prompting" for "prompting's fine"; the founder's tone stays his."""
    _, concepts = lexicon().longest([word.removesuffix("'s")])
    return concepts if concepts & _SUBJECTS_OF_IS else frozenset()


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


_NO_NUMBERS = frozenset({"24/7", "7/7"})
_CARDS = frozenset({"2080", "3060", "3070", "3080", "3090", "4070", "4080", "4090", "5080", "5090"})
_BEFORE_CARDS = frozenset(
    {"a", "an", "the", "our", "my", "one", "single", "rtx", "gtx", "geforce", "on", "x", "#"}
)
_SERIES = frozenset({"rtx", "gtx", "geforce", "quadro", "radeon", "tesla", "titan", "rx"})
_FAMILIES = frozenset({"llama", "qwen", "gemma", "mistral", "phi", "deepseek", "gpt", "claude"})
_HIGHEST_VERSION = 10


def _is_part_of_a_name(quantity: Quantity, word: str, tokens: list[Token]) -> bool:
    """ "a 4090" is a card, "Llama 3.1" a version."""
    before = next((each.word for each in reversed(tokens) if each.word != "-"), "")
    card = word.rstrip(".")
    if card.rstrip("s") in _CARDS:
        return card.endswith("s") or before in _BEFORE_CARDS
    if before in _SERIES:
        return quantity.bare
    return quantity.bare and before in _FAMILIES and quantity.value < _HIGHEST_VERSION


def _is_a_rate(quantity: Quantity, word: str, tokens: list[Token]) -> bool:
    """ "3 requests a minute": behind a count, a single minute or second says how often."""
    if word not in ("a", "an") or quantity.kind not in ("minutes", "duration"):
        return False
    before = tokens[-_LONGEST_FROM_COUNT:]
    counts = [each for each in before if each.quantity and each.quantity.kind == "count"]
    closed = any("boundary" in each.concepts or each.word == ":" for each in before)
    return bool(counts) and not closed


_SMALL_USD = 1.0
"""Less than that is paid for a request, not for a project."""
_MANY_TOKENS = 1_000_000
"""More than fit into a prompt: a corpus."""
_MOST_TIMES = 24
"""More often a day than that, things are requests."""
_LONGEST_FROM_COUNT = 4
"""Words from a count to "a minute" behind it."""
_A_YEAR = {"freq.daily": 365, "freq.weekly": 52, "freq.monthly": 12, "freq.yearly": 1}
_OFTEN = ((200, "daily"), (40, "weekly"), (8, "monthly"), (3, "quarterly"), (0, "yearly"))


def _with_counted_frequencies(tokens: list[Token]) -> list[Token]:
    """Join "four times a year" to one frequency, the nearest that has a name."""
    found: list[Token] = []
    for place, token in enumerate(tokens):
        if token.quantity and token.quantity.kind in ("duration", "minutes") and found:
            token = _every_so_often(found, token)
        often = next((_A_YEAR[c] for c in token.concepts if c in _A_YEAR), None)
        times = tokens[place - 1].word in ("times", "time") if place > 1 else False
        counted = tokens[place - 2].quantity if times else None
        if often and counted and counted.value <= _MOST_TIMES:
            a_year = often * counted.value
            name = next(name for least, name in _OFTEN if a_year >= least)
            start = tokens[place - 2].start
            del found[-2:]
            token = Token("#", start, token.end, frozenset({"freq", f"freq.{name}"}))
        found.append(token)
    return found


_LENT = ("duration", "money")


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
    return replace(token, quantity=measured, concepts=_kinds(measured))


def _every_so_often(before: list[Token], duration: Token) -> Token:
    """Join "every ten seconds" to one frequency, whose quantity stays the time between."""
    if before[-1].word not in ("every", "each"):
        return duration
    start = before.pop().start
    concepts = frozenset({"freq", "freq.each"})
    return Token("#", start, duration.end, concepts, duration.quantity)


def _kinds(quantity: Quantity) -> frozenset[str]:
    kinds = {f"#{quantity.kind}"}
    if quantity.kind == "money" and quantity.value < _SMALL_USD:
        kinds.add("#small-money")
    if quantity.kind == "tokens" and quantity.value >= _MANY_TOKENS:
        kinds.add("#many-tokens")
    return frozenset(kinds)


def _with_soft_boundaries(tokens: list[Token]) -> list[Token]:
    """Mark the dashes, colons and "and"s that end a clause; others only join words."""
    found: list[Token] = []
    for place, token in enumerate(tokens):
        ends = token.word == "-" or (token.word == ":" and place > 5)
        if ends or (token.word in _ANDS and _joins_clauses(found, tokens[place + 1 : place + 5])):
            shared = _shared_modal(found, tokens[place + 1 : place + 2])
            token = replace(token, concepts=token.concepts | {"boundary"} | shared)
        found.append(token)
    return [_marked_alone(token, found[place + 1 : place + 2]) for place, token in enumerate(found)]


_MODALS = frozenset({"must", "has", "have", "should", "shall", "needs", "need"})
_BARE_VERBS = frozenset({"tell", "citation", "lookup", "sound", "output-verb", "stay"})


def _shared_modal(read: list[Token], following: list[Token]) -> frozenset[str]:
    """Give an "and" the need of the verb before: "must be short and cite its source"."""
    clause = takewhile(lambda token: not token.is_boundary, reversed(read))
    modal = any("need" in each.concepts and each.word in _MODALS for each in clause)
    verb = following and following[0].concepts & _BARE_VERBS
    return frozenset({"need"}) if modal and verb else frozenset()


def _marked_alone(token: Token, following: list[Token]) -> Token:
    """Mark a bare number behind which nothing is named that it could count."""
    alone = not following or following[0].is_boundary
    if token.quantity is None or token.quantity.kind != "count" or not alone:
        return token
    return replace(token, concepts=token.concepts | {"#alone"})


_ANDS = ("and", "&", "und", "y")
_THERE = frozenset({"there", "there's"})
_SUBJECTS = frozenset({"it", "they", "we", "he", "she", "i"})
_VERBAL = frozenset({"verb", "be", "need", "current", "change", "tried", "quality-verb"})


def _joins_clauses(read: list[Token], ahead: list[Token]) -> bool:
    """Tell whether an "and" begins a clause: a subject or a verb of its own follows."""
    if not ahead:
        return False
    before = list(takewhile(lambda token: not token.is_boundary, reversed(read)))
    if ahead[0].concepts & {"pronoun", "own", "verb", "need"} or ahead[0].word in _THERE:
        return True
    if any(each.word in _SUBJECTS for each in ahead[1:]) and any(
        each.concepts & _VERBAL for each in before
    ):
        return True
    counts = next((each for each in ahead if not each.concepts & {"filler", "produce"}), ahead[0])
    if counts.quantity and before and not before[0].quantity:
        return any(each.quantity for each in before)
    if any(each.concepts & _VERBAL for each in before):
        return any(each.concepts & {"verb", "be"} for each in ahead[:4])
    return any("need" in each.concepts for each in ahead[:3]) and "need" not in ahead[-1].concepts


def _token(
    word: str, begin: int, end: int, start: int, concepts: frozenset[str], quantity: Quantity | None
) -> Token:
    return Token(word, start + begin, start + end, concepts, quantity)


def _covered(marks: list[tuple[int, int, str]], at: int, end: int) -> int:
    length = 0
    while at + length < len(marks) and marks[at + length][0] < end:
        length += 1
    return length


def _with_hyphens(
    marks: list[tuple[int, int, str]], at: int, words: list[str]
) -> tuple[int, frozenset[str]]:
    """Match phrases as if hyphens inside words were spaces."""
    kept = [
        (place, word)
        for place, word in enumerate(words)
        if word != "-" or not _inner_hyphen(marks, at + place)
    ]
    if not kept or kept[0][0] != 0:
        return 1, frozenset({"hyphen"})
    length, concepts = _phrase([word for _, word in kept])
    return kept[length - 1][0] + 1, concepts


def _phrase(words: list[str]) -> tuple[int, frozenset[str]]:
    """Match the longest phrase, unless a longer one begins inside and reaches further.

    In "is not good enough for us" it is "good enough for us", not "not good enough", that tells.
    """
    length, concepts = lexicon().longest(words)
    for at in range(1, length):
        inner, _ = lexicon().longest(words[at:])
        if inner > length and at + inner > length:
            return lexicon().longest(words[:at])
    return length, concepts


def _inner_hyphen(marks: list[tuple[int, int, str]], at: int) -> bool:
    begin, end, _ = marks[at]
    follows = at > 0 and marks[at - 1][1] == begin
    return follows and at + 1 < len(marks) and marks[at + 1][0] == end
