"""What is tried and measured: prompts, examples in them, retrieval, structured output."""

from dataclasses import dataclass

from agent.guided.reading.clauses import Clause
from agent.guided.reading.tokens import Token

SUBJECTS = ("subj.rag", "subj.fewshot", "subj.structured", "subj.prompt")
TRIED = {
    "subj.prompt": "prompting_tried",
    "subj.fewshot": "prompting_tried",
    "subj.rag": "rag_tried",
    "subj.structured": "structured_output_tried",
    "llm": "prompting_tried",
}
MEETS = {"subj.prompt": "prompting_meets_target", "subj.rag": "rag_meets_target"}
QUALITY = {
    "subj.prompt": "prompting_quality",
    "subj.fewshot": "prompting_quality",
    "subj.structured": "prompting_quality",
    "subj.rag": "rag_quality",
    "llm": "prompting_quality",
}
SHARES = ("#percent", "#score", "#decimal")
_IN_PROMPT = frozenset({"examples", "samples", "demos", "demonstrations"})
_HANDING = frozenset({"put", "paste", "add", "include", "putting", "adding", "with"})
_AUTHORS = frozenset({"his", "her", "hers", "their", "theirs", "him", "them"})


@dataclass
class Thread:
    """What the text was last about, and how long ago that was."""

    subject: str | None = None
    sentence: int = -9
    in_use: str | None = None
    """What is in use today, whose a score is where no subject is named."""
    scored: bool = False
    """Some score has been read."""
    outcome: str | None = None
    """The last verdict in words, as a concept."""
    score: float | None = None
    """The last score, whosever it was."""
    part: Token | None = None
    """The score told as a part of a whole, which a bare target shares ("8 of 10, need 9")."""

    def about(self, number: int) -> str | None:
        """Give the subject if it was spoken of in this sentence or the one before."""
        return self.subject if number - self.sentence <= 1 else None

    def take_up(self, clause: Clause) -> None:
        """Note the last subject a clause names."""
        named = [subject for _, subject in subjects_of(clause)]
        if named or _was_asked(clause):
            self.subject = last_of(named) if named else "subj.prompt"
            self.sentence = clause.number


_GIVING = frozenset({"give", "show", "feed", "given", "shown", "gave", "showed", "fed"})
_PUT_TO = frozenset({"pasted", "typed", "asked", "gave", "fed", "threw", "handed", "tried", "ran"})


def _was_asked(clause: Clause) -> bool:
    """ "A colleague pasted some into ChatGPT": that was a prompt."""
    return bool(clause.all_of("llm")) and bool(clause.words() & _PUT_TO)


def subjects_of(clause: Clause) -> list[tuple[int, str]]:
    """Give the subjects that a clause names, with their places."""
    found = []
    for place in clause.places:
        concepts = clause.token(place).concepts
        subject = next((each for each in SUBJECTS if each in concepts), None)
        if "#shots" in concepts or _gives_examples(clause, place):
            subject = "subj.fewshot"
        looked_up_only = "outside" in concepts and "tried" not in clause.sentence.concepts
        if subject and not (subject == "subj.rag" and looked_up_only):
            found.append((place, subject))
    return found


def _gives_examples(clause: Clause, place: int) -> bool:
    return _puts_examples(clause, place) or _takes_up(clause, place) or _hands_over(clause, place)


def _hands_over(clause: Clause, place: int) -> bool:
    """ "give it three old replies and it hits our tone"."""
    if clause.token(place).word not in _GIVING:
        return False
    to, count = clause.around(place + 1, place + 3), clause.around(place + 2, place + 5)
    it = bool(clause.words(to) & {"it"}) or "llm" in clause.concepts(to)
    return it and "#count" in clause.concepts(count)


def _takes_up(clause: Clause, place: int) -> bool:
    """ "without examples …, with five of them …"."""
    if clause.word_before(place) != "with":
        return False
    ahead = [clause.token(at).word for at in clause.around(place + 1, place + 3)]
    before = [each.word for each in clause.sentence.tokens[: clause.places.start]]
    return ahead == ["of", "them"] and bool({"examples", "samples", "shots"} & set(before))


def _puts_examples(clause: Clause, place: int) -> bool:
    """ "examples are in the prompt", "five of her letters in the prompt"."""
    if "in-prompt" not in clause.token(place).concepts:
        return False
    before = clause.around(place - 5, place)
    few = any(
        "#count" in clause.token(at).concepts and clause.token(at + 1).word == "of" for at in before
    )
    few = few or bool(clause.words(before) & _HANDING and clause.words(before) & _AUTHORS)
    return few or "example" in clause.concepts(clause.around(place - 4, place))


def last_of(named: list[str]) -> str:
    """Give the last subject; "few-shot prompting" and "examples in the prompt" are few-shot."""
    few_shot = "subj.fewshot" in named[-2:] and named[-1] == "subj.prompt"
    return "subj.fewshot" if few_shot else named[-1]


def has_examples(clause: Clause) -> bool:
    """Tell whether a prompt is spoken of with examples in it: few-shot, however it is said."""
    labelled = clause.all_of("label") and "in-prompt" not in clause.sentence.concepts
    return bool(clause.words() & _IN_PROMPT) and not labelled
