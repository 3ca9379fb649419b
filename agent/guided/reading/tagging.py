"""Words of a sentence with the concepts they stand for; a rule sees concepts, not words."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, takewhile

from agent.guided.reading.joining import PASSES
from agent.guided.reading.lexicon import WORD, lexicon
from agent.guided.reading.quantities import read_quantities
from agent.guided.reading.quantity import Quantity
from agent.guided.reading.tokens import Token, kinds_of


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
    marks = [(m.start(), m.end(), _word(m[0])) for m in WORD.finditer(piece)]
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
            tokens.append(_token("#", begin, quantity.end, start, kinds_of(quantity), quantity))
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
    for joined in PASSES:
        tokens = joined(tokens)
    return Sentence(piece, start, tuple(_with_soft_boundaries(tokens)))


def _word(found: str) -> str:
    """Give a word in small letters; the full stop behind "an RTX 4090." isn't part of it."""
    return found.lower().rstrip(".") if found[0].isdigit() else found.lower()


_SUBJECTS_OF_IS = frozenset(
    {"subj", "llm", "cost-noun", "latency-noun", "target-noun", "style-thing", "citation", "cloud"}
)


def _without_is(word: str) -> frozenset[str]:
    """Give the concepts of "prompting" for "prompting's fine"; the founder's tone stays his."""
    _, concepts = lexicon().longest([word.removesuffix("'s")])
    return concepts if concepts & _SUBJECTS_OF_IS else frozenset()


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


_LONGEST_FROM_COUNT = 4
"""Words from a count to "a minute" behind it."""


def _is_a_rate(quantity: Quantity, word: str, tokens: list[Token]) -> bool:
    """ "3 requests a minute": behind a count, a single minute or second says how often."""
    if word not in ("a", "an") or quantity.kind not in ("minutes", "duration"):
        return False
    before = tokens[-_LONGEST_FROM_COUNT:]
    counts = [each for each in before if each.quantity and each.quantity.kind == "count"]
    closed = any("boundary" in each.concepts or each.word == ":" for each in before)
    return bool(counts) and not closed


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
