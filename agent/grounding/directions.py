"""Up or down, over or under, cheaper or dearer: directions must be those of the sources."""

import re
from itertools import pairwise

from agent.grounding.labels import mentions
from agent.grounding.quantities import Quantity
from agent.grounding.values import Known, Value
from agent.grounding.view import Found, View, hints

_UP = re.compile(
    r"\b(?:rose|rises?|rising|increase[sd]?|increasing|improve[sd]?|improving|improvement"
    r"|gain(?:s|ed)?|grew|grows?|climb(?:s|ed)?|went up|goes up|jump(?:s|ed)?|higher|better|up"
    r"|lifts?|lifted|raises?|raised|boosts?|boosted|stieg|steigt)\b",
    re.I,
)
_DOWN = re.compile(
    r"\b(?:fell|falls?|falling|drop(?:s|ped)?|decline[sd]?|decrease[sd]?|decreasing|los(?:t|es|e"
    r"|ing|s)|went down|goes down|lower(?:s|ed)?|worse(?:ns|ned)?|down|slip(?:s|ped)?"
    r"|regress(?:es|ed)?|shrinks?|shrank|reduce[sd]?|cuts?|sank|suffer(?:s|ed)?|sinkt|fiel"
    r"|saves?|degrade[sd]?|hurts?)\b",
    re.I,
)
_COMPARED = re.compile(
    r"(?:,|\(|\b(?:is|stays?|are|remains?|was|lies|sits|comes in|lands|which is|so|and thus"
    r"|that is|i\.e\.)|[–—-])\s*(?:(?:well|just|still|far|comfortably|safely|clearly|slightly"
    r"|a little|even|therefore)\s+)*(?P<hedge>under|below|over|above|more than|less than|beyond"
    r"|past|within|exceeding|smaller than|larger than|higher than|lower than)\s+(?:the|our|your"
    r"|its|a|an|that)?\s*$",
    re.I,
)
_UNDERS = ("under", "below", "less than", "within", "smaller than", "lower than")
_MORE = (
    "more|better|higher|larger|bigger|greater|dearer|more expensive|longer|slower|pricier"
    "|costlier|heavier"
)
_LESS = "less|worse|lower|smaller|fewer|cheaper|shorter|faster|quicker|lighter"
_THAN_HINT = hints("than")
_THAN = re.compile(
    rf"\b(?:(?P<more>{_MORE})"
    rf"|(?P<less>{_LESS}))\b(?P<what>[^.;,:]{{0,40}}?)\bthan\b(?P<other>[^.;,:]*)",
    re.I,
)
_CHEAPER = re.compile(
    r"\b(?:is|are|comes out|turns out|works out|would be|will be)?\s*(?:the )?(?:clearly |still "
    r"|far |also )?(?P<cheap>cheaper|cheapest|less expensive|costs? less|saves? (?:you )?money"
    r"|wins(?: on cost)?|pays? off)\b|(?P<dear>\b(?:dearer|more expensive|costs? more|pricier"
    r"|loses on cost)\b)",
    re.I,
)
_SIDES = {
    "prompting": re.compile(r"\bprompt\w*|\bbase model\b|\blong prompts?\b", re.I),
    "tuned": re.compile(r"\b(?:fine[- ]?)?tun(?:ed|ing|e)\b", re.I),
    "rag": re.compile(r"\bRAG\b|\bretrieval\b", re.I),
}
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
        _check_signs(view, found)
    if not view.text.rstrip().endswith("?"):
        _check_cheaper(view, known, found)
        _check_than(view, known, found)
        _check_trends(view, known, found)


def _direction(text: str) -> int:
    """1 for up, -1 for down, 0 where the text says neither or both."""
    up, down = bool(_UP.search(text)), bool(_DOWN.search(text))
    return (up - down) * (-1 if _NEGATION.search(text) else 1)


def _check_changes(view: View, found: Found) -> None:
    """From X to Y, with a verb."""
    for low, high in zip(view.numbers, view.numbers[1:], strict=False):
        between = view.text[low.end : high.start]
        before = view.text[max(0, low.start - 60) : low.start]
        to = re.match(r"\s*(?:[^,.;]{0,12}?)(?:\bto\b|→|->)\s*", between)
        if not to or low.range_with is not None or low.measure.kind != high.measure.kind:
            continue
        head = re.split(r"[;:.]|\b(?:and|but|while)\b", before)[-1]
        said = _direction(head)
        if said and low.base != high.base and (high.base > low.base) != (said > 0):
            found.fault((low.start, high.end), "wrong_direction", "it goes the other way")


def _check_comparisons(view: View, found: Found) -> None:
    """One number, over or under the next."""
    for first, second in zip(view.numbers, view.numbers[1:], strict=False):
        between = view.text[first.end : second.start]
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
        if first.base != second.base and ((first.base < second.base) != under) != negated:
            found.fault(
                (first.end + match.start("hedge"), second.end),
                "wrong_direction",
                "it is the other way round",
            )


