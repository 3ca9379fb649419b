"""A decision in words: in a line or two while it is provisional, in full at the end."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from agent.wording.fields import field_in_words
from tools.vocabulary import in_words

Decision = Mapping[str, Any]


def so_far(decision: Decision, before: Decision | None = None) -> str:
    """Say the provisional strategy, and, unless it is the one from before, why."""
    rule = decision["rules"][0]
    others = [each for each in decision["possible"] if each != decision["strategy"]]
    if before and before["strategy"] == decision["strategy"]:
        return f"This still points to **{in_words(decision['strategy'])}**. {_open(others)}".strip()
    reason = (
        f"So far this points to **{in_words(decision['strategy'])}**. {sentence(rule['because'])}"
    )
    return f"{reason} {cite(rule['source'])} {_open(others)}".strip()


def _open(others: Sequence[str]) -> str:
    return f"Still possible: {'; '.join(in_words(each) for each in others)}." if others else ""


def in_full(decision: Decision) -> str:
    """Say the strategy, its reasons, the plan, what the chapter says, and what would change it."""
    return "\n\n".join(_parts(decision))


def what_is_new(decision: Decision, before: Decision) -> str:
    """Say what a decision says otherwise than the one told before: in full for another strategy."""
    if decision["strategy"] != before["strategy"]:
        return in_full(decision)
    told = _parts(before)
    new = [part for part in _parts(decision)[1:] if part not in told]
    stays = f"The answer stays **{in_words(decision['strategy'])}**."
    return "\n\n".join([stays, *new]) if new else f"{stays} {_first_step(decision)}".strip()


def _first_step(decision: Decision) -> str:
    steps = decision["plan"]["steps"]
    return f"It begins with: {sentence(steps[0]['do'])} {cite(steps[0]['source'])}" if steps else ""


def why(decision: Decision) -> str:
    """Say what a decision rests on."""
    return "\n".join(
        [
            f"**{capitalised(in_words(decision['strategy']))}**, because:",
            *(f"- {sentence(r['because'])} {cite(r['source'])}" for r in decision["rules"]),
        ]
    )


def what_changes(decision: Decision) -> str:
    """Say what would make a decision another one."""
    return _changes(decision) or "Nothing that I still ask for would change it."


def _parts(decision: Decision) -> list[str]:
    parts = [
        "\n".join(_verdict(decision)),
        "\n".join(_plan(decision)),
        _chapter(decision),
        _bullets("Keep in mind", decision["advisories"]),
        _bullets("Who disagrees", decision["dissent"]),
        _changes(decision),
        _assumptions(decision),
        _experiments(decision),
    ]
    return [part for part in parts if part]


def _verdict(decision: Decision) -> Iterator[str]:
    final = decision["status"] == "final"
    yield (
        f"**{capitalised(in_words(decision['strategy']))}**"
        + ("." if final else ", as far as can be told from what is known.")
        + _method(decision["method"])
    )
    for rule in decision["rules"]:
        yield f"- {sentence(rule['because'])} {cite(rule['source'])}"


def _method(method: str) -> str:
    words = {"full": "full fine-tuning", "lora": "LoRA", "qlora": "QLoRA", "api": "a vendor's API"}
    return f" Method: {words[method]}." if method in words else ""


def _plan(decision: Decision) -> Iterator[str]:
    steps = decision["plan"]["steps"]
    if steps:
        yield "**What to do**"
    for at, step in enumerate(steps, 1):
        yield f"{at}. {sentence(step['do'])} {sentence(step['because'])} {cite(step['source'])}"


def _chapter(decision: Decision) -> str:
    chapter = decision["chapter"]
    if chapter is None:
        return ""
    text = f"**The chapter's own procedure** answers {in_words(chapter['strategy'])}"
    text += f" ({chapter['rule']}): {sentence(chapter['because'])} {cite(chapter['source'])}"
    if chapter.get("differs_because"):
        text += (
            f" Ours differs: {sentence(chapter['differs_because'])} "
            f"{cite(chapter.get('differs_source'))}"
        )
    return text.strip()


def _bullets(title: str, remarks: Iterable[Mapping[str, Any]]) -> str:
    lines = [f"- {sentence(each['text'])} {cite(each['source'])}" for each in remarks]
    return "\n".join([f"**{title}**", *lines]) if lines else ""


def _changes(decision: Decision) -> str:
    lines = [
        f"- {capitalised(field_in_words(each['field']))}: {sentence(each['threshold'])} "
        f"Then {in_words(each['strategy'])}."
        for each in decision["would_change"]
    ]
    return "\n".join(["**What would change this**", *lines]) if lines else ""


def _assumptions(decision: Decision) -> str:
    lines = [
        f"- {capitalised(field_in_words(each['field']))}: {each['value']}. "
        f"{sentence(each['because'])}"
        + (f" Otherwise: {in_words(each['otherwise'])}." if each["otherwise"] else "")
        for each in decision["assumptions"]
    ]
    return "\n".join(["**Taken for granted**", *lines]) if lines else ""


def _experiments(decision: Decision) -> str:
    lines = [
        f"- {sentence(each['text'])} "
        + "; ".join(f"{word}: {in_words(to)}" for word, to in each["branches"].items())
        + f" {cite(each['source'])}"
        for each in decision["experiments"]
    ]
    return "\n".join(["**What would settle what nobody knows**", *lines]) if lines else ""


def sentence(text: str) -> str:
    """Begin a text with a capital and end it with a full stop.

    >>> sentence("retrieval keeps answers current")
    'Retrieval keeps answers current.'
    """
    text = capitalised(text.strip())
    return text if not text or text[-1] in ".!?:" else f"{text}."


def capitalised(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]


def cite(source: str | None) -> str:
    """Cite one source or several, parted by blanks, if they are anchors.

    >>> cite("14.1/ex/2 evidence/ovadia-2024")
    '[14.1/ex/2] [evidence/ovadia-2024]'
    """
    anchors = [
        each for each in (source or "").replace(";", " ").replace(",", " ").split() if "/" in each
    ]
    return " ".join(f"[{each}]" for each in anchors)


def listed(words: Iterable[str]) -> str:
    """List words as a sentence does.

    >>> listed(["RAG", "prompting", "both"])
    'RAG, prompting or both'
    """
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
