"""What governs a clause: negation, hypotheses, questions, others' figures, pasted orders."""

from dataclasses import replace
from itertools import pairwise

from agent.guided.reading.tagging import Sentence
from agent.guided.reading.text import ORDERS

_REACH = 8
_NEXT_TO = 4
_DENIED_WITHIN = 5


def negation(sentence: Sentence, first: int, last: int) -> int | None:
    """Give the place of the negation that governs the tokens: in them, before or behind them.

    It reaches through its clause; a list that ends with "or" or "nor" stays under it. Behind its
    subject only a full denial counts ("… is not possible").
    """
    start = _scope_start(sentence, first)
    for place in range(max(start, first - _REACH), last + 1):
        denies = "not" in sentence.tokens[place].concepts and not _answers(sentence, place)
        if (
            denies
            and not _gives_a_reason(sentence, place, first)
            and not _is_upper_bound(sentence, place, last)
        ):
            return place
    behind = range(last + 1, min(last + 1 + _DENIED_WITHIN, sentence.clause(last).stop))
    return next((at for at in behind if "denied" in sentence.tokens[at].concepts), None)


_REASONS = frozenset({"all", "everything", "we", "they", "there"})


def _gives_a_reason(sentence: Sentence, place: int, first: int) -> bool:
    """ "we don't do RAG as all facts are in the request": the reason is not denied."""
    between = sentence.tokens[place:first]
    ahead = sentence.tokens[place + 1 : first + 1]
    return any(
        each.word == "as" and following.word in _REASONS
        for each, following in zip(between, ahead, strict=False)
    )


def _is_upper_bound(sentence: Sentence, place: int, last: int) -> bool:
    """ "I don't expect more than a dozen": a dozen at most, which is no denial."""
    between = sentence.tokens[place + 1 : last + 1]
    more = next((at for at, each in enumerate(between) if "least" in each.concepts), None)
    return more is not None and any(each.quantity for each in between[more : more + 3])


def negated(sentence: Sentence, first: int, last: int) -> bool:
    """Tell whether a negation governs the tokens."""
    return negation(sentence, first, last) is not None


_ASKED_BY = frozenset({"how", "why", "whether"})


def is_asked(sentence: Sentence, place: int) -> bool:
    """Tell whether a word stands in an indirect question: "they ask how the app works"."""
    before = range(sentence.clause(place).start, place)
    return any(sentence.tokens[at].word in _ASKED_BY for at in before)


def of_a_benchmark(sentence: Sentence, place: int) -> bool:
    """Tell whether a figure is a public benchmark's: "MMLU 0.65", "scores 65% on MMLU"."""
    clause = sentence.clause(place)
    near = range(max(clause.start, place - _NEXT_TO), min(clause.stop, place + _NEXT_TO))
    return sentence.has("general.named", near)


def _answers(sentence: Sentence, place: int) -> bool:
    """ "no," and "no it …" and "it isn't:" answer something; they don't negate what follows."""
    following = next(iter(sentence.tokens[place + 1 : place + 2]), None)
    if following is None:
        return False
    no = sentence.tokens[place].word in ("no", "none")
    bare = no and (following.is_boundary or (place == 0 and following.word in _IT))
    return bare or following.word == ":"


_IT = frozenset({"it", "they", "we", "i", "that", "this", "he", "she"})


def _scope_start(sentence: Sentence, first: int) -> int:
    clause = sentence.clause(first)
    if clause.start < 2 or sentence.tokens[clause.start - 1].word != ",":
        return clause.start
    if sentence.has("pronoun", clause) or not _lists(sentence, clause):
        return clause.start
    return sentence.clause(clause.start - 2).start


def _lists(sentence: Sentence, clause: range) -> bool:
    return any(sentence.tokens[place].word in ("or", "nor", "oder") for place in clause)


def with_voids(sentence: Sentence) -> Sentence:
    """Mark the tokens that state no fact of the user's, each with the reason."""
    void: dict[int, str] = {}
    everywhere = range(len(sentence.tokens))
    if "injection" in sentence.concepts or ORDERS.search(sentence.text):
        void.update(dict.fromkeys(everywhere, "injection"))
    elif "suppose" in sentence.concepts:
        void.update(dict.fromkeys(_hypothesis(sentence), "hypothetical"))
    else:
        void.update(_questions(sentence))
        void.update(_conditions(sentence))
        void.update(_others(sentence))
        void.update(_later(sentence))
        void.update(_contrasted(sentence))
        void.update(_rejected(sentence))
        void.update(_undecided(sentence))
    return replace(sentence, void=void)


def _hypothesis(sentence: Sentence) -> range:
    """A hypothesis reaches to the end of its sentence, or to what is so instead ("but …")."""
    start = next(i for i, t in enumerate(sentence.tokens) if "suppose" in t.concepts)
    behind = range(start, len(sentence.tokens))
    end = next((i for i in behind if sentence.tokens[i].word == "but"), len(sentence.tokens))
    return range(sentence.clause(start).start if start else 0, end)


