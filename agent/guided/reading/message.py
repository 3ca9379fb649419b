"""All possible facts of a message: the answer to the question, and what the words say besides."""

from agent.guided.reading.answers import read_answer
from agent.guided.reading.attempts import read_attempts
from agent.guided.reading.context import read_ellipsis, read_pages, read_ways_in
from agent.guided.reading.corrections import aimed, read_corrections, takes_back
from agent.guided.reading.findings import Finding, read_rules
from agent.guided.reading.pairs import read_pairs, topic
from agent.guided.reading.slots import slots
from agent.guided.reading.subjects import SUBJECTS, Thread
from agent.guided.reading.tagging import Sentence
from tools.vocabulary import TaskProfile

_LONGEST_ANSWER = 16
_LONGEST_ECHO = 6
_LIKE = {"domain_corpus_tokens": "knowledge_records", "task_changes": "knowledge_changes"}
"""What an answer about the one could be taken for besides."""
_HEDGES = ("maybe", "perhaps", "could", "might", "possibly")
_SCORES = ("prompting_quality", "rag_quality", "quality_target")
_LEADING_ON = frozenset(
    {"ok", "okay", "good", "great", "thanks", "cool", "well", "hm", "oh", "ah", ".", "!", ","}
)
"""Words of a sentence that only leads on to the next one."""
_SPEAKS_OF = {
    "prompting_quality": "subj.prompt",
    "prompting_meets_target": "subj.prompt",
    "rag_quality": "subj.rag",
    "rag_meets_target": "subj.rag",
    "few_shot_works": "subj.fewshot",
}
"""What a message is about from its first word, by the question before it."""
_OF_THE_PROMPT = ("prompting_quality", "prompting_meets_target")
_BY = frozenset({"with", "after", "by", "through", "once"})
"""Words before what a result was reached by."""
_ALSO_TELLS = ("prompting_tried", "few_shot_works", "prompting_meets_target", "rag_tried")
"""Fields that an answer on what was tried may tell along with it."""


def all_findings(
    read: list[Sentence], asked: str | None, known: TaskProfile, before: list[Sentence]
) -> list[Finding]:
    """Give every possible fact of a message, the answer to the question first."""
    if asked in _SPEAKS_OF and read and _tells_of_tuning(read[0]):
        asked = None
    if asked in _OF_THE_PROMPT and read and _tells_of_what_runs(read[0], known):
        asked = None
    found = _statements(read, _spoken_of(read, before) or _SPEAKS_OF.get(asked or ""), known)
    rates = {(f.field, f.sentence) for f in found if slots()[f.field].kind == "rate"}
    direct = _answer(read, asked, found, known)
    direct += [each for each in read_pairs(read) if (each.field, each.sentence) not in rates]
    told = {(each.field, each.sentence) for each in direct}
    told |= {(_LIKE[each.field], each.sentence) for each in direct if each.field in _LIKE}
    found = direct + [each for each in found if (each.field, each.sentence) not in told]
    found += read_ways_in(read, known, found)
    found += read_pages(read, found)
    found += read_ellipsis(read, found, before)
    return aimed(found + read_corrections(read, known, found), read, known)


def _spoken_of(read: list[Sentence], before: list[Sentence]) -> str | None:
    """Give what "we use it now" means behind "what is structured output?"."""
    says_it = any("tried" in each.concepts and _names_nothing(each) for each in read[:2])
    named = [name for each in before for name in SUBJECTS if name in each.concepts]
    return named[-1] if says_it and named else None


def _names_nothing(sentence: Sentence) -> bool:
    return "subj" not in sentence.concepts and any(
        t.word in ("it", "that") for t in sentence.tokens
    )


def _statements(read: list[Sentence], subject: str | None, known: TaskProfile) -> list[Finding]:
    thread = Thread(subject, 0) if subject else Thread()
    if known.rag_tried and known.rag_quality is None:
        thread.in_use = "subj.rag"
    thread.scored = any(getattr(known, each) is not None for each in _SCORES)
    found: list[Finding] = []
    for number, sentence in enumerate(read):
        if number == 0 and _leads_on(read):
            continue
        found += read_rules(sentence, number)
        found += read_attempts(sentence, number, thread)
    return found


def _answer(
    read: list[Sentence], asked: str | None, found: list[Finding], known: TaskProfile
) -> list[Finding]:
    """Read the answer to the question; a number that tells something else is none."""
    number = _answering(read, asked) if asked and asked in slots() else None
    if number is None or asked is None or _tells_of_the_other(asked, number, found):
        return []
    if takes_back(read[number]) and _corrects_another(asked, number, found, known):
        return []
    sentence = read[number]
    if slots()[asked].kind == "rate" and any(
        each.field == asked and each.sentence == number for each in found
    ):
        return []  # a rule has read the rate, with all its parts
    if slots()[asked].kind == "yes_no" and _tells_another_figure(asked, sentence, number, found):
        return []
    elsewhere = frozenset(f.quantity.start for f in found if f.quantity and f.field != asked)
    elsewhere |= _scores_beside_others(asked, found)
    for places in _answer_places(sentence, is_first=number == 0):
        if len(places) <= _LONGEST_ANSWER or slots()[asked].kind == "yes_no":
            answer = read_answer(asked, sentence, places, number, elsewhere)
            if answer:
                return [each for each in answer if not _is_part_of_another(each, asked, found)]
    return []


