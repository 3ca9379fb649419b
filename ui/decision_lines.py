"""A decision as lines for a terminal: the words of the conversation, identifiers in brackets."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agent.wording.cells import cell_in_words
from agent.wording.conditions import condition
from agent.wording.fields import field_in_words
from agent.wording.outcomes import outcomes
from agent.wording.phrases import capitalised, cite, sentence
from agent.wording.results.planning import method_in_words
from agent.wording.unknowns import settles, turning_point
from tools.vocabulary import in_words

Decision = Mapping[str, Any]


def decision_lines(decision: Decision) -> str:
    """Lay out a decision: strategy, method and reasons, what to do, what would change it."""
    return "\n".join(_lines(decision))


def _lines(decision: Decision) -> Iterator[str]:
    yield f"{capitalised(_strategy(decision['strategy']))}, {_standing(decision)}"
    yield f"Method: {method_in_words(decision['method'])} [{decision['method']}]"
    yield from _part("Because", map(_rule, decision["rules"]))
    yield from _part("Still possible", _still_possible(decision))
    yield from _question(decision)
    yield from _part("These can't all hold", decision["contradictions"])
    plan = decision["plan"]
    yield from _part(f"What to do [{plan['kind']}]", map(_step, plan["steps"]))
    yield from _chapter(decision["chapter"])
    yield from _part("Keep in mind", map(_remark, decision["advisories"]))
    yield from _part("Who disagrees", map(_remark, decision["dissent"]))
    yield from _part("What would change this", map(_change, decision["would_change"]))
    yield from _part("Taken for granted", map(_assumption, decision["assumptions"]))
    tried = (each for each in decision["experiments"] if settles(each))
    yield from _part("What would settle what nobody knows", map(_experiment, tried))
    yield from _part("When to decide again", map(_remark, decision["recheck"]))


def _standing(decision: Decision) -> str:
    if decision["status"] == "final":
        return "final: nothing that is still unknown can change it"
    return f"provisional: it stays with a likelihood of {decision['kept_share']:.0%}"


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        if at == 0:
            yield from ("", title)
        yield f"  - {line}"


def _strategy(name: str) -> str:
    return f"{in_words(name)} [{name}]"


def _field(name: str) -> str:
    return f"{capitalised(field_in_words(name))} [{name}]"


def _rule(rule: Decision) -> str:
    return f"{sentence(rule['because'])} [{rule['id']}] {cite(rule['source'])}"


def _still_possible(decision: Decision) -> list[str]:
    return [_strategy(each) for each in decision["possible"] if each != decision["strategy"]]


def _question(decision: Decision) -> Iterator[str]:
    question = decision["next_question"]
    if question is not None:
        yield from _part(f"Next question [{question['field']}]", _asked(question))
        yield f"  Questions to expect: about {max(1, round(decision['questions_left']))}"


def _asked(question: Decision) -> Iterator[str]:
    options = f" ({' / '.join(question['options'])})" if question["options"] else ""
    yield f"{question['text']}{options}"
    yield sentence(question["why"])


def _step(step: Decision) -> str:
    return f"{sentence(step['do'])} {sentence(step['because'])} {cite(step['source'])}"


def _chapter(chapter: Decision | None) -> Iterator[str]:
    if chapter is None:
        return
    said = [
        f"{capitalised(_strategy(chapter['strategy']))}: {sentence(chapter['because'])} "
        f"[{chapter['rule']}] {cite(chapter['source'])}"
    ]
    if chapter["differs_because"]:
        source = cite(chapter["differs_source"])
        said.append(f"Ours differs: {sentence(chapter['differs_because'])} {source}")
    yield from _part("The chapter's own procedure", said)


def _remark(remark: Decision) -> str:
    return f"{sentence(remark['text'])} [{remark['id']}] {cite(remark['source'])}"


def _change(flip: Decision) -> str:
    so = capitalised(condition(flip["field"], turning_point(flip)))
    return f"{so} [{flip['field']}]: {_strategy(flip['strategy'])}."


def _assumption(assumed: Decision) -> str:
    otherwise = assumed["otherwise"]
    other = f" Otherwise: {_strategy(otherwise)}." if otherwise else ""
    value = cell_in_words(assumed["value"])
    return f"{_field(assumed['field'])}: {value}. {sentence(assumed['because'])}{other}"


def _experiment(experiment: Decision) -> str:
    told = f"{sentence(experiment['text'])} {outcomes(experiment)}"
    return f"{told} [{experiment['field']}] {cite(experiment['source'])}"
