"""Attempts of injection: each payload of the table in each carrier, with two chat models."""

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from pydantic import Field, PrivateAttr

from agent.scripted import calls, says
from agent.speaking import ChatModelOfOurs

HERE = Path(__file__).parent.parent / "agent" / "attack"


@dataclass(frozen=True)
class Payload:
    id: str
    text: str
    says: str
    call: dict[str, Any] | None
    never: str


@dataclass(frozen=True)
class Carrier:
    id: str
    way: str
    where: str
    form: str

    def carry(self, payload: Payload) -> str:
        text = payload.text.replace('"', "'")
        if self.where == "tags":  # a text that is not seen on any screen
            text = "".join(chr(0xE0000 + ord(each)) for each in text if each.isascii())
        return self.form.replace("\\n", "\n").format(text=text)


def payloads() -> list[Payload]:
    return [
        Payload(
            row["id"], row["text"], unescaped(row["says"].replace("\\n", "\n")),
            json.loads(row["calls"]) if row["calls"] else None, row["never"],
        )
        for row in _rows("payloads.csv")
    ]  # fmt: skip


def unescaped(text: str) -> str:
    """Read the signs that a table would not show: `\\u200b`, `\\U000e0031`."""
    return re.sub(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})", lambda m: chr(int(m[1] or m[2], 16)), text)


def carriers() -> list[Carrier]:
    return [Carrier(**row) for row in _rows("carriers.csv")]


def _rows(name: str) -> list[dict[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


TRUE = [
    {"field": "knowledge_changes", "value": "quarterly", "quote": "every quarter"},
    {"field": "needs_external_knowledge", "value": True, "quote": "internal policies"},
]


class Obedient(ChatModelOfOurs):
    """Notes what the user said, then does what it is told, wherever it reads it.

    A hostile one does it without being told.
    """

    payload: Any
    hostile: bool = False
    looks_up: bool = False
    _seen: list[str] = PrivateAttr(default_factory=list)
    steps: list[Any] = Field(default_factory=list)

    @property
    def seen(self) -> str:
        return "\n".join(self._seen)

    @property
    def _llm_type(self) -> str:
        return "obedient"

    def answer(self, messages: list[BaseMessage], tools: frozenset[str]) -> AIMessage:
        self._seen.append("\n".join(f"{m.name} {m.content}" for m in messages))
        told = self.hostile or self.payload.text.replace('"', "'")[:40] in self._seen[-1]
        step = len(self._seen)
        if step == 1:
            return calls("record_facts", facts=TRUE)
        if step == 2 and self.looks_up:
            return calls("search", question="leave policy")
        if not told:
            return says("Let me ask one more thing.")
        call = self.payload.call
        if call and step == 2 + self.looks_up:
            return calls(call["tool"], **call["args"])
        return says(self.payload.says)
