"""What the person does besides stating facts: asks, skips, asks back, wants the answer."""

from agent.guided.reading.answer_figures import TOKENS_A_PAGE, counts_pages
from agent.guided.reading.findings import Finding
from agent.guided.reading.pairs import topic
from agent.guided.reading.reading import ReadFact
from agent.guided.reading.slots import slots
from agent.guided.reading.tagging import Sentence

_SHORT = 8
_LONGEST_ECHO = 3
_LONGEST_QUESTION = 500


def skips(read: list[Sentence], asked: str | None, found: list[Finding]) -> bool:
    """Tell whether the answer to the question is "don't know"."""
    if asked is None or not read or any(each.field == asked for each in found):
        return False
    if asks_back(read):
        return False
    head = read[0].clause(0) if read[0].tokens else range(0)
    return len(head) <= _SHORT + 4 and any(
        read[0].tokens[place].concepts & {"skip", "unsure"} for place in head
    )


def asks_back(read: list[Sentence]) -> bool:
    """Tell whether the person asks what a question means, or why it is asked."""
    return any(
        "ask-back" in sentence.concepts and (sentence.is_question or len(sentence.tokens) <= _SHORT)
        for sentence in read[:3]
    )


def wants_answer(read: list[Sentence]) -> bool:
    """Tell whether the person wants no more questions."""
    return any("answer-now" in sentence.concepts for sentence in read)


def questions(read: list[Sentence]) -> tuple[str, ...]:
    """Give the sentences that ask us something; what answers itself ("target? 90") asks nothing."""
    asked = []
    for number, sentence in enumerate(read):
        if _asks(sentence) and not _answers_itself(read, number):
            asked.append(sentence.text[:_LONGEST_QUESTION])
    return tuple(asked)


def _asks(sentence: Sentence) -> bool:
    if "injection" in sentence.concepts:
        return False
    opening = {"what", "what's", "whats", "how", "why", "which", "explain", "does"}
    opens = (
        bool(sentence.tokens) and sentence.tokens[0].word in opening and len(sentence.tokens) <= 30
    )
    return ("?" in sentence.text[-4:] and not _is_an_unsure_figure(sentence)) or opens


def _is_an_unsure_figure(sentence: Sentence) -> bool:
    """ "maybe 900 pages?" answers, and asks nothing."""
    guesses = sentence.tokens[0].concepts & {"filler", "maybe"} if sentence.tokens else ()
    asks = sentence.concepts & {"ask", "train", "gpu-thing"}
    return bool(guesses) and not asks and any(token.quantity for token in sentence.tokens)


def _answers_itself(read: list[Sentence], number: int) -> bool:
    if number + 1 >= len(read) or not read[number + 1].tokens:
        return False
    following = read[number + 1].tokens[0]
    echoes = len(read[number].tokens) <= _LONGEST_ECHO and not read[number + 1].is_question
    if echoes and topic(read[number], range(len(read[number].tokens))):
        return True  # "latency? no matter"
    short = len(read[number].tokens) <= 12
    return short and (
        bool(following.concepts & {"yes", "no", "skip", "unsure"}) or following.quantity is not None
    )


def unknown_fields(read: list[Sentence], found: list[Finding]) -> tuple[str, ...]:
    """Give the fields that the person says they don't know ("target? no idea")."""
    said = {finding.field for finding in found}
    fields = []
    for number, sentence in enumerate(read):
        for place, token in enumerate(sentence.tokens):
            if not token.concepts & {"unsure", "skip"}:
                continue
            field = topic(sentence, sentence.clause(place))
            if field is None and place <= 1 and number and read[number - 1].is_question:
                field = topic(read[number - 1], range(len(read[number - 1].tokens)))
            if field and field not in said and field not in fields:
                fields.append(field)
    return tuple(fields)


_MAGNITUDE = "magnitude."


def vague_numbers(
    text: str, read: list[Sentence], asked: str | None, found: list[Finding]
) -> tuple[ReadFact, ...]:
    """Give orders of magnitude ("thousands") for the field asked: no fact, yet not nothing."""
    if asked not in slots() or slots()[asked].kind not in ("count", "rate", "tokens"):
        return ()
    if not read or any(finding.field == asked for finding in found):
        return ()
    for place, token in enumerate(read[0].tokens):
        for concept in token.concepts:
            if concept.startswith(_MAGNITUDE):
                pages = slots()[asked].kind == "tokens" and counts_pages(read[0], place)
                value = int(concept.removeprefix(_MAGNITUDE)) * (TOKENS_A_PAGE if pages else 1)
                quote = text[token.start : token.end]
                return (ReadFact(field=asked, value=value, quote=quote, assumed=True),)
    return ()
