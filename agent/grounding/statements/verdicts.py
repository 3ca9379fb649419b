"""Strategies and methods in an asserting position: only what was decided."""

import re
from collections.abc import Iterable
from functools import lru_cache

from agent.grounding.known.shelf import USERS
from agent.grounding.known.values import Known, Word
from agent.grounding.statements.asserting import goes_with_a_strategy, is_asserted, is_rejected
from agent.grounding.view import Found, View, hints
from agent.grounding.words.strategies import names, written

_DECIDING = frozenset(
    [
        "strategy",
        "recommendation",
        "recommended",
        "recommends",
        "approach",
        "verdict",
        "decision",
        "choice",
        "advice",
        "answer",
        "primary",
        "first_choice",
        "selected",
        "chosen",
    ]
)
_HINTS = hints(
    "tune tuned tuning fine finetune finetuning sft prompt prompting rag retrieval lora qlora q low"
    " pre pretraining continual continued continue domain unlearning structured constrained json"
    " few full fully better quantized supervised instruction machine bake baking train"
    " training burn"
    " teach cook write writing"
    " put store storing adapt update retrain customise custom trained further additional vector"
    " search look looking document semantic knowledge improve rewrite tweak sharpen more"
    " feintuning feinabstimmung ajuste affinage дообучение"
)


def check_verdicts(view: View, known: Known, corpus: str, whole: str, found: Found) -> None:
    """Check asserted strategies and methods against the decision in the results."""
    spoken = view.speaks_of(_HINTS) or _WITHOUT_BLANKS.search(view.text)
    if not spoken or view.text.rstrip().endswith("?") or _names_a_section(view):
        return
    _check_strategies(view, known, corpus, whole, found)
    _check_roles(view, known, found)
    methods = _methods(known)
    for name, start, end in names(view.text, "method"):
        if is_asserted(view.text, start, end) or goes_with_a_strategy(view.text, start, end):
            _check_method(name, (start, end), methods, corpus, found)


def _names_a_section(view: View) -> bool:
    """Whether it is a heading of one name: what stands below speaks of it, and advises nothing."""
    title = view.text.strip("# *:\n")
    return view.unit.kind == "heading" and any(
        (start, end) == (0, len(title)) for _, start, end in names(title, "strategy")
    )


def _check_strategies(view: View, known: Known, corpus: str, whole: str, found: Found) -> None:
    decided = _decided(known)
    for name, start, end in names(view.text, "strategy"):
        if is_asserted(view.text, start, end):
            _check_strategy(name, (start, end), view, known, decided, corpus, whole, found)
        elif decided and name in decided and is_rejected(view.text, start, end):
            why = f"the decision is {'+'.join(sorted(decided))}"
            found.fault((start, end), "wrong_strategy", why)
    for name, start, end in names(view.text, "paraphrase"):
        if decided and name not in decided and is_asserted(view.text, start, end):
            _check_strategy(name, (start, end), view, known, decided, corpus, whole, found)


_ROLES = (
    (frozenset(("runner_up", "second_choice", "next_best")), r"runner-?up|second choice|next best"),
    (frozenset(("fallback", "plan_b", "alternative")), r"fall-?back|plan B|alternative"),
)
"""Fields that name what is not the verdict, and how a sentence calls it."""


def _check_roles(view: View, known: Known, found: Found) -> None:
    """Refuse another runner-up, or another fallback, than the result has."""
    told = names(view.text, "strategy")
    for fields, called in _ROLES:
        given = [w for w in _of_fields(known, fields) if not w.superseded]
        for name, start, end in told if given else ():
            behind = re.match(rf"\W*(?:as|is|would be|,) (?:the |your |a )?(?:{called})\b",
                              view.text[end:], re.I)  # fmt: skip
            ahead = re.search(rf"\b(?:{called})(?: is| would be|:|,) (?:the )?$",
                              view.text[:start], re.I)  # fmt: skip
            if (behind or ahead) and not any(name in _strategy_parts(w) for w in given):
                found.fault((start, end), "wrong_strategy", f"{given[0].origin} is {given[0].text}")


_WITHOUT_BLANKS = re.compile("[一-鿿ぁ-ヿ]")


