"""Topic and value side by side: "labelled data: 4,400", "citations? no", "target = 0.9"."""

from dataclasses import replace

from agent.guided.reading.answers import read_answer
from agent.guided.reading.findings import Finding
from agent.guided.reading.slots import slots
from agent.guided.reading.tagging import Sentence

_LONGEST_LABEL = 6
_LONGEST_QUESTION = 16
_MARKS = frozenset({":", "=", "-", "?", "–", "—"})
_VERDICTS = frozenset({"yes", "no", "yep", "yeah", "nope", "nah"})
_LONGEST_VERDICT = 4
_COUNTED = frozenset(
    {"freq", "request", "example", "label", "doc.unit", "filler", "be", "boundary", "most"}
    | {"least", "tokens"}
)
"""What may stand behind a number that answers a count."""


def read_pairs(read: list[Sentence]) -> list[Finding]:
    """Read "topic: value", "topic = value" and "topic? value", also over two sentences."""
    found: list[Finding] = []
    for number, sentence in enumerate(read):
        if sentence.void.get(len(sentence.tokens) - 1) not in (None, "question"):
            continue
        for label, value in _parts(sentence):
            found += _pair(sentence, label, sentence, value, number)
        if sentence.is_question and number + 1 < len(read):
            label, after = range(len(sentence.tokens)), read[number + 1]
            denies = after.has("no", after.clause(0)) and any(t.quantity for t in after.tokens)
            if len(label) <= _LONGEST_QUESTION and not denies:  # "500 examples? No, we have 85"
                found += _pair(sentence, label, after, after.clause(0), number + 1)
    return found


def topic(sentence: Sentence, places: range) -> str | None:
    """Give the field that the words name: of several the one that more of them name."""
    concepts = {concept for place in places for concept in sentence.tokens[place].concepts}
    named = [
        (len(wanted), -order, name)
        for order, (name, slot) in enumerate(slots().items())
        for wanted in slot.topics
        if wanted <= concepts
    ]
    return max(named)[2] if named else None


def _parts(sentence: Sentence) -> list[tuple[range, range]]:
    parts = []
    for place, token in enumerate(sentence.tokens):
        if token.word in _MARKS and 0 < place < len(sentence.tokens) - 1:
            label = range(sentence.clause(place - 1).start, place)
            value = range(place + 1, sentence.clause(place + 1).stop)
            if len(label) <= _LONGEST_LABEL or token.word == "?":
                parts.append((label, value))
        elif token.word in _VERDICTS and _ends_its_clause(sentence, place):
            parts.append((range(sentence.clause(place).start, place), range(place, place + 1)))
    return parts


def _ends_its_clause(sentence: Sentence, place: int) -> bool:
    """ "style yes, format no": one or two words of a topic, and the answer."""
    clause = sentence.clause(place)
    return place == clause.stop - 1 and 1 < len(clause) <= _LONGEST_VERDICT


def _pair(
    named: Sentence, label: range, said: Sentence, value: range, number: int
) -> list[Finding]:
    field = topic(named, label)
    if field is None or not value or not _answers(field, said, value):
        return []
    if slots()[field].kind == "duration" and not named.has("latency-noun", label):
        quantities = [said.tokens[at].quantity for at in value]
        if any(each and each.bare for each in quantities):
            return []  # "old answers: 5,100" tells no time
    told_of_now = len(label) > 1 and named.has("current", label)
    if told_of_now or (slots()[field].tight and said.has("current", value)):
        return []
    if _tells_of_trying(field, named, label, said, value):
        field = slots()[field].tried
    start = named.tokens[label.start].start
    answers = read_answer(field, said, value, number)
    return [replace(each, start=start) for each in answers if _fits(each, said, value)]


def _tells_of_trying(
    field: str, named: Sentence, label: range, said: Sentence, value: range
) -> bool:
    """ "RAG: no" and "prompting: yes, 80%" tell whether it was tried."""
    first = said.tokens[value.start].concepts
    return (
        bool(slots()[field].tried)
        and len(value) == 1
        and bool(first & {"yes", "no"})
        and not named.has("quality-noun", label)
    )


def _answers(field: str, said: Sentence, value: range) -> bool:
    """A question back answers nothing; a yes or no stands first, or in few words."""
    first = said.tokens[value.start].concepts
    if "ask" in first and said.is_question:
        return False
    return slots()[field].kind != "yes_no" or len(value) <= 3 or bool(first & {"yes", "no"})


def _fits(finding: Finding, said: Sentence, value: range) -> bool:
    """ "call centre: 60 indicators" counts indicators, not calls."""
    kind = slots()[finding.field].kind
    if kind not in ("count", "rate", "tokens", "memory", "money"):
        return True
    last = [place for place in value if said.tokens[place].end <= finding.end]
    following = said.tokens[last[-1] + 1 : last[-1] + 2] if last else ()
    if kind == "money":
        return not following or "freq" not in following[0].concepts
    if kind == "memory":
        return not following or "gpu-thing" not in following[0].concepts
    if topic(said, value) not in (None, finding.field):
        return False
    return not following or bool(following[0].concepts & _COUNTED)
