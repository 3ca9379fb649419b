"""Numbers of the user's: repeated as theirs, or refused; never a finding."""

import re

from agent.grounding.clauses.arithmetic import is_equation
from agent.grounding.clauses.clause import Context
from agent.grounding.known.matching import Match
from agent.grounding.known.values import Known, Value
from agent.grounding.numbers.measures import BARE
from agent.grounding.numbers.quantities import Quantity
from agent.grounding.view import View
from agent.grounding.words.phrases import phrase

SAID = re.compile(
    r"\b(?:you|user)(?:'ve| have| had)? (?:said|told|mentioned|stated|wrote|reported|gave|quoted"
    r"|noted|guess(?:ed)?|thought|assumed|suggested|proposed|claimed|expected|figured"
    r"|reckoned)\b|\bas you (?:say|said)\b"
    r"|\baccording to you\b|\byou(?:'ve| have) (?:said|told|mentioned|given)\b",
    re.I,
)
_YOURS = re.compile(
    r"\b(?:the |those |these |that )same\b|\byou (?:mention|say|give|report|quote|describe"
    r"|name)\b|\byour(?:s)?\b|\byou(?:'ve| have| had| get| expect| plan| serve| handle| bring"
    r"| collected| reported"
    r"|'re at"
    r"| are at| run| own| start| report"
    r"| measured| see| aim| want| asked| reach(?:ed)?| scored?| got)\b|\b(?:ihr|ihre|ihren|dein"
    r"|deine|votre|vos|su|sus|tu)\b",
    re.I,
)
_FINDING = re.compile(
    r"\b(?:needs?|takes?|requires?|costs?|uses?|totals?|is|are|was|will be|comes? (?:out )?(?:to"
    r"|at)|amounts? to|g[ia]ves?|yield(?:s|ed)|delivered|produced|says?|shows?|showed|returns?"
    r"|returned|estimates?|estimated"
    r"|spares?|gets|achieves|scores|reaches|puts? (?:you|it|us) at|brings?|lifts?|push(?:es)?"
    r"|raises?|computed|confirms?|found|saves?"
    r"|fits? in|equals?|reports?|reported|braucht"
    r"|kostet)\b[^.]{0,30}$",
    re.I,
)
_MEASURED = re.compile(
    r"\b(?:I|we|tools?|check|estimate|calculator|run) (?:have |has )?(?:measured?|found|find"
    r"|computed"
    r"|calculated|confirm(?:s|ed)|returned|shows?|gives?)\b|\b(?:measured|verified|computed"
    r"|confirmed"
    r"|estimated)\b(?! by you)"
    r"|\b(?:evaluation|eval|test|benchmark|measurement)s? (?:puts?|shows?|gives?|says?|has|have"
    r"|found|finds|confirms?)\b",
    re.I,
)
"""Nobody measured what the user said."""
_BY_THE_BOOK = re.compile(
    r"\b(?<!your )(?:chapter|section|passage|book|notes?|rules?|guide|handbook|literature|tools?"
    r"|calculator|comparison|estimate|analysis|check|calculation|results?)"
    r"(?: [\d.]+)? (?:recommends?|says?|advises?|states?|gives?|suggests?|asks? for|wants?|puts?"
    r"|names?|sets?|returns?|returned|shows?)\b",
    re.I,
)
"""What a source of ours is made to say, the user can't bear out."""
_NOT_DONE = re.compile(
    r"\b(?:ha[sv]en't|have not|has not|did not|didn't|was not|wasn't|never) (?:yet )?"
    r"(?:measured|computed|calculated|estimated|run|checked|tested|looked)\b",
    re.I,
)
_REACHED = re.compile(r"\b(?:reach\w*|achiev\w*|scor\w*|attain\w*|hit|got) (?:\w+ )?$", re.I)
_EXPECTED = frozenset(
    ("expect", "hope", "think", "guess", "want", "aim", "promise", "vendor", "claim", "target",
     "should", "would", "believe", "reckon", "suppose", "assume", "bet", "figure")
)  # fmt: skip
"""Words by which a user says that a number is none yet."""
_OF_ALL = re.compile(
    r"\s*(?:%|percent)?\s*(?:of|in) (?:all |most )?(?:the )?(?:companies|teams|firms"
    r"|organi[sz]ations"
    r"|businesses|enterprises|users|people|projects|customers|cases|deployments|models)\b",
    re.I,
)
"""A share of everybody is a finding, whoever brought it up."""
_GIVEN = re.compile(
    r"\b(?:at|with|for|on|under|given|of|from|against|the|in|using|bei|mit"
    r"|für)\s+(?:about\s+)?[$€£]?$",
    re.I,
)


