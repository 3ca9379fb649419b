"""Up or down, over or under, cheaper or dearer: directions must be those of the sources."""

import re
from itertools import pairwise

from agent.grounding.clauses import Clause
from agent.grounding.labels import mentions
from agent.grounding.quantities import Quantity
from agent.grounding.values import Known, Value
from agent.grounding.view import Found, View

_UP = re.compile(
    r"\b(?:rose|rises?|rising|increase[sd]?|increasing|improve[sd]?|improving|improvement"
    r"|gain(?:s|ed)?|grew|grows?|climb(?:s|ed)?|went up|goes up|jump(?:s|ed)?|higher|better|up"
    r"|ahead"
    r"|lifts?|lifted|raises?|raised|boosts?|boosted|stieg|steigt)\b",
    re.I,
)
_DOWN = re.compile(
    r"\b(?:fell|falls?|falling|drop(?:s|ped)?|decline[sd]?|decrease[sd]?|decreasing|los(?:t|es|e"
    r"|ing)|went down|goes down|lower(?:s|ed)?|worse(?:ns|ned)?|down|behind|slip(?:s|ped)?"
    r"|regress(?:es|ed)?|shrinks?|shrank|reduce[sd]?|cuts?|sank|suffer(?:s|ed)?|sinkt|fiel"
    r"|saves?|degrade[sd]?|hurts?)\b",
    re.I,
)
_COMPARED = re.compile(
    r"(?:,|\(|\b(?:is|stays?|are|remains?|was|lies|sits|comes in|lands|which is|so|and thus"
    r"|that is|i\.e\.)|[–—-])\s*(?:(?:well|just|still|already|now|far|comfortably|safely|clearly"
    r"|slightly"
    r"|a little|even|therefore)\s+)*(?P<hedge>under|below|over|above|more than|less than|beyond"
    r"|past|within|exceeding|smaller than|larger than|higher than|lower than)\s+(?:the|our|your"
    r"|its|a|an|that)?\s*"
    r"(?:(?:[\w-]+ ){0,3}(?:limit|budget|target|threshold|bar|line|goal|break-?even|cap"
    r"|ceiling|quota"
    r"|allowance|floor|mark|level)(?: point)?\s*(?:of|at|:|,)?\s*[$€£]?)?$",
    re.I,
)
_REACHES = re.compile(
    r"[^,.;:()]{0,40}?\b(?:(?P<over>reach(?:es|ed)?|clears?|cleared|exceeds?|pass(?:es)?|tops?"
    r"|surpass(?:es)?|beats?)|(?P<under>miss(?:es)?|falls? short of|undercuts?|stays?"
    r" (?:under|below)))"
    r"\s+(?:the |your |our |its |an? )?(?:[\w-]+ ){0,3}(?:limit|budget|target|threshold|bar"
    r"|line|goal"
    r"|break-?even|cap|ceiling|quota|allowance|floor|mark|level)(?: point)?\s*(?:of|at|:|,|\()?\s*"
    r"[$€£]?",
    re.I,
)
_UNDERS = ("under", "below", "less than", "within", "smaller than", "lower than")
_SHORTAGE = re.compile(
    r"\b(?:short|shortfall|missing|lacks?|lacking|too (?:much|little|small|big|large)|over"
    r"|exceed\w*|less|negative|minus|deficit|beyond|not enough|more than)\b",
    re.I,
)
_ROOM = re.compile(
    r"\b(?:free|spare|headroom|left|room|remaining|remains?|leaves?|leaving|to spare|margin)\b",
    re.I,
)
_NEGATION = re.compile(r"\b(?:not|no|never|nor|neither|\w+n't)\b", re.I)


def check_directions(view: View, known: Known, found: Found) -> None:
    """Check every statement of direction that numbers or results decide."""
    if view.numbers:
        _check_changes(view, found)
        _check_comparisons(view, found)
        _check_against_bar(view, found)
        _check_differences(view, found)
        _check_signs(view, found)
        _check_break_even(view, found)
    if not view.text.rstrip().endswith("?"):
        _check_trends(view, known, found)


_YIELDED = re.compile(r"\bg[ai]v(?:es?|ing) up\b", re.I)
_RAISED = re.compile(
    r"\brais\w+ (?:the |an? |no )?(?:alarms?|flags?|red flags?|questions?)\b", re.I
)


def _direction(text: str) -> int:
    """1 for up, -1 for down, 0 where the text says neither or both."""
    text = _RAISED.sub("", _YIELDED.sub("lost", text))
    up, down = bool(_UP.search(text)), bool(_DOWN.search(text))
    return (up - down) * (-1 if _NEGATION.search(text) else 1)


def _check_changes(view: View, found: Found) -> None:
    """From X to Y, with a verb."""
    for low, high in zip(view.numbers, view.numbers[1:], strict=False):
        between = view.text[low.end : high.start]
        before = view.text[max(0, low.start - 60) : low.start]
        to = re.match(r"\s*(?:[^,.;]{0,30}?)(?:\bto\b|→|->)\s*", between)
        if not to or low.range_with is not None or low.measure.kind != high.measure.kind:
            continue
        head = re.split(r"[;:.]|\b(?:and|but|while)\b", before)[-1]
        said = _direction(head)
        if said and low.base != high.base and (high.base > low.base) != (said > 0):
            verb = _UP.search(head) or _DOWN.search(head)
            start = low.start - len(head) + (verb.start() if verb else len(head))
            found.fault((start, high.end), "wrong_direction", "it goes the other way")


