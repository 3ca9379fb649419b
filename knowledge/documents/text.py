"""Reads plain text: headings, boxes, captions, code and tables by what lines look like."""

import re
from collections.abc import Iterator

from knowledge.documents.blocks import ASIDE, Block
from knowledge.documents.wording import (
    CAPTION,
    NUMBERED,
    heading_in_a_line,
    is_left_over_markup,
    labelled,
)

_CODE = re.compile(
    r"\s*(?:(?:def|class|import|return|for|while|if|elif|else|try|except|with|async|await|print"
    r"|const|let|var|function|public|private|static|using|package|select|insert|create)\b.*"
    r"[:;(){}=,]?|@\w+.*|#.*|//.*|[\"']{3}.*|[}\])]+[;,)]*|\w[\w.\[\]\"']*(?::\s*[\w\[\], ]+)?"
    r"\s*[-+*/]?=(?!=)\s*.+|[\"'].*[\"'],?\s*(?:[:#].*)?|\w+:\s*\w[\w\[\]]*(?:\s*=.*)?,\s*(?:#.*)?"
    r"|[\w.]+\(.*|f[\"'].*|.*[{(\[]|.*\)\s*->\s*.*:|from [\w.]+ import .*)\s*"
)
_SENTENCE = re.compile(r"[A-Z][a-z]+ (?:[a-z]+ ){3,}.*[.!?]$")
_GLUED_CELLS = re.compile(r"[a-z)][A-Z]")
_UNDERLINE = re.compile(r"(={3,}|-{3,})")


def read_text(text: str) -> Iterator[Block]:
    """Give the blocks of a plain text, in order.

    >>> [each.kind for each in read_text("1. Why\\n\\nBecause it pays.\\n\\nx = 1\\ny = f(x)\\n")]
    ['heading', 'text', 'code']
    """
    depth = 0
    code: list[str] = []
    for run in _runs(text):
        if _is_code(run) or (code and _goes_on(run)):
            code += ["", *run] if code else run
            continue
        if code:
            yield from _code_blocks(code)
            code = []
        for block in _blocks(run, depth):
            if block.kind == "heading" and block.level < ASIDE and NUMBERED.fullmatch(block.text):
                depth = block.level
            elif block.kind == "heading" and block.level == 1:
                depth = 1
            yield block
    if code:
        yield from _code_blocks(code)


def _runs(text: str) -> Iterator[list[str]]:
    """Give the lines between blank lines."""
    run: list[str] = []
    for line in text.splitlines():
        if line.strip():
            run.append(line.rstrip())
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_code(run: list[str]) -> bool:
    lines = _without_captions(run)
    return len(lines) >= 2 and _code_lines(lines) >= 0.6 * len(lines)


def _goes_on(run: list[str]) -> bool:
    """Say whether a short run within a listing belongs to it."""
    lines = _without_captions(run)
    return run[0].startswith((" ", "\t")) or bool(lines and _code_lines(lines) == len(lines))


def _without_captions(run: list[str]) -> list[str]:
    return [line for line in run if not CAPTION.fullmatch(line.strip())]


def _code_lines(lines: list[str]) -> int:
    return sum(bool(_CODE.fullmatch(line)) and not _SENTENCE.match(line) for line in lines)


def _code_blocks(lines: list[str]) -> Iterator[Block]:
    """Part a listing from its caption and from what stands behind that."""
    for place, line in enumerate(lines):
        if CAPTION.fullmatch(line.strip()):
            if any(each.strip() for each in lines[:place]):
                yield Block("code", "\n".join(lines[:place]).strip("\n"))
            yield Block("caption", line.strip())
            rest = lines[place + 1 :]
            if any(each.strip() for each in rest):
                yield from (
                    _code_blocks(rest)
                    if _is_code(rest)
                    else _blocks([each for each in rest if each.strip()], 0)
                )
            return
    yield Block("code", "\n".join(lines).strip("\n"))


def _blocks(run: list[str], depth: int) -> Iterator[Block]:
    """Part a run at the lines that open something."""
    held: list[str] = []
    if heading := _alone(run, depth):
        yield heading
        return
    for line in (each.strip() for each in run):
        if is_left_over_markup(line):
            continue
        opened = labelled(line) or (NUMBERED.fullmatch(line) and _numbered(line, run, depth))
        if opened:
            yield from _told(held)
            held = []
            yield opened
        elif CAPTION.fullmatch(line):
            yield Block("caption", "\n".join([*held, line]))
            held = []
        else:
            held.append(line)
    yield from _told(held)


def _alone(run: list[str], depth: int) -> Block | None:
    line = run[0].strip()
    if len(run) == 2 and _UNDERLINE.fullmatch(run[1].strip()):
        return Block("heading", line, 1 if run[1].strip()[0] == "=" else 2)
    if len(run) != 1 or CAPTION.fullmatch(line) or is_left_over_markup(line):
        return None
    return labelled(line) or heading_in_a_line(line, depth)


def _numbered(line: str, run: list[str], depth: int) -> Block | None:
    """Read a numbered heading inside a run; numbered lines in a row are a list."""
    alike = sum(bool(NUMBERED.fullmatch(each.strip())) for each in run)
    return heading_in_a_line(line, depth) if alike == 1 and "." in line.split()[0] else None


def _told(lines: list[str]) -> Iterator[Block]:
    if not lines:
        return
    yield Block("table" if _is_table(lines) else "text", "\n".join(lines))


def _is_table(lines: list[str]) -> bool:
    """Say whether lines are rows: parted by bars or tabs, or cells that were glued together."""
    if len(lines) < 3:
        return False
    parted = sum(line.count("|") >= 2 or "\t" in line for line in lines)
    glued = sum(bool(_GLUED_CELLS.search(line)) and not line.endswith(".") for line in lines)
    return parted == len(lines) or glued >= 0.9 * len(lines)