_MEASURED = re.compile(
    r"\b(?P<under>below|under|within|inside)\b|\b(?:above|over|beyond|exceed(?:s|ing)?|miss(?:es|ing)?)\b",
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


def _same_kind(a: Quantity, b: Quantity) -> bool:
    return (
        a.measure.kind == b.measure.kind
        and a.measure.per == b.measure.per
        and a.range_with is not b
    )


def _check_signs(view: View, found: Found) -> None:
    """Short where there is room, gained where it was lost."""
    for index, each in enumerate(view.numbers):
        values = [m.value for m in view.matches[index] if m.value.place == "result"]
        if not values or len(view.matches[index]) != len(values):
            continue
        around = _clause_around(view, each)
        faults = {
            _sign_fault(v, each, around)
            for v in values
            if v.terms & {"headroom", "drop", "gain", "saving"}
        }
        if (
            faults
            and "" not in faults
            and len(values)
            == len([v for v in values if v.terms & {"headroom", "drop", "gain", "saving"}])
        ):
            found.fault(each.span, "wrong_direction", faults.pop())


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
        and value.value * said.value > 0
        and direction > 0
        and "drop" not in {t for _, _, t in mentions(around)}
    ):
        return f"{value.origin} is a drop"
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


# --- which of two ------------------------------------------------------------------------------


def _check_cheaper(view: View, known: Known, found: Found) -> None:
    words = [
        w
        for w in known.words
        if w.field.lower() in ("cheaper", "winner", "cheapest") and not w.superseded and w.text
    ]
    if not words:
        return
    truth = {
        name
        for name, pattern in _SIDES.items()
        if any(pattern.search(w.text.replace("_", " ")) for w in words)
    }
    for match in _CHEAPER.finditer(view.text):
        before = re.split(r"[,;:](?!\d)|\b(?:and|but|while|so)\b", view.text[: match.start()])[-1]
        if (
            re.search(r"\bwas\b", before)
            or re.search(r"\b(?:if|unless|once|when|would|until|below|above)\b", view.text, re.I)
            or not truth
        ):
            continue
        subject = {name for name, pattern in _SIDES.items() if pattern.search(before)}
        if len(subject) != 1:
            continue
        cheap = bool(match["cheap"]) != bool(_NEGATION.search(before[-30:]))
        if (subject <= truth) != cheap:
            start = match.start() - len(before.lstrip())
            found.fault(
                (start, match.end()), "wrong_direction", f"{words[0].origin} is {words[0].text}"
            )


def _check_than(view: View, known: Known, found: Found) -> None:
    """A needs more than B, where the results hold both."""
    if not view.speaks_of(_THAN_HINT):
        return
    for match in _THAN.finditer(view.text):
        before = re.split(r"[;:]|,\s|\b(?:and|but|while|because)\b", view.text[: match.start()])[-1]
        mine = {t for _, _, t in mentions(before)} & known.vocabulary
        other = {t for _, _, t in mentions(match["other"])} & known.vocabulary
        what = {t for _, _, t in mentions(match["what"])} & known.vocabulary
        numbered = any(match.start("other") <= n.start < match.end() for n in view.numbers)
        if numbered or not mine - other or not other - mine:
            continue
        more = bool(match["more"]) != bool(_NEGATION.search(before))
        verdicts = _compare(
            known, frozenset(mine - other), frozenset(other - mine), frozenset(mine & other | what)
        )
        if verdicts and more not in verdicts:
            start = match.start() - len(before.lstrip())
            found.fault((start, match.end()), "wrong_direction", "the results say the opposite")


def _compare(
    known: Known, mine: frozenset[str], other: frozenset[str], shared: frozenset[str]
) -> set[bool]:
    """Whether mine is more than other, for every pair of values that differ in just these words."""
    values = [v for v in known.values if v.place == "result" and not v.date]
    sides = [(v, v.terms | v.context) for v in values]
    left = [(v, t) for v, t in sides if mine & t and not other & t]
    right = [(v, t) for v, t in sides if other & t and not mine & t]
    found = set()
    for (a, at), (b, bt) in [(x, y) for x in left[:40] for y in right[:40]]:
        if a.measure.kind != b.measure.kind or a.measure.per != b.measure.per or a.base == b.base:
            continue
        alike = a.terms - mine == b.terms - other or (a.terms == b.terms and a.result != b.result)
        if alike and shared & at == shared & bt:
            found.add(a.base > b.base)
    return found


def _check_trends(view: View, known: Known, found: Found) -> None:
    """A benchmark rose or fell, no numbers said."""
    if view.numbers or not known.trends or not _direction(view.text):
        return
    for part in view.parts:
        text = view.text[part.start : part.end]
        said = _direction(text)
        terms = {t for _, _, t in mentions(text)}
        for names, change in known.trends:
            if said and names & terms and change and (change > 0) != (said > 0):
                found.fault((part.start, part.end), "wrong_direction", "it went the other way")
                return
