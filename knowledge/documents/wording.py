"""Labels by which plain text shows its structure: boxes, captions, questions, closing headings."""

import re
from typing import NamedTuple

from knowledge.documents.blocks import ASIDE, Block, Part


class Label(NamedTuple):
    """A line that opens a box or a question."""

    pattern: re.Pattern[str]
    part: Part
    level: int
    runs: int


_BOXES = (
    "Big Picture|Fun Note|Fun Fact|Key Insights?|Warning|Caution|Danger|Important|Note|Tip|Hint"
    "|Common Misconception|Misconception|Prerequisites|Appendix Reference|Library Shortcut"
    "|Real-World Scenario|Mental Model"
)
LABELS = (
    Label(re.compile(rf"(?:{_BOXES})"), "callout", ASIDE, 1),
    Label(
        re.compile(r"(?:Tip|Warning|Note|Common Misconception): .{3,80}[^.;,]"), "callout", ASIDE, 1
    ),
    Label(re.compile(r"(?:Real-World Scenario|Case Study)(?:: .{3,100})?"), "callout", ASIDE, 0),
    Label(re.compile(r"Research Frontier(?:: .{3,100})?"), "callout", ASIDE, 0),
    Label(re.compile(r"(?:Self-Check|Quiz|Check Your Understanding)"), "self-check", 1, 0),
    Label(re.compile(r"Q\d{1,2}[:.] .+"), "self-check", ASIDE, 0),
    Label(re.compile(r"(?:Exercise|Problem) \d[\d.]*\d?(?:[:.] .+)?"), "exercise", 2, 0),
    Label(
        re.compile(
            r"(?:Exercises|Key Takeaways|Summary|Conclusions?|What Comes Next|References"
            r"|References and Further Reading|Further Reading|Bibliography|Glossary|Abstract"
            r"|Introduction|Table of Contents|Contents)"
        ),
        "text",
        1,
        0,
    ),
)
"""A line that is one of these opens a part, blank lines around it or not."""

CAPTION = re.compile(
    r"(?:Figure|Fig\.|Table|Listing|Code Fragment|Code Listing|Abbildung|Tabelle)"
    r" \d[\d.]*(?:[:.](?: .*)?|\d?(?: [A-Z(“\"–—-].*)?)"
)
_PART_OF_A_BOOK = re.compile(r"(?:Part|Chapter|Appendix) [\dA-Z]{1,3}[:.] .+")
NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+[A-Z(].*")
_NO_HEADING = re.compile(r"Answer Sketch|Show Answer|Answer|Solution|Paper|Survey|Book|Blog|Yes|No")
"""Lines that stand alone and belong to what is above them."""
_LEFT_OVER_MARKUP = re.compile(r"\W*/?(?:div|span|section)\b[^.]*>")
_ENDS_A_SENTENCE = tuple(".,;!:…")


def labelled(line: str) -> Block | None:
    """Read a line that opens a box, a question or a closing part.

    >>> labelled("Key Insight").part, labelled("Q2: Why?").part, labelled("Plain words.")
    ('callout', 'self-check', None)
    """
    for label in LABELS:
        if label.pattern.fullmatch(line):
            return Block("heading", line, label.level, part=label.part, runs=label.runs)
    return None


def heading_in_a_line(line: str, depth: int) -> Block | None:
    """Read a line that stands alone as a heading; `depth` is the level of the numbered one above.

    >>> heading_in_a_line("4.2 Mitigation", 1).level, heading_in_a_line("Why it matters", 2).level
    (2, 3)
    >>> heading_in_a_line("It ends like a sentence.", 0)
    """
    words = line.split()
    if not 1 <= len(words) <= 14 or len(line) > 110 or line.endswith(_ENDS_A_SENTENCE):
        return None
    if _NO_HEADING.fullmatch(line):
        return None
    if numbered := NUMBERED.fullmatch(line):
        return Block("heading", line, numbered[1].count(".") + 1)
    if _PART_OF_A_BOOK.fullmatch(line):
        return Block("heading", line, 1)
    if line[0].isupper() and any(each.isalpha() for each in line):
        return Block("heading", line, depth + 1)
    return None


def is_left_over_markup(line: str) -> bool:
    """Say whether a line is a tag that lost its brackets."""
    return _LEFT_OVER_MARKUP.fullmatch(line) is not None
