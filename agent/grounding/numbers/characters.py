"""Text as a reader sees it, with the way back to the characters that were written."""

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_PIECES = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31}\d{0,2});"  # HTML entities
    r"|</?[A-Za-z][^<>\n]{0,200}>"  # HTML tags
    r"|\\(?:text|mathrm|mathbf|mathit|operatorname|textbf|boxed)\s*(?=\{)"  # LaTeX wrappers
    r"|\\(?:times|cdot|approx|sim|leq?|geq?|pm|div|quad|qquad|left|right)(?![A-Za-z])"
    r"|\\[()\[\],;!:% $&#_{}]"
    r"|\\d?frac\s*\{[^{}\n]{1,30}\}\s*\{[^{}\n]{1,30}\}"
    r"|(?<=\d)\{,\}(?=\d)"
    r"|(?<![A-Za-z0-9_])_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?![A-Za-z0-9_])"
    r"|\*{1,3}(?=\S)|(?<=\S)\*{1,3}|~~|`+|[{}]"
    r"|[^\x00-\x7f]"
)
_LATEX = {
    "times": "×", "cdot": "×", "approx": "≈", "sim": "~", "le": "≤", "leq": "≤",
    "ge": "≥", "geq": "≥", "pm": "±", "div": "/", "quad": " ", "qquad": " ",
}  # fmt: skip
_SUPERSCRIPTS = {char: str(digit) for digit, char in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")} | {"⁻": "-"}
_QUOTES = dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛ʼ", "'")
_DASHES = dict.fromkeys("‐‑‒–—―﹘－", "–") | {"−": "−", "‐": "-", "‑": "-"}
_MARKS = {"×": "×", "≈": "≈", "≤": "≤", "≥": "≥", "€": "€", "£": "£", "¥": "¥", "µ": "µ"}
_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТХУаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTXYaeopcyxijsABEZHIKMNOPTYX"
)
_FIXED = (
    _QUOTES
    | _DASHES
    | _MARKS
    | {"約": "~", "约": "~", "٫": ".", "٬": ",", "٪": "%", "。": ". ", "、": ","}
    | {"…": "…", "½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}
)
_MARKUP = re.compile(r"[&<\\*`~{}_]")
_PLAIN = re.compile(r"[&<\\*`~{}]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_MATH = re.compile(r"\$\$[^$]{1,300}?\$\$|\$(?=\S)[^$\n]{1,120}?(?<=\S)\$(?![\d])")


@dataclass(frozen=True, slots=True)
class Folded:
    """Text to be read, and for each of its characters where it stood in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the original, in code points, that reads as `start:end` here."""
        if end <= start:
            return (self.starts[start] if start < len(self.starts) else 0,) * 2
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Read digits of any script, entities and markup as what they show.

    Zero-width and bidirectional marks vanish; typographic quotes, dashes and letters that
    only look Latin become plain ones. Offsets lead back to the original.

    >>> fold("&#50;**8**.0 ＧＢ").text
    '28.0 GB'
    >>> fold("a **28** b").origin(2, 4)
    (4, 6)
    """
    if text.count("$") > 1:
        text = _without_math_marks(text)
    if text.isascii() and not (_MARKUP.search(text) and _PLAIN.search(text)):
        return Folded(text, range(len(text)), range(1, len(text) + 1))
    lookalikes = _looks_latin(text)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for piece in _PIECES.finditer(text):
        start, end = piece.span()
        _keep(text, at, start, parts, starts, ends)
        shown = _shown(piece.group(), lookalikes, parts)
        parts.append(shown)
        starts.extend([start] * len(shown))
        ends.extend([end] * len(shown))
        at = end
    _keep(text, at, len(text), parts, starts, ends)
    return Folded("".join(parts), starts, ends)


def _without_math_marks(text: str) -> str:
    """Blank the dollar signs that set off a formula; those of money stay."""
    for match in reversed(list(_MATH.finditer(text))):
        marks = 2 if match.group().startswith("$$") else 1
        inner = match.group()[marks:-marks]
        if re.search(r"[\\^{=]", inner) or re.fullmatch(r"[\d.,+ ×*/-]+", inner):
            blank = " " * marks
            text = f"{text[: match.start()]}{blank}{inner}{blank}{text[match.end() :]}"
    return text


def _keep(
    text: str, start: int, end: int, parts: list[str], starts: list[int], ends: list[int]
) -> None:
    if start < end:
        parts.append(text[start:end])
        starts.extend(range(start, end))
        ends.extend(range(start + 1, end + 1))


def _looks_latin(text: str) -> bool:
    """Whether lookalike letters stand in for Latin ones: no word is truly Cyrillic or Greek."""
    foreign = [c for c in text if "Ͱ" <= c <= "ӿ"]
    return bool(foreign) and all(ord(c) in _LOOKALIKES for c in foreign)


_ATTRIBUTE = re.compile(
    r"\b(?:alt|title|href|src|action|formaction|data|poster|cite)\s*=\s*[\"']?([^\"'>\s][^\"'>]*)",
    re.I,
)
"""What a tag shows, and where it leads."""


def _shown(piece: str, lookalikes: bool, before: list[str]) -> str:
    first = piece[0]
    if first == "&":
        return _entity(piece, lookalikes, before)
    if first == "\\":
        return _latex(piece)
    if first == "<":
        shown = _ATTRIBUTE.findall(piece)
        if shown:
            return f" {' '.join(shown)} "
        return " " if re.match(r"</?(?:br|p|li|td|th|tr|div)\b", piece, re.I) else ""
    if piece == "{,}":
        return ","
    if first in "*~`{}_":
        return ""
    return _character(piece, lookalikes, before)


def _entity(piece: str, lookalikes: bool, before: list[str]) -> str:
    plain = html.unescape(piece)
    if plain == piece:
        return piece
    return "".join(c if c.isascii() else _character(c, lookalikes, before) for c in plain)


def _latex(piece: str) -> str:
    if "frac" in piece:
        return "/".join(re.findall(r"\{([^{}]*)\}", piece))
    word = piece[1:].strip()
    if word in _LATEX:
        return _LATEX[word]
    return word if word in ("%", "$", "&", "#", "_") else " " if word in (",", ";", ":", "") else ""


def _character(char: str, lookalikes: bool, before: list[str]) -> str:
    if char in _FIXED:
        shown = _FIXED[char]
        joined = "/" in shown and bool(before) and before[-1][-1:].isdigit()
        return f" {shown}" if joined else shown
    if char in _SUPERSCRIPTS:
        raised = bool(before) and before[-1][:1] == "^"
        return _SUPERSCRIPTS[char] if raised else f"^{_SUPERSCRIPTS[char]}"
    category = unicodedata.category(char)
    if category == "Nl":
        return f"{unicodedata.numeric(char):g}"
    if category in ("Cf", "Mn", "Me", "Cc"):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category == "Zs":
        return " "
    shown = unicodedata.normalize("NFKC", char).replace("⁄", "/")
    return shown.translate(_LOOKALIKES) if lookalikes else shown
