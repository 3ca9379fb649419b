"""Alarms, limits and guarantees: statements against the flags of the results."""

import re

from agent.grounding.known.values import Flag, Known
from agent.grounding.numbers.measures import field_words
from agent.grounding.statements.saying import (
    claim_span,
    clause_up_to,
    current,
    current_or_told,
    is_negated,
    of_names,
    terms_of,
)
from agent.grounding.view import Found, View, hints
from agent.grounding.words.phrases import phrase

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
    r"\b(?:under|below|within|inside|beneath|short of|less than|clear of|this side of"
    r"|(?:the )?(?:safe|right|good) side of)\b(?: the"
    r"| our| its| your| that)?(?: \d+(?:\.\d+)? ?%)?(?: relative)?(?: alarm)? (?:line|threshold"
    r"|limit|bar|tolerance|alarm|mark)\b"
    r"|\bno (?:cause for )?alarm\b|\bno (?:sign of )?(?:significant |serious )?forgetting\b",
    re.I,
)


_ALARM = re.compile(r"\b(?:alarms?|red flags?)\b", re.I)
_RAISED_BEFORE = re.compile(
    r"\b(?:raise[sd]?|raising|trip(?:s|ped|ping)?|trigger(?:s|ed|ing)?|set(?:s|ting)? off"
    r"|sound(?:s|ed|ing)?|r(?:ing|ang|ung|ings)|fire[sd]?|cause[sd]?|there(?:'s| is| are| was)"
    r"|get(?:s|ting)?|g[oi]ven?|call(?:s|ed)? for|enough for|reason for|grounds for"
    r"|produce[sd]?|show[sn]?|cross(?:es|ed)?|in)"
    r"\s+(?:(?:the|an?|our|its|your|relative|forgetting|off)\s+)*$",
    re.I,
)
_RAISED_BEHIND = re.compile(
    r"\s*(?:(?:in|for|by) (?:the )?(?:relative )?(?:points|terms|per ?cent"
    r"|percentages?)\s+)?(?:(?:is|are|was|were|has been|have been|gets?|does|did|will"
    r"|would be)(?:n't| not)?\s+)?"
    r"(?:also\s+|already\s+|therefore\s+)?"
    r"(?:raised|triggered|tripped|set off|sounded|on\b|ringing|rings?\b|rang|go(?:es)? off|went off"
    r"|fires?\b|fired|sounds?\b|true|yes|active|justified|warranted|due|called for)",
    re.I,
)
_SILENT = re.compile(
    r"\s*(?:is|are|was|were|stays?|stayed|remains?|remained|keeps?|kept|flag)?\s*(?::\s*)?"
    r"(?:off|silent|quiet|clear|false|no|down|unlit|untouched)\b(?! off)",
    re.I,
)
_EVERY = re.compile(
    r"\b(?:both|all|every|each)\b(?: of)?(?: the| your| our| these)?"
    r"(?: (?:two|three|four|five|\d+))?(?: [a-z]+)?\s*$",
    re.I,
)
_QUANTIFIED = re.compile(
    r"\b(?:one|two|three|four|five|some|most|several|few|half|\d+|only) (?:out )?of\b", re.I
)
"""What is said of some of several things, no single flag decides."""


GUARANTEE_HINTS = hints(
    "guarantee provable certified garantiert certain sure bound completely fully definitely gone"
    " removed erased deleted forgotten unlearned proves ensures make makes verifiably truly surely"
)
_WEAK = re.compile(
    r"^(?:none|no|empirical|approximate|heuristic|weak|unproven|not? .*|best[ _-]effort|partial)",
    re.I,
)


_SAID_WEAK = re.compile(
    r"\s*(?:is|are|here is|would be|remains|:)?\s*(?:only|merely|just|at best)?\s*(?:an? )?"
    r"(?:approximate|empirical|heuristic|weak|partial|statistical|best[- ]effort)\b",
    re.I,
)


