"""One value a field: corrections before what was said, said before assumed; and what follows."""

from dataclasses import replace

from agent.guided.reading.findings import Finding
from agent.guided.reading.tagging import Sentence
from tools.vocabulary import TaskProfile

_JOINS = frozenset({",", "and", "plus", "+", "&"})
_RESULTS = {
    "prompting_tried": ("prompting_quality", "prompting_meets_target", "few_shot_works"),
    "rag_tried": ("rag_quality", "rag_meets_target"),
}
"""A result tells that the thing was tried."""
_FIGURES = {
    "latency_is_tight": "latency_budget_ms",
    "cost_is_tight": "cost_per_query_budget_usd",
}
"""The words stand only where no figure was given."""


def settle(found: list[Finding], read: list[Sentence]) -> dict[str, Finding]:
    """Choose one finding a field: what is said before what is assumed, a correction before all."""
    chosen: dict[str, Finding] = {}
    for finding in found:
        old = chosen.get(finding.field)
        if old is None or _overrides(finding, old, read):
            chosen[finding.field] = finding
        elif _adds_up(finding, old, read):
            chosen[finding.field] = replace(old, value=old.value + finding.value, end=finding.end)
    return chosen


def _overrides(new: Finding, old: Finding, read: list[Sentence]) -> bool:
    later = new if new.sentence > old.sentence else old
    if new.sentence != old.sentence and "correction" in read[later.sentence].concepts:
        return later is new
    if new.field in _FIGURES.values() and _is_demanded(new, read) != _is_demanded(old, read):
        return _is_demanded(new, read)
    if new.field == "prompting_quality" and _is_of_examples(new, read):
        return bool(new.value > old.value)
    return old.assumed and not new.assumed


_DEMANDS = ("need", "most", "target", "allowed", "relaxed", "pay-up-to")


def _is_demanded(finding: Finding, read: list[Sentence]) -> bool:
    """Tell "we need 200 ms", a budget, from "it takes 900 ms", what is so today."""
    sentence = read[finding.sentence]
    clause = sentence.clause(_place(finding, sentence))
    return any(sentence.has(concept, clause) for concept in _DEMANDS)


def _place(finding: Finding, sentence: Sentence) -> int:
    start = finding.quantity.start if finding.quantity else finding.start
    return next(i for i, token in enumerate(sentence.tokens) if token.start >= start)


def _is_of_examples(finding: Finding, read: list[Sentence]) -> bool:
    """ "Zero-shot 71%, three shots 89%": the best prompt so far is the one with examples."""
    sentence = read[finding.sentence]
    clause = sentence.clause(_place(finding, sentence))
    return sentence.has("subj.fewshot", clause) or sentence.has("#shots", clause)


def _adds_up(new: Finding, old: Finding, read: list[Sentence]) -> bool:
    """ "15,000 interaction records, 3,000 guidelines" are 18,000 records."""
    if new.field != "knowledge_records" or new.sentence != old.sentence or new.start < old.end:
        return False
    tokens = read[new.sentence].tokens
    between = {token.word for token in tokens if old.end <= token.start < new.start}
    return bool(between) and between <= _JOINS


def followed(chosen: dict[str, Finding], known: TaskProfile) -> dict[str, Finding]:
    """Add what follows: a result was tried for, and two figures say whether the target is met."""
    derived = dict(chosen)
    for tried, results in _RESULTS.items():
        result = next((chosen[each] for each in results if each in chosen), None)
        if result is not None and (tried not in chosen or chosen[tried].value is False):
            derived[tried] = replace(result, field=tried, value=True)
    lookup = _looked_up(chosen)
    if lookup is not None and known.needs_external_knowledge is None:
        derived.setdefault(lookup.field, lookup)
    for subject in ("prompting", "rag"):
        verdict = _verdict(subject, chosen, known)
        if verdict is not None:
            derived[verdict.field] = verdict
    return {
        field: finding for field, finding in derived.items() if _FIGURES.get(field) not in derived
    }


def _looked_up(chosen: dict[str, Finding]) -> Finding | None:
    """Knowledge that is kept in records, or that moves, is most likely looked up."""
    changes = chosen.get("knowledge_changes")
    moves = changes if changes is not None and changes.value != "never" else None
    records = chosen.get("knowledge_records")
    source = records or moves
    trained_on = records is None and "domain_corpus_tokens" in chosen  # "45M tokens, more weekly"
    if source is None or source.assumed or trained_on:
        return None
    field = "needs_external_knowledge"
    return replace(source, field=field, value=True, assumed=True, quantity=None)


def _verdict(subject: str, chosen: dict[str, Finding], known: TaskProfile) -> Finding | None:
    """Compare two figures, of which at least one is new."""
    quality, target = chosen.get(f"{subject}_quality"), chosen.get("quality_target")
    new = quality or target
    reached = quality.value if quality else getattr(known, f"{subject}_quality")
    needed = target.value if target else known.quality_target
    if new is None or reached is None or needed is None:
        return None
    return replace(new, field=f"{subject}_meets_target", value=reached >= needed, quantity=None)