def _questions(sentence: Sentence) -> dict[int, str]:
    if not sentence.is_question:
        return {}
    for place, token in enumerate(sentence.tokens):
        opens = (
            place == 0 or sentence.tokens[place - 1].is_boundary or _follows_and(sentence, place)
        )
        if opens and ("ask" in token.concepts or token.word == "how"):
            return {at: "question" for at in range(place, len(sentence.tokens))
                    if not _owned(sentence, at, place)}  # fmt: skip
    return {}


def _follows_and(sentence: Sentence, place: int) -> bool:
    return sentence.tokens[place - 1].word in ("and", "or", "so", "then", "also", "well", ":", "¿")


def _owned(sentence: Sentence, place: int, opened: int) -> bool:
    """What stands behind "our" or "we have" in a question is a fact all the same."""
    before = range(max(sentence.clause(place).start, opened), place + 1)
    return any(
        sentence.tokens[at].word in ("our", "my", "we've", "i've")
        or (
            sentence.tokens[at].word in ("we", "i")
            and any(t.word in ("have", "own", "got") for t in sentence.tokens[at + 1 : at + 2])
        )
        for at in before
    )


def _conditions(sentence: Sentence) -> dict[int, str]:
    found: dict[int, str] = {}
    for place, token in enumerate(sentence.tokens):
        if "if" in token.concepts and _sets_a_condition(sentence, place):
            clause = sentence.clause(place)
            if not sentence.has("subj", clause) and not sentence.has("give-up", clause):
                found.update(dict.fromkeys(clause, "condition"))
    return found


def _sets_a_condition(sentence: Sentence, place: int) -> bool:
    """ "once it is live" does, "printed once and never revised" does not."""
    if sentence.tokens[place].word == "once":
        following = sentence.tokens[place + 1 : place + 2]
        return any(t.word == "the" or t.concepts & {"pronoun", "own"} for t in following)
    return sentence.tokens[place].word in ("if", "unless", "whether", "wenn", "falls")


def _rejected(sentence: Sentence) -> dict[int, str]:
    """ "We looked at a 13B, too large": neither it nor the clause that names it counts."""
    found: dict[int, str] = {}
    for place, token in enumerate(sentence.tokens):
        if "unfit" not in token.concepts or negated(sentence, place, place):
            continue
        clause = sentence.clause(place)
        named = sentence.clause(clause.start - 2) if clause.start > 1 else clause
        for places in (clause, named):
            if sentence.has("#parameters", places) or sentence.has("#memory", places):
                found.update(dict.fromkeys(places, "rejected"))
    return found


_OURS = frozenset({"we", "we've", "we're", "ours", "our", "i"})
_THEIRS = frozenset({"they", "they've", "theirs", "their"})


def _contrasted(sentence: Sentence) -> dict[int, str]:
    """ "They have 9,000 documents, we've got 1,750", "the rival gets 3,000, ours 260"."""
    first = sentence.clause(0) if sentence.tokens else range(0)
    heads = [sentence.tokens[0].word if sentence.tokens else ""]
    heads += [b.word for a, b in pairwise(sentence.tokens) if a.is_boundary]
    demands = sentence.has("need", first) or sentence.has("target", first)
    theirs = heads[0] in _THEIRS and not demands and _OURS.intersection(heads[1:])
    if theirs or ("ours" in heads[1:] and not sentence.has("own", first)):
        return dict.fromkeys(first, "others")
    return {}


def _undecided(sentence: Sentence) -> dict[int, str]:
    """ "a 13B, or a 34B": neither is chosen."""
    sizes = [at for at, token in enumerate(sentence.tokens) if "#parameters" in token.concepts]
    return {
        at: "undecided"
        for first, second in pairwise(sizes)
        if any(token.word == "or" for token in sentence.tokens[first:second])
        and second - first <= _NEXT_TO
        for at in (first, second)
    }


def _later(sentence: Sentence) -> dict[int, str]:
    """ "2 million requests a month next year" are not there yet."""
    places = [at for at, token in enumerate(sentence.tokens) if "not-yet" in token.concepts]
    return {at: "later" for place in places for at in sentence.clause(place)}


def _others(sentence: Sentence) -> dict[int, str]:
    """Others' clauses, and those after them until the user speaks of their own again."""
    found: dict[int, str] = {}
    speaking = False
    place = 0
    while place < len(sentence.tokens):
        clause = sentence.clause(place)
        if sentence.has("other", clause) or sentence.has("#year", clause):
            speaking = True
        elif sentence.has("own", clause) or sentence.tokens[clause.start].word == "but":
            speaking = False
        if speaking:
            found.update(dict.fromkeys(clause, "others"))
        place = clause.stop + 1 if clause.stop > place else place + 1
    return found
