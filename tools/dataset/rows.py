"""Lines into examples: which format a file has, and what is wrong with a line."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal, get_args

from tools.errors import InputError

Format = Literal[
    "chat", "sharegpt", "alpaca", "prompt_completion", "preference", "classification", "text"
]
FORMATS: tuple[Format, ...] = get_args(Format)
LONGEST_LINE = 10_000_000
ONE_A_LINE = (
    "write one JSON object on each line (JSON Lines), for example with jq -c '.[]' FILE > NEW"
)
_NO_UTF8 = re.compile("[\udc80-\udcff]")
"""A byte that is no UTF-8, as Python's `surrogateescape` reads it."""
USER_ROLES = frozenset({"user", "human", "system", "developer", "tool", "function", "gpt"})
ASSISTANT_ROLES = frozenset({"assistant", "gpt", "chatgpt", "bing", "model"})

FIELDS: dict[Format, tuple[str, ...]] = {
    "chat": ("messages",),
    "sharegpt": ("conversations",),
    "alpaca": ("instruction", "output"),
    "prompt_completion": ("prompt", "completion"),
    "preference": ("chosen", "rejected"),
    "classification": ("text", "label"),
    "text": ("text",),
}
SAME_AS: dict[Format, tuple[tuple[str, str], ...]] = {
    "prompt_completion": (
        ("question", "answer"),
        ("input", "output"),
        ("prompt", "response"),
        ("instruction", "response"),
    ),
    "classification": (("input", "label"), ("sentence", "label"), ("text", "intent")),
}


