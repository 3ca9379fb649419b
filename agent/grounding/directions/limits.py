"""One number over or under another, or a limit: the numbers themselves must say so."""

import re
from itertools import pairwise

from agent.grounding.directions.up_and_down import NEGATION
from agent.grounding.numbers.quantity import Quantity, sizes
from agent.grounding.view import Found, View

_COMPARED = re.compile(
    r"(?:,|\(|\b(?:is|stays?|are|remains?|was|lies?|sits?|stands?|comes? in|falls?|lands?|which is"
    r"|so|and thus|that is|i\.e\.)|'(?:re|s)\b|[–—-])\s*(?:(?:well|just|still|already|now|far"
    r"|comfortably|safely|clearly"
    r"|slightly"
    r"|a little|even|therefore)\s+)*(?P<hedge>under|below|over|above|more than|less than|beyond"
    r"|past|within|exceeding|smaller than|larger than|higher than|lower than|[<>≤≥]=?)\s*(?:the"
    r"|our|your"
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
_PASSES = re.compile(
    r"\s*(?:(?P<over>overshoots|exceeds|breaks|busts|blows(?: through)?)|(?P<under>undercuts"
    r"|undershoots"
    r"|(?:stays|keeps|remains) (?:under|below|within|inside)))\s+(?:your|the|our|its)?\s*[$€£]?",
    re.I,
)
_UNDERS = ("under", "below", "less than", "within", "smaller than", "lower than", "<", "<=", "≤")


def check_limits(view: View, found: Found) -> None:
    """Check every statement that one number lies over or under another."""
    _check_comparisons(view, found)
    _check_against_bar(view, found)
    _check_differences(view, found)
    _check_past_it(view, found)
    _check_how_much_more(view, found)


_IT_IS = re.compile(
    r"[^.;]{0,40}?\b(?:it'?s|it is|that is|that's|which is|being|so|thus"
    r"|therefore)\s+(?:an? )?[$€£]?$",
    re.I,
)
_MORE = re.compile(
    r"\s*(?:a (?:day|week|month|year) )?(?:(?P<more>more|dearer|slower|longer|higher|larger"
    r"|heavier)"
    r"|less|cheaper|faster|quicker|shorter|lower|smaller|lighter|fewer)\b(?! than)",
    re.I,
)


def _check_how_much_more(view: View, found: Found) -> None:
    """In "it takes 540 ms against 920 ms, so it's 380 ms faster" the first is what is spoken of."""
    for first, second, step in zip(view.numbers, view.numbers[1:], view.numbers[2:], strict=False):
        said = _MORE.match(view.text, max(step.end, step.rate_end))
        gap = abs(first.base - second.base)
        if said is None or not (_same_kind(first, second) and _same_kind(second, step)):
            continue
        against = _AGAINST.fullmatch(view.text[first.end : second.start])
        ahead = _IT_IS.fullmatch(view.text[second.end : step.start])
        if not (against and ahead) or abs(gap - step.base) > 0.02 * gap:
            continue
        if (first.base > second.base) != bool(said["more"]):
            span = (step.start, said.end())
            found.fault(span, "wrong_direction", "the numbers say the opposite")


_PAST_IT = re.compile(
    r"[^.;,]{0,30}?\b(?:(?P<over>past|above|over|beyond)|below|under|short of) (?:it|that|this)\b",
    re.I,
)


def _check_past_it(view: View, found: Found) -> None:
    """In "break-even is at 95,000 and your 60,000 are past it" the second is over the first."""
    for limit, number in pairwise(view.numbers):
        alike = _same_kind(limit, number)
        said = _PAST_IT.match(view.text, number.end) if alike else None
        if said is None:
            continue
        a, b = sizes(number, limit)
        negated = bool(NEGATION.search(view.text[number.end : said.end()]))
        if a != b and (a > b) != (bool(said["over"]) != negated):
            found.fault((number.end, said.end()), "wrong_direction", "it is the other way round")


def _check_comparisons(view: View, found: Found) -> None:
    """One number, over or under the next."""
    for index, (first, second) in enumerate(pairwise(view.numbers)):
        between = view.text[first.end : second.start]
        held = view.matches[index + 1]
        if not _same_kind(first, second):
            continue
        if held and second.hedge and not any(match.exact for match in held):
            continue  # "a little over 2,000" is an amount of its own
        if verb := _REACHES.fullmatch(between) or _PASSES.fullmatch(between):
            _check_reached(first, second, verb, between, found)
            continue
        match = _COMPARED.search(between)
        if (
            not match
            or len(between) > 70
            or re.search(r"\b(?:to|and|than|while|whereas|but)\b", between[: match.end()])
        ):
            continue
        under = match["hedge"].lower() in _UNDERS
        negated = bool(NEGATION.search(between[: match.start("hedge")]))
        negated = negated or bool(_NEITHER.search(view.text[: first.start]))
        a, b = sizes(first, second)
        if a != b and ((a < b) != under) != negated:
            found.fault(
                (first.end + match.start("hedge"), second.end),
                "wrong_direction",
                "it is the other way round",
            )


_NEITHER = re.compile(r"\b(?:neither|none of)\b(?:[^.;]|\.\d)*$", re.I)
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
            negated = bool(NEGATION.search(view.text[max(0, match.start() - 20) : match.start()]))
            under = bool(match["under"]) != negated
            if bar and _same_kind(first, second) and (first.base < second.base) != under:
                span = (match.start(), bar.end())
                found.fault(span, "wrong_direction", "the numbers say the opposite")


def _check_reached(
    first: Quantity, second: Quantity, verb: re.Match[str], between: str, found: Found
) -> None:
    """Whether a number reaches the limit that is named behind the verb."""
    a, b = sizes(first, second)
    over = bool(verb["over"]) != bool(NEGATION.search(between))
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


def _same_kind(a: Quantity, b: Quantity) -> bool:
    plain = {a.measure.kind, b.measure.kind} <= {"", "count"}
    return (
        (a.measure.kind == b.measure.kind or plain)
        and (a.measure.per == b.measure.per or plain)
        and a.range_with is not b
    )