def _check_comparisons(view: View, found: Found) -> None:
    """One number, over or under the next."""
    for index, (first, second) in enumerate(pairwise(view.numbers)):
        between = view.text[first.end : second.start]
        held = view.matches[index + 1]
        if held and second.hedge and not any(match.exact for match in held):
            continue  # "a little over 2,000" is an amount of its own
        if _same_kind(first, second) and (verb := _REACHES.fullmatch(between)):
            _check_reached(first, second, verb, between, found)
            continue
        match = _COMPARED.search(between)
        if (
            not match
            or len(between) > 70
            or not _same_kind(first, second)
            or re.search(r"\b(?:to|and|than)\b", between[: match.start()])
        ):
            continue
        under = match["hedge"].lower() in _UNDERS
        negated = bool(_NEGATION.search(between[: match.start("hedge")]))
        a, b = _sizes(first, second)
        if a != b and ((a < b) != under) != negated:
            found.fault(
                (first.end + match.start("hedge"), second.end),
                "wrong_direction",
                "it is the other way round",
            )


_MEASURED = re.compile(
    r"\b(?P<under>below|under|within|inside)\b|\b(?:above|over|beyond|exceed(?:s|ing)?"
    r"|miss(?:es|ing)?)\b",
    re.I,
)
_BAR = re.compile(
    r"\s+(?:your|the|its|our)\s+(?:[\w-]+ ){0,2}(?:budget|target|limit|threshold|bar|goal|line)\b",
    re.I,
)
_AGAINST = re.compile(r"\s*(?:\(?against|vs\.?|versus|compared (?:with|to))\s+[$€£]?", re.I)


def _check_against_bar(view: View, found: Found) -> None:
    """Below the budget, then both numbers: 420 ms against 300 ms."""
    for first, second in pairwise(view.numbers):
        if not _AGAINST.fullmatch(view.text[first.end : second.start]):
            continue
        for match in _MEASURED.finditer(view.text[: first.start]):
            bar = _BAR.match(view.text, match.end())
            negated = bool(_NEGATION.search(view.text[max(0, match.start() - 20) : match.start()]))
            under = bool(match["under"]) != negated
            if bar and _same_kind(first, second) and (first.base < second.base) != under:
                span = (match.start(), bar.end())
                found.fault(span, "wrong_direction", "the numbers say the opposite")


def _check_reached(
    first: Quantity, second: Quantity, verb: re.Match[str], between: str, found: Found
) -> None:
    """Whether a number reaches the limit that is named behind the verb."""
    a, b = _sizes(first, second)
    over = bool(verb["over"]) != bool(_NEGATION.search(between))
    if a != b and (a > b) != over:
        span = (first.end + verb.start(), second.end)
        found.fault(span, "wrong_direction", "it is the other way round")


_STEP = re.compile(
    r"[^.;,:()\d]{0,24}?\b(?:(?P<more>more than|above|over|higher than|longer than|dearer than"
    r"|slower than|beyond|ahead of|up on)|(?P<less>less than|below|under|lower than|shorter than"
    r"|cheaper than|faster than|fewer than|short of|behind|down on))\b[^.;,:()\d]{0,24}[$€£]?",
    re.I,
)


def _check_differences(view: View, found: Found) -> None:
    """In "1.2 points above your 95%: 96.2%" the third number must lie on the side that is said."""
    for step, base in pairwise(view.numbers):
        match = _STEP.fullmatch(view.text[step.end : base.start])
        if match is None or step.hedge or base.date:
            continue
        size = step.base / 100 if step.measure.kind == "point" else step.base
        ends = {
            other.base > base.base
            for other in view.numbers
            if other.measure.kind == base.measure.kind and other is not step and size
            and abs(abs(other.base - base.base) - size) <= 0.02 * size
        }  # fmt: skip
        if len(ends) == 1 and ends != {bool(match["more"])}:
            span = (step.start, base.end)
            found.fault(span, "wrong_direction", "the numbers say the opposite")


def _sizes(a: Quantity, b: Quantity) -> tuple[float, float]:
    """Give both in one unit; where one is a rate and one is none, what they are per is left out."""
    if a.measure.per == b.measure.per:
        return a.base, b.base
    units = (q.measure.unit if q.measure.per else q.measure.factor for q in (a, b))
    first, second = units
    return a.value * first, b.value * second


def _same_kind(a: Quantity, b: Quantity) -> bool:
    plain = {a.measure.kind, b.measure.kind} <= {"", "count"}
    return (
        (a.measure.kind == b.measure.kind or plain)
        and (a.measure.per == b.measure.per or plain)
        and a.range_with is not b
    )


_SIGNED = frozenset(("headroom", "drop", "gain", "saving", "change", "delta"))