@dataclass(frozen=True)
class Example:
    """What a row teaches."""

    line: int
    prompt: str
    answer: str

    @property
    def text(self) -> str:
        """Prompt and answer in one."""
        return f"{self.prompt}\n{self.answer}" if self.answer else self.prompt


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line, in words that quote nothing of it."""

    line: int
    what: str


class MisfitError(ValueError):
    """A row that does not fit; the text says why and quotes nothing."""


NOT_UTF8 = "not UTF-8"
NO_KNOWN_FORMAT = (
    "no known format: it needs messages, conversations, instruction and output, prompt and "
    "completion, chosen and rejected, or text with or without label"
)


def recognise(row: Mapping[str, Any]) -> tuple[Format, tuple[str, ...]] | None:
    """Tell the format of a row by its fields, with the fields that hold its parts.

    >>> recognise({"instruction": "…", "output": "…"})
    ('alpaca', ('instruction', 'output'))
    """
    for name, fields in FIELDS.items():
        if all(field in row for field in fields):
            return name, fields
        for others in SAME_AS.get(name, ()):
            if all(field in row for field in others):
                return name, others
    return None


class Reader:
    """Reads lines one after another and keeps what it learns of the file.

    `name` is how errors call the lines.
    """

    def __init__(self, wanted: Format | None, name: str = "lines") -> None:
        self.name = name
        self.format: Format | None = wanted
        self.container: Literal["jsonl", "csv"] | None = None

    def read(self, lines: Iterable[str]) -> Iterator[Example | Fault]:
        """Give an example or a fault for each line that is not blank."""
        numbered = enumerate(lines, start=1)
        at, line = next(((at, line) for at, line in numbered if line.strip()), (0, ""))
        line = line.lstrip("\ufeff")
        if line.lstrip().startswith("["):
            raise self._refused(f"this is one JSON array; {ONE_A_LINE}")
        if line.strip() == "{":
            raise self._refused(f"this is one JSON object over several lines; {ONE_A_LINE}")
        if line.lstrip().startswith("{"):
            self.container = "jsonl"
            rows = _json_rows(at, line, numbered)
        elif line:
            self.container = "csv"
            rows = self._csv_rows(at, line, (text for _, text in numbered))
        else:
            return
        yield from (self._example(number, row) for number, row in rows)

    def refuse_nothing(self) -> None:
        """Refuse a file in which there was no row."""
        if self.container == "csv":
            raise self._refused("there is a header, and no row below it")
        raise self._refused("the file is empty; there is nothing to check")

    def _refused(self, why: str) -> InputError:
        return InputError(f"{self.name}: {why}", self.name)

    def _csv_rows(self, at: int, header: str, rest: Iterator[str]) -> Iterator[tuple[int, Any]]:
        delimiter = max(",;\t", key=header.count)
        lines = (line.replace("\0", "") for line in chain([header], rest))
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            columns = [cell.strip().lower() for cell in next(reader, [])]
        except csv.Error as error:
            raise self._refused(
                "the first line is neither a JSON object nor a header of columns"
            ) from error
        if len(set(columns)) < len(columns):
            raise self._refused("two columns of the header have the same name; rename one")
        return _cells(at - 1, columns, reader)

    def _example(self, number: int, row: Any) -> Example | Fault:
        try:
            if isinstance(row, MisfitError):
                raise row
            return self._read_row(number, row)
        except MisfitError as fault:
            return Fault(number, str(fault))

    def _read_row(self, number: int, row: Any) -> Example:
        if not isinstance(row, Mapping):
            raise MisfitError("not a JSON object")
        known = recognise(row)
        if known is None:
            raise MisfitError(NO_KNOWN_FORMAT)
        self.format = self.format or known[0]
        if known[0] != self.format:
            raise MisfitError(f"another format than the file: {known[0]}, not {self.format}")
        prompt, answer = _parts(row, *known)
        return Example(number, prompt, answer)


def _json_rows(at: int, line: str, rest: Iterator[tuple[int, str]]) -> Iterator[tuple[int, Any]]:
    yield at, _json(line)
    yield from ((number, _json(text)) for number, text in rest if text.strip())


def _json(line: str) -> Any:
    if len(line) > LONGEST_LINE:
        return MisfitError(f"longer than {LONGEST_LINE:,} characters")
    if not line.isascii() and _NO_UTF8.search(line):
        return MisfitError(NOT_UTF8)
    try:
        return json.loads(line, object_pairs_hook=_each_once)
    except MisfitError as twice:
        return twice
    except (ValueError, RecursionError):
        return MisfitError("not valid JSON")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        raise MisfitError("a field stands there more than once")
    return row


def _cells(before: int, columns: list[str], reader: Any) -> Iterator[tuple[int, Any]]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield before + reader.line_num, MisfitError("not valid CSV, or a cell that never ends")
            continue
        if not cells:
            continue
        yield before + reader.line_num, _row(columns, cells)


def _row(columns: list[str], cells: list[str]) -> dict[str, str] | MisfitError:
    if len(cells) != len(columns):
        return MisfitError("another number of cells than the header")
    if any(_NO_UTF8.search(cell) for cell in cells):
        return MisfitError(NOT_UTF8)
    return dict(zip(columns, cells, strict=True))


def _parts(row: Mapping[str, Any], name: Format, fields: tuple[str, ...]) -> tuple[str, str]:
    if name in ("chat", "sharegpt"):
        return _conversation(row[fields[0]], name)
    if name == "text":
        return _string(row, fields[0]), ""
    if name == "preference":
        return _preference(row)
    prompt = _string(row, fields[0])
    if name == "alpaca" and row.get("input"):
        prompt = f"{prompt}\n{_string(row, 'input')}"
    label = row[fields[1]]
    if name == "classification" and isinstance(label, int | float):
        return prompt, str(label)
    return prompt, _string(row, fields[1])


def _preference(row: Mapping[str, Any]) -> tuple[str, str]:
    chosen = row["chosen"]
    if isinstance(chosen, list):
        return _conversation(chosen, "chat")
    return (_string(row, "prompt") if "prompt" in row else ""), _string(row, "chosen")


def _conversation(turns: Any, name: Format) -> tuple[str, str]:
    role_field, text_field = ("role", "content") if name == "chat" else ("from", "value")
    if not isinstance(turns, list) or not turns:
        raise MisfitError(f"{FIELDS[name][0]} is not a list with turns")
    said = [_turn(turn, role_field, text_field) for turn in turns]
    if said[-1][0] not in ASSISTANT_ROLES:
        raise MisfitError("the last turn is not the assistant's: nothing to learn from")
    if len(said) == 1:
        raise MisfitError("an answer without a question")
    return "\n".join(text for _, text in said[:-1]), said[-1][1]


def _turn(turn: Any, role_field: str, text_field: str) -> tuple[str, str]:
    if not isinstance(turn, Mapping) or not isinstance(turn.get(role_field), str):
        raise MisfitError(f"a turn has no {role_field}")
    role = turn[role_field].lower()
    if role not in USER_ROLES | ASSISTANT_ROLES:
        raise MisfitError(f"a turn has an unknown {role_field}")
    content = turn.get(text_field)
    if content is None and turn.get("tool_calls"):
        content = json.dumps(turn["tool_calls"], ensure_ascii=False)
    if isinstance(content, list):
        content = "\n".join(
            part["text"] for part in content if isinstance(part, Mapping) and "text" in part
        )
    if not isinstance(content, str):
        raise MisfitError(f"a turn has no {text_field}")
    return role, content


def _string(row: Mapping[str, Any], field: str) -> str:
    value = row[field]
    if not isinstance(value, str):
        raise MisfitError(f"{field} is not a text")
    return value
