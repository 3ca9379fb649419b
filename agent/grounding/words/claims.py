"""How a reply says that something was run, looked up or done, and what tools are about."""

import re
from functools import cache

from agent.grounding.words import rows, words
from agent.grounding.words.frames import filled

FRAMES = {
    "claims": (
        r"\b(?:I|we)(?:'ve| have)?(?: {just})*(?: have)? (?P<verb>{ran}|{did in the world})\b"
        r"(?P<object>(?:(?!\b(?:{next clause}|to find)\b)[^,.;:!?\n]){0,60})"
        r"|\b(?<=and )(?:then |also |even )?(?P<chained>{ran}|{did in the world})\b"
        r"(?P<more>(?:(?!\b{next clause}\b)[^,.;:!?\n]){0,60})"
        r"|\b(?P<passive>{the} (?:[\w-]+ ){0,3}(?:{calculator}|{planner}|{test}))"
        r" (?P<said>{says})\b"
        r"|\b(?P<noun>{the} (?:[\w-]+ ){0,3}(?:{calculator}|{planner}|{trial}))"
        r" (?:that |which )?(?:I|we)(?:'ve| have)? (?:just |also |already )*{made}\b"
        r"|\b(?:after|by|from|based on) {running} (?P<gerund>[^,.;:!?\n]{2,50})"
        r"|\b(?P<according>according to (?:the|our|my) (?:[\w-]+ ){0,3}{calculator})\b"
        r"|\bIch habe (?P<german>[^,.;:!?\n]{2,50}?) {berechnet}\b"
    ),
    "did in the world": r"^{did in the world}\Z",
    "looks up": "{looks up}",
    "measures": "{measures}",
    "found nothing": r"\b{nothing}(?: that| which)? $",
    "ran in the world": r"\b{real} {experiment}\b",
    "reckoning": r"\b{reckoning}\b",
    "set to": (
        r"\b(?:in|with|for|at|using) (?:a |the )?(?P<name>{precision or method})\b"
        r"|\b(?P<size>\d+(?:\.\d+)?) ?[bB]\b"
        r"|\b(?P<setting>{setting})\w*(?:[ _](?:size|len(?:gth)?))? (?:of |= ?)?"
        r"(?P<number>\d+(?:\.\d+)?)\b"
    ),
}
"""What stands around the words that say so."""


@cache
def claims(name: str) -> re.Pattern[str]:
    """Match words that say this of a run, a search or a deed.

    >>> claims("claims").search("So I ran the estimator.")["verb"]
    'ran'
    """
    return re.compile(filled(FRAMES[name], rows("claims.csv")), re.I)


@cache
def subjects() -> dict[str, frozenset[str]]:
    """Give the words that speak of each subject.

    >>> sorted(subjects()["storage"])
    ['disk', 'storage']
    """
    return {row["subject"]: frozenset(words(row["words"])) for row in rows("subjects.csv")}


@cache
def idle_in_fields() -> frozenset[str]:
    """Give the words that many a field has in its name, whatever its tool is about.

    >>> "samples" in idle_in_fields()
    True
    """
    return frozenset(w for row in rows("subjects.csv") for w in words(row["not_in_fields"]))