def check_alarms(view: View, known: Known, found: Found) -> None:
    flags = current_or_told(view, known, "alarm")
    if not flags:
        return
    for match, says in _alarm_claims(view.text):
        if phrase("condition").search(view.text[: match.start()]):
            continue
        part = next(p for p in view.parts if p.start <= match.start() < p.end)
        here = view.text[part.start : part.end]
        if _QUANTIFIED.search(here):
            continue
        group = _alarm_of(flags, here, view)
        if says and _EVERY.search(view.text[: match.start()]):
            group = [f for f in flags if f.names & terms_of(view.text)] or flags
            wrong = not all(f.value for f in group)
        else:
            wrong = all(f.value != says for f in group) or (
                not says and any(f.value for f in group)
            )
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
    taken = [match.span() for match, _ in claims]
    for match in _ALARM.finditer(text):
        says = _says_alarm(text, match)
        if says is not None and not any(a <= match.start() < b for a, b in taken):
            claims.append((match, says))
    claims += [(m, m["state"].lower() in ("on", "raised")) for m in _THE_ONE.finditer(text)]
    return claims


_THE_ONE = re.compile(
    r"\bthe (?:relative|absolute|points?) one (?:is |stays |was )?(?P<state>on|off|raised"
    r"|silent)\b",
    re.I,
)
_DEFINED = re.compile(r"\b(?:which|where|when|that (?:sets?|trips?)) (?:the |an? |our )?$", re.I)


def _says_alarm(text: str, match: re.Match[str]) -> bool | None:
    """Whether an alarm is said to be raised; None where the words leave it open."""
    before, after = clause_up_to(text, match), text[match.end() :]
    raised = _RAISED_BEFORE.search(before) or _RAISED_BEHIND.match(after)
    if re.match(r"\s*(?:line|threshold|limit|level|rule)", after) or _DEFINED.search(before):
        return None
    if is_negated(before + re.split("[,;]", after[:25])[0]):
        return False
    if _SILENT.match(after):
        return False
    return True if raised or not (before.strip() or after.strip(" .!")) else None


_THAT_ONE = re.compile(r"\W*(?:it|that|this|which)\b", re.I)
_AS_POINTS = re.compile(r"\d+(?:\.\d+)? (?:percentage )?points?\b", re.I)
"""An amount in points; which alarm is meant it doesn't say."""
_THERE = re.compile(r"\b(?:there|for (?:it|this one|that one))\W*$", re.I)


def _alarm_of(flags: list[Flag], text: str, view: View) -> list[Flag]:
    """The flags that a clause is about: of what it names, else of the whole, or of what is near."""
    if "points" in text.lower() and (ours := [f for f in flags if "points" in f.field]):
        return of_names(ours, terms_of(text)) or ours
    if not (named := of_names(flags, terms_of(text))):
        if _THERE.search(text) and (before := of_names(flags, terms_of(view.before))):
            return before
        ahead = view.text[: view.text.find(text)]
        around = terms_of(re.split(r"[;.]\s", ahead)[-1])
        if _THAT_ONE.match(text):
            numbers = {f"{n.value:g}" for n in view.numbers if n.end <= len(ahead)}
            if meant := of_names(flags, terms_of(ahead) | numbers):
                return meant
        named = [f for f in flags if f.names & around] or [f for f in flags if not f.names]
        named = named or of_names(flags, terms_of(view.before))
        text = _AS_POINTS.sub(" ", view.text)
    named = named or flags
    percent = "%" in text or "percent" in text
    for word, said in (("relative", percent), ("points", False)):
        if word in terms_of(text) or (said and "points" not in terms_of(text)):
            kind = [f for f in named if word in field_words(f.field)]
            named = kind or named
    return named


def check_guarantees(view: View, known: Known, found: Found) -> None:
    match = phrase("guarantee").search(view.text) if view.speaks_of(GUARANTEE_HINTS) else None
    if match is None:
        return
    flags = current(known, "guarantee")
    terms = terms_of(view.text)
    group = of_names(flags, terms) or [f for f in flags if not f.names]
    words = [w for w in known.words if "guarantee" in w.field.lower() and w.place == "result"]
    if weak := _SAID_WEAK.match(view.text, match.end()):
        if words and not any(_WEAK.match(w.text) for w in _nearest(words, terms, known)):
            found.fault((match.start(), weak.end()), "wrong_flag", f"it is {words[0].text}")
        return
    nothing = re.match(r"\s*(?:nothing|no\b|neither)", view.text[match.end() :])
    says = not is_negated(clause_up_to(view.text, match)) and not nothing
    wrong = bool(group) and all(f.value != says for f in group)
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
