"""Lines into examples: which format a file has, and what is wrong with a line."""

import csv
import json
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
    """Reads lines one after another and keeps what it learns of the file."""

    def __init__(self, wanted: Format | None) -> None:
        self.format: Format | None = wanted
        self.container: Literal["jsonl", "csv"] | None = None

    def read(self, lines: Iterable[str]) -> Iterator[Example | Fault]:
        """Give an example or a fault for each line that is not blank."""
        numbered = enumerate(lines, start=1)
        at, line = next(((at, line) for at, line in numbered if line.strip()), (0, ""))
        line = line.lstrip("\ufeff")
        if line.lstrip().startswith("["):
            raise InputError(
                "lines: this is one JSON array; write one JSON object on each line (JSON Lines)",
                "lines",
            )
        if line.lstrip().startswith("{"):
            self.container = "jsonl"
            rows = _json_rows(at, line, numbered)
        elif line:
            self.container = "csv"
            rows = _csv_rows(at, line, (text for _, text in numbered))
        else:
            return
        yield from (self._example(number, row) for number, row in rows)

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
            raise MisfitError("no known format: none of the usual fields")
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
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return MisfitError("not valid JSON")


def _csv_rows(at: int, header: str, rest: Iterator[str]) -> Iterator[tuple[int, Any]]:
    delimiter = max(",;\t", key=header.count)
    lines = (line.replace("\0", "") for line in chain([header], rest))
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        columns = [cell.strip().lower() for cell in next(reader, [])]
    except csv.Error as error:
        raise InputError(
            "lines: the first line is neither a JSON object nor a header of columns", "lines"
        ) from error
    before = at - 1
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
        fits = len(cells) == len(columns)
        row = dict(zip(columns, cells, strict=True)) if fits else None
        yield (
            before + reader.line_num,
            row or MisfitError("another number of cells than the header"),
        )


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
