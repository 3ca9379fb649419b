"""Alarms, limits and guarantees: statements against the flags of the results."""

import re

from agent.grounding.measures import field_words
from agent.grounding.saying import (
    CONDITIONAL,
    claim_span,
    clause_up_to,
    current,
    is_negated,
    of_names,
    terms_of,
)
from agent.grounding.values import Flag, Known
from agent.grounding.view import Found, View, hints

_OVER_LINE = re.compile(
    r"\b(?:over|above|beyond|past|exceed(?:s|ed|ing)?|cross(?:es|ed|ing)?|break(?:s|ing)?"
    r"|breach(?:es|ed)?|more than|violat\w+|trips?|tripped)\b(?: the| our| its| your"
    r"| that)?(?: \d+(?:\.\d+)? ?%)?(?: relative)?(?: alarm)? (?:line|threshold|limit|bar"
    r"|tolerance|alarm|mark)\b"
    r"|\b(?:los(?:t|es?|ing)|f[ae]ll(?:s|en)?|drop(?:s|ped)?|declined?|forgot|sank) (?:by"
    r" )?more than"
    r" (?:five|\d+(?:\.\d+)?) ?(?:%|percent)",
    re.I,
)


_UNDER_LINE = re.compile(
    r"\b(?:under|below|within|inside|beneath|short of|less than|clear of|this side of)\b(?: the"
    r"| our| its| your| that)?(?: \d+(?:\.\d+)? ?%)?(?: relative)?(?: alarm)? (?:line|threshold"
    r"|limit|bar|tolerance|alarm|mark)\b"
    r"|\bno (?:cause for )?alarm\b|\bno (?:sign of )?(?:significant |serious )?forgetting\b",
    re.I,
)


_ALARM = re.compile(r"\b(?:alarm(?:s|ed|ing)?|red flag)\b", re.I)


_GUARANTEE = re.compile(
    r"\b(?:guarantee[sd]?|guaranteeing|provabl[ye]|certified|certifiabl[ye]|garantiert"
    r"|(?:(?:is|are|be|being) )?(?:certain|sure|bound) to be (?:gone|removed|erased|deleted"
    r"|forgotten|unlearned)|(?:certainly|definitely|surely|provably|completely|fully"
    r"|verifiably|truly"
    r"|without (?:a )?trace|for good|beyond doubt) (?:gone|removed|erased|deleted|forgotten"
    r"|unlearned)|(?:gone|removed|erased|deleted|forgotten|unlearned) (?:for certain|for sure"
    r"|beyond (?:any )?doubt|with certainty|without (?:a )?trace|completely|for good)"
    r"|makes? (?:sure|certain)|ensures?|proves? that)\b",
    re.I,
)


_GUARANTEED = hints(
    "guarantee provable certified garantiert certain sure bound completely fully definitely gone"
    " removed erased deleted forgotten unlearned proves ensures make makes verifiably truly surely"
)
_WEAK = re.compile(
    r"^(?:none|no|empirical|approximate|heuristic|weak|unproven|not? .*|best[ _-]effort|partial)",
    re.I,
)


def check_alarms(view: View, known: Known, found: Found) -> None:
    flags = current(known, "alarm")
    if not flags:
        return
    for match, says in _alarm_claims(view.text):
        if CONDITIONAL.search(view.text[: match.start()]):
            continue
        part = next(p for p in view.parts if p.start <= match.start() < p.end)
        here = view.text[part.start : part.end]
        near = here if of_names(flags, terms_of(here)) else view.text
        group = _alarm_of(flags, near, view.before)
        wrong = all(f.value != says for f in group) or (not says and any(f.value for f in group))
        if group and wrong:
            found.fault(
                claim_span(view, match),
                "wrong_flag",
                f"{group[0].origin} is {str(group[0].value).lower()}",
            )


def _alarm_claims(text: str) -> list[tuple[re.Match[str], bool]]:
    claims: list[tuple[re.Match[str], bool]] = []
    for match in _OVER_LINE.finditer(text):
        claims.append((match, not is_negated(clause_up_to(text, match))))
    for match in _UNDER_LINE.finditer(text):
        negated = not match.group().lower().startswith("no ") and is_negated(
            clause_up_to(text, match)
        )
        claims.append((match, negated))
    if not claims:
        for match in _ALARM.finditer(text):
            around = clause_up_to(text, match) + text[match.end() : match.end() + 25].split(",")[0]
            if not re.match(r"\s*(?:line|threshold|limit|level|rule)", text[match.end() :]):
                claims.append((match, not is_negated(around)))
    return claims


def _alarm_of(flags: list[Flag], text: str, before: str) -> list[Flag]:
    named = of_names(flags, terms_of(text)) or [f for f in flags if not f.names]
    named = named or of_names(flags, terms_of(before)) or flags
    percent = "%" in text or "percent" in text
    for word, said in (("relative", percent), ("points", False)):
        if word in terms_of(text) or (said and "points" not in terms_of(text)):
            kind = [f for f in named if word in field_words(f.field)]
            named = kind or named
    return named


def check_guarantees(view: View, known: Known, found: Found) -> None:
    match = _GUARANTEE.search(view.text) if view.speaks_of(_GUARANTEED) else None
    if match is None:
        return
    flags = current(known, "guarantee")
    terms = terms_of(view.text)
    group = of_names(flags, terms) or [f for f in flags if not f.names]
    nothing = re.match(r"\s*(?:nothing|no\b|neither)", view.text[match.end() :])
    says = not is_negated(clause_up_to(view.text, match)) and not nothing
    wrong = bool(group) and all(f.value != says for f in group)
    words = [w for w in known.words if "guarantee" in w.field.lower() and w.place == "result"]
    if not flags and words and says:
        wrong = all(_WEAK.match(w.text) or not w.text for w in _nearest(words, terms, known))
    if wrong:
        found.fault(claim_span(view, match), "wrong_flag", "the result guarantees no such thing")


def _nearest(words: list, terms: frozenset[str], known: Known) -> list:  # type: ignore[type-arg]
    """The guarantees of the options that the words name."""

    def names(word: object) -> frozenset[str]:
        parent = word.origin.rpartition(".")[0]  # type: ignore[attr-defined]
        beside = [
            w.text for w in known.words if w.origin.rpartition(".")[0] == parent and w is not word
        ]
        return (
            frozenset().union(*(terms_of(text.replace("_", " ")) for text in beside))
            if beside
            else frozenset()
        )

    scores = [(len(names(word) & terms), word) for word in words]
    best = max(score for score, _ in scores)
    return [word for score, word in scores if score == best]
