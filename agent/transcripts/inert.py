"""Words of people and chat models made harmless: shown as they are, never taken for markup."""

import re
import unicodedata

_LINE_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MARKUP = re.compile(r"[\\`*\[|~$]|(?<![^\W_])_|_(?![^\W_])")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_BRACKET = re.compile(r"(\\*)\[")
_SCHEME = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp):(?=\S)")
_WWW = re.compile(r"(?i)\b(www)\.")
_LINE_START = re.compile(r"^([#+=-]|\d{1,9}(?=[.)](?:\s|$)))")


def visible(text: str) -> str:
    """Write out what can't be seen or stored: controls, lone surrogates, what reorders text.

    >>> visible("7\\x00B \\u202egnp.exe")
    '7\\\\u0000B \\\\u202egnp.exe'
    """
    text = _LINE_BREAKS.sub("\n", text)
    return "".join(each if _is_plain(each) else f"\\u{ord(each):04x}" for each in text)


def inert(text: str) -> str:
    """Quote text in Markdown as it is, line by line: no markup, no image, no link, no HTML.

    >>> inert("*Hi* <img src=x> ![](http://a.b)")
    '\\\\*Hi\\\\* &lt;img src=x&gt; !\\\\[](http&#58;//a.b)'
    """
    return "  \n".join(_inert_line(line) for line in visible(text).split("\n"))


def inert_cell(text: str) -> str:
    """Quote text in one line of Markdown, such as a table's cell.

    >>> inert_cell("a | b\\nc")
    'a \\\\| b c'
    """
    return _inert_line(" ".join(visible(text).split()))


def without_links(text: str) -> str:
    """Keep Markdown's emphasis, lists and tables; make images, links and HTML plain text.

    >>> without_links("**16.9 GB** ![x](http://a.b) <b>")
    '**16.9 GB** !\\\\[x](http&#58;//a.b) &lt;b>'
    """
    words = _BRACKET.sub(_escape_bracket, visible(text)).replace("<", "&lt;")
    return _without_addresses(words.replace("$", "&#36;"))


def _escape_bracket(bracket: re.Match[str]) -> str:
    """Escape a bracket unless it is escaped already, which a second backslash would undo."""
    before = bracket.group(1)
    return f"{before}[" if len(before) % 2 else f"{before}\\["


def _inert_line(line: str) -> str:
    words = line.lstrip()
    indent = "&nbsp;" * min(len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()), 16)
    escaped = _MARKUP.sub(r"\\\g<0>", words).translate(_ENTITIES)
    if not indent:
        escaped = _LINE_START.sub(_escape_start, escaped)
    return indent + _without_addresses(escaped)


def _escape_start(start: re.Match[str]) -> str:
    mark = start.group(1)
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"


def _without_addresses(text: str) -> str:
    return _WWW.sub(r"\1&#46;", _SCHEME.sub(r"\1&#58;", text))


def _is_plain(character: str) -> bool:
    if character in "\n\t" or character.isprintable():
        return True
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in _REORDERING