def _check_signs(view: View, found: Found) -> None:
    """Short where there is room, gained where it was lost."""
    for index, each in enumerate(view.numbers):
        values = [m.value for m in view.matches[index] if m.value.place == "result"]
        if not values or len(view.matches[index]) != len(values):
            continue
        around = _clause_around(view, each)
        faults = {_sign_fault(v, each, around) for v in values if v.terms & _SIGNED}
        if (
            faults
            and "" not in faults
            and len(values) == len([v for v in values if v.terms & _SIGNED])
        ):
            found.fault(_with_verb(view, each), "wrong_direction", faults.pop())


_APART = re.compile(r";|,|\b(?:but|while|whereas)\b")
_PAYS = re.compile(
    r"\b(?:wins?|winning|won|pays?|paying|paid|cheaper|worth\w*|better|ahead|sav(?:es?|ing)|beats?"
    r"|makes sense|break(?:s|ing)? even)\b",
    re.I,
)
_SIDE = re.compile(
    r"\b(?:(?P<below>under|below|less than|fewer than|up to|lower than|short of)"
    r"|above|over|more than|past|beyond|from|upwards of|higher than)\s+(?:\w+ ){0,2}$",
    re.I,
)


def _check_break_even(view: View, found: Found) -> None:
    """Tuning pays above the break-even, prompting below it."""
    for number, held in zip(view.numbers, view.matches, strict=True):
        if not any("break" in m.value.terms for m in held):
            continue
        before = view.text[: number.start]
        side, paying = _SIDE.search(before), list(_PAYS.finditer(before))
        if side is None or not paying:
            continue
        pays = paying[-1]
        if _APART.search(before, pays.end(), side.start()):
            continue
        named = [t for _, _, t in mentions(before[: pays.end()]) if t in ("tuned", "prompting")]
        negated = bool(_NEGATION.search(before[pays.start() - 20 : side.start()]))
        if named and ((named[-1] == "tuned") == bool(side["below"])) != negated:
            span = (side.start(), number.end)
            found.fault(span, "wrong_direction", "tuning pays above the break-even, not below it")


def _with_verb(view: View, each: Quantity) -> tuple[int, int]:
    """The span of a number together with the word of direction in its clause, if there is one."""
    part = next(p for p in view.parts if p.start <= each.start < p.end)
    spans = [each.span]
    for pattern in (_UP, _DOWN, _SHORTAGE, _ROOM):
        spans += [
            (part.start + m.start(), part.start + m.end()) for m in pattern.finditer(part.text)
        ]
    near = [s for s in spans if abs(s[0] - each.start) < 30]
    return min(start for start, _ in near), max(end for _, end in near)


def _sign_fault(value: Value, said: Quantity, around: str) -> str:
    if "headroom" in value.terms:
        short = bool(_SHORTAGE.search(around))
        if value.value < 0 and said.value > 0 and not short and _ROOM.search(around):
            return f"{value.origin} is {value.value:g}: it is short"
        if value.value > 0 and re.search(
            r"\b(?:short|shortfall|missing|lacks?|deficit)\b", around, re.I
        ):
            return f"{value.origin} is {value.value:g}: it is free"
        return ""
    direction = _direction(around)
    if (
        "drop" in value.terms
        and "loss" not in value.origin
        and value.value * said.value > 0
        and direction > 0
        and "drop" not in {t for _, _, t in mentions(around)}
    ):
        return f"{value.origin} is a drop"
    if value.terms & {"change", "delta"} and direction and (value.value > 0) != (direction > 0):
        return f"{value.origin} is {value.value:g}" if said.value * value.value < 0 else ""
    if "gain" in value.terms and value.value > 0 and direction < 0:
        return f"{value.origin} is a gain"
    if (
        "saving" in value.terms
        and value.value > 0
        and re.search(
            r"\b(?:costs? (?:you )?(?:\S+ ){0,4}more|extra|loses?|loss|dearer|more expensive)\b",
            around,
            re.I,
        )
    ):
        return f"{value.origin} is a saving"
    return ""


def _clause_around(view: View, each: Quantity) -> str:
    for part in view.parts:
        if part.start <= each.start < part.end:
            return view.text[part.start : part.end]
    return view.text


def _tells_no_change(view: View, part: Clause) -> bool:
    """Whether the numbers of a clause, if any, are where things began or ended, not by how much."""
    return all(
        held and all(m.value.terms & {"before", "after"} for m in held)
        for number, held in zip(view.numbers, view.matches, strict=True)
        if part.start <= number.start < part.end
    )


def _check_trends(view: View, known: Known, found: Found) -> None:
    """A benchmark rose or fell, no numbers said."""
    if not known.trends or re.search(r"\bthan\b", view.text):
        return
    if not (_UP.search(view.text) or _DOWN.search(view.text)):
        return
    for part in view.parts:
        text = view.text[part.start : part.end]
        said = _direction(text) if _tells_no_change(view, part) else 0
        terms = {t for _, _, t in mentions(text)}
        for names, change in known.trends:
            if said and names & terms and change and (change > 0) != (said > 0):
                found.fault((part.start, part.end), "wrong_direction", "it went the other way")
                return