def _of_fields(known: Known, fields: Iterable[str]) -> list[Word]:
    return [word for name in fields for word in known.by_field.get(name, ())]


@lru_cache(maxsize=16)
def _decided(known: Known) -> frozenset[str]:
    current = [w for w in _of_fields(known, _DECIDING) if w.place == "result" and not w.superseded]
    whole = [w for w in current if not w.listed and "[" not in w.origin and _strategy_parts(w)]
    depth = min((w.origin.count(".") for w in whole), default=0)
    top = [w for w in whole if w.origin.count(".") == depth]
    parts: set[str] = set()
    for word in top:
        parts |= _strategy_parts(word)
    for word in (w for w in _of_fields(known, _METHOD_FIELDS) if w.text):
        if any(word.result == each.result and word.place == each.place for each in top):
            parts |= _strategy_parts(word)  # a method may be a strategy of its own
    return frozenset(parts)


def _strategy_parts(word: Word) -> set[str]:
    text = word.text.replace("_", " ").replace("+", " + ").lower()
    parts = {name for name, _, _ in names(text.replace("rag", "RAG"), "strategy")}
    if "sft" in text.split():
        parts.add("fine_tuning")
    return parts | ({"out_of_scope"} if "scope" in text else set())


def _check_strategy(
    name: str,
    span: tuple[int, int],
    view: View,
    known: Known,
    decided: frozenset[str],
    corpus: str,
    whole: str,
    found: Found,
) -> None:
    if not decided:
        if any(w.place == "result" and name in _strategy_parts(w) for w in known.words):
            return  # a result names it the cheaper one, say
        cited = view.citations or (view.unit.kind == "item" and "[" in whole)
        cited = cited or (bool(_CITED.search(view.before)) and "[" in whole)
        backed = cited and re.search(written("strategy")[name], corpus.partition(USERS)[0], re.I)
        if not backed and name != "prompting":
            found.fault(span, "wrong_strategy", "nothing was decided")
        return
    if name not in decided:
        told = view.text.lower()
        if "chapter" in told and name in corpus and not re.search(r"\byour?\b", told):
            return
        found.fault(span, "wrong_strategy", f"the decision is {'+'.join(sorted(decided))}")
        return
    heavy = decided & {"rag", "fine_tuning", "continual_pretraining"}
    missing = [each for each in heavy - {name} if not _spoken_of(each, whole)]
    alone = re.match(r"\s*(?:alone|only|on its own|by itself)\b", view.text[span[1] :], re.I)
    if missing and (alone or not re.search(r"\b(?:first|start|begin|then)\b", view.text, re.I)):
        found.fault(span, "wrong_strategy", f"the decision is {'+'.join(sorted(decided))}")


_CITED = re.compile(r"\[\d+\.\d+/[^\]]+\]\W*$")
"""The sentence before cites what this one draws its conclusion from."""


def _spoken_of(name: str, whole: str) -> bool:
    pattern = written("strategy").get(name)
    return pattern is None or bool(re.search(pattern, whole, re.I))


_METHOD_FIELDS = ("method", "methods", "recommended_method", "peft_method")


@lru_cache(maxsize=16)
def _methods(known: Known) -> frozenset[str] | None:
    """Methods that the results name; None where no result speaks of one."""
    said = _of_fields(known, _METHOD_FIELDS)
    deciding = {w.result for w in _of_fields(known, _DECIDING) if w.place != "args"}
    said = [w for w in said if w.result in deciding and w.place == "result"] or said
    named = {w.text.lower() for w in said if w.text}
    nulls = any(w.text == "" for w in said)
    return frozenset(named) if named or nulls else None


def _check_method(
    name: str, span: tuple[int, int], methods: frozenset[str] | None, corpus: str, found: Found
) -> None:
    if methods is not None:
        words = " ".join(methods).replace("_", "").split()
        if name in words or any(word.startswith(name) for word in words):
            return
        found.fault(span, "wrong_method", f"the method is {', '.join(sorted(methods)) or 'none'}")
        return
    pattern = written("method")[name]
    if not re.search(rf"(?<![A-Za-z])(?:{pattern})", corpus, re.I):
        found.fault(span, "wrong_method", "no source speaks of this method")