_BEHIND = re.compile(
    r"(?:\s+(?!and\b|but\b|which\b)[\w-]+){0,4}?\s+(?:that )?you(?:'ve| have)? (?:also )?"
    r"(?:mention\w*|said|told (?:me|us)(?: about)?|told|gave|given|have|hold|handle|label\w*|named"
    r"|stated|describe\w*|serve|own|asked(?: for)?)\b",
    re.I,
)


def is_named_as_theirs(text: str, quantity: Quantity) -> bool:
    """Whether the words behind a number make it the user's: "the 900 tickets that you gave"."""
    return bool(_BEHIND.match(text, max(quantity.end, quantity.noun_end)))


def span_of_users(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of a number with the words that make it the user's: "the 900 that you gave"."""
    behind = _BEHIND.match(text, end)
    return start, behind.end() if behind else end


AS_YOU_SAID = re.compile(
    r"\b(?:as|like) you (?:said|say|guessed|thought|noted|wrote|suspected), (?:about )?$", re.I
)
_CLAUSE = re.compile(r"[,;:](?!\d)|\.\s")


_COMPARED = re.compile(
    r"\s*(?:[\w-]+ ){0,2}?(?:is|are|lies?|falls?|sits?|stays?|comes?) (?:well |far |just |still"
    r" |comfortably |already |only )?(?:above|below|over|under|within|beyond|past|more than|less"
    r" than|fewer than|short of|enough|plenty|too (?:few|many|little|much|small))\b"
    r"|\s*(?:[\w-]+ ){0,2}?(?:clears?|exceeds?|passes|misses)\b",
    re.I,
)
"""The number is what is compared; nothing is found out about it."""


def from_user(held: list[Match]) -> bool:
    return any(m.value.place in ("user", "args") for m in held)


def clause_before(view: View, each: Quantity) -> str:
    return _CLAUSE.split(view.text[max(0, each.start - 60) : each.start])[-1]


def _ahead_of_colon(before: str) -> str:
    """The words of the sentence ahead of a number, with what stands before a colon."""
    return re.split(r"[,;](?!\d)|\.\s", before)[-1]


def is_users(value: Value) -> bool:
    """Whether a number is the user's: said, pasted, or in a document of theirs."""
    return value.place in ("user", "pasted") or value.origin.startswith(("doc/", "upload"))


def may_repeat(view: View, each: Quantity, context: Context, match: Match) -> bool:
    """Whether a number of the user's is repeated as the user's, or rejected."""
    before = view.text[max(0, each.start - 50) : each.start]
    around = view.text[max(0, each.start - 70) : each.end + 40]
    if match.exact and match.value.place == "user" and is_equation(view.text):
        return True
    if match.value.place == "passage":
        cited = any(anchor == match.value.origin for _, _, anchor in view.citations)
        return cited or bool(phrase("a document").search(view.text))
    if match.value.place == "pasted":
        return bool(phrase("rejected").search(around) or phrase("pasted").search(around))
    everybody = _OF_ALL.match(view.text, each.end) and not _YOURS.search(view.text)
    ahead = _CLAUSE.split(before)[-1]
    measured = _MEASURED.search(_ahead_of_colon(before)) and not _NOT_DONE.search(ahead)
    if everybody or measured or _BY_THE_BOOK.search(ahead):
        return False
    if _YOURS.search(around) or SAID.search(view.text) or phrase("rejected").search(around):
        return True
    if _NOT_DONE.search(ahead):
        return True
    return _is_only_named(view, each, context, match, before)


def _is_only_named(view: View, each: Quantity, context: Context, match: Match, before: str) -> bool:
    """Whether a number is spoken of as something given, and nothing is found out about it."""
    if _FINDING.search(_CLAUSE.split(before)[-1]):
        return False
    if _COMPARED.match(view.text, each.end):
        return True
    expected = view.citations or _EXPECTED & (match.value.context | match.value.terms)
    if expected and _REACHED.search(before):
        return False
    shared = (match.value.terms | match.value.context) & (context.own | context.clause)
    return bool(shared) or bool(_GIVEN.search(before) and not _REACHED.search(before))


def rejects(view: View, each: Quantity, known: Known) -> bool:
    """Whether a number that the user brought is named to refuse it."""
    part = next(p for p in view.parts if p.start <= each.start < p.end)
    around = view.text[max(part.start - 20, 0) : part.end]
    if not (phrase("rejected").search(around) or phrase("pasted").search(view.text)):
        return False
    near = known.near("raw", "", each.value, 0.001)
    return any(is_users(v) and v.measure in (each.measure, BARE) for v in near)