def _is_part_of_another(answer: Finding, asked: str, found: list[Finding]) -> bool:
    """ "The cloud is fine" says of the cloud, and not of the prompt asked about, that it's fine."""
    if isinstance(answer.value, int | float) and not isinstance(answer.value, bool):
        return False  # whose a figure is was told before
    own = set(_family(asked))
    if asked in _SPEAKS_OF or asked in ("quality_target", "prompting_tried"):
        own.update(_ALSO_TELLS)
    return any(
        each.field not in own
        and each.sentence == answer.sentence
        and (answer.value is False or (each.start, each.end) != (answer.start, answer.end))
        and each.start <= answer.start
        and answer.end <= each.end
        for each in found
    )


def _scores_beside_others(asked: str, found: list[Finding]) -> frozenset[int]:
    """Give where scores of something else stand among several ("the prompt gets 75%, need 85"),
    and where a target does ("88 would do")."""
    scores = {(f.sentence, f.field, f.start) for f in found if f.field in _SCORES}
    return frozenset(
        start
        for sentence, field, start in scores
        if field != asked
        and (field == "quality_target" or any(s == sentence and f != field for s, f, _ in scores))
    )


def _tells_another_figure(
    asked: str, sentence: Sentence, number: int, found: list[Finding]
) -> bool:
    """ "Actually latency must be below 150 ms" is neither yes nor no."""
    figures = any(f.quantity and f.field != asked and f.sentence == number for f in found)
    return figures and not sentence.concepts & {"yes", "no"}


def _tells_of_what_runs(sentence: Sentence, known: TaskProfile) -> bool:
    """With retrieval in place, "answers are right in 78%" tells of it, and not of a prompt."""
    runs = known.rag_tried and known.rag_quality is None
    of_answers = any("reply-thing" in token.concepts for token in sentence.tokens[:2])
    return bool(runs) and of_answers and "subj" not in sentence.concepts


def _tells_of_tuning(sentence: Sentence) -> bool:
    """ "Succeeds with tuning" and a checkpoint's score say nothing of the prompt alone."""
    if "subj.prompt" in sentence.concepts:
        return False
    words = [token.word for token in sentence.tokens]
    if {"checkpoint", "checkpoints"} & set(words):
        return True
    return any(
        token.concepts & {"retrain", "tuned"} and _BY & set(words[max(0, at - 3) : at + 1])
        for at, token in enumerate(sentence.tokens)
    )


def _corrects_another(asked: str, number: int, found: list[Finding], known: TaskProfile) -> bool:
    """ "No, we have 4,000 examples" puts a known figure right, and says no to nothing."""
    told = [f for f in found if f.quantity and f.field != asked and f.sentence == number]
    return any(getattr(known, f.field, None) not in (None, f.value) for f in told)


def _tells_of_the_other(asked: str, number: int, found: list[Finding]) -> bool:
    """ "RAG gets 89%" says nothing about the prompt."""
    subject = asked.partition("_")[0]
    told = {f.field.partition("_")[0] for f in found if f.sentence == number}
    return {"prompting": "rag", "rag": "prompting"}.get(subject) in told and subject not in told


def _family(asked: str) -> tuple[str, ...]:
    """Give the fields that an answer to a question may tell by its slot."""
    slot = slots()[asked]
    return (asked, slot.outcome, slot.tight, slot.tried)


def _answering(read: list[Sentence], asked: str) -> int | None:
    """The sentence that answers: the first, or the next behind an echo ("the forms? never") or
    where it takes the first back ("no. well, actually yes")."""
    if not read or "injection" in read[0].concepts:
        return None
    second = read[1] if len(read) > 1 else None
    if _leads_on(read):
        return None
    if second and "correction" in second.concepts and second.concepts & {"yes", "no"}:
        return 1
    answers = read[0].tokens and read[0].tokens[0].concepts & {"yes", "no"}  # "no, why?"
    if not read[0].is_question or (answers and read[0].tokens[1:2] != ()):
        return None if _is_torn(read[0]) else 0
    echoes = len(read[0].tokens) <= _LONGEST_ECHO and not read[0].void
    if echoes and topic(read[0], range(len(read[0].tokens))) not in (None, *_family(asked)):
        return None  # "few-shot? works" answers another question
    return 1 if echoes and second and not second.is_question else None


def _leads_on(read: list[Sentence]) -> bool:
    """ "ok. our own case: …" agrees to nothing."""
    return len(read) > 1 and all(token.word in _LEADING_ON for token in read[0].tokens)


def _answer_places(sentence: Sentence, is_first: bool) -> tuple[range, ...]:
    """The first clause, then the whole; behind a correction only what follows it."""
    whole = range(len(sentence.tokens))
    if is_first:
        return sentence.clause(0), whole
    corrected = [place for place in whole if "correction" in sentence.tokens[place].concepts]
    return (range(corrected[-1] + 1 if corrected else 0, whole.stop),)


def _is_torn(sentence: Sentence) -> bool:
    """ "could be 50, could be 5,000, I can't tell" and "maybe 50, maybe 500" are no number."""
    numbers = sum(token.quantity is not None for token in sentence.tokens)
    hedges = sum(token.word in _HEDGES for token in sentence.tokens)
    return numbers > 1 and (bool(sentence.concepts & {"unsure", "skip"}) or hedges > 1)
