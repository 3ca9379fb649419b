"""The only place where a pure tool or a search becomes a LangChain tool."""

import asyncio
import json
import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool
from pydantic import ValidationError

from agent.conversation import Conversation
from agent.events import Event, FactNoted, FactSkipped, PassageFound, ToolCalled, ToolReturned
from agent.facts import FactsToRecord, record_facts
from agent.messages import RECORD_FACTS, SEARCH
from agent.practice import PRACTICE, about_the_task
from agent.transcripts import fold
from knowledge import Knowledge
from knowledge.documents import Material
from tools import CATALOGUE
from tools.errors import InputError, in_words
from tools.vocabulary import Record, TaskProfile

log = logging.getLogger(__name__)


class Question(Record):
    """A question to the material of the chapter."""

    question: str
    """What to look up, in a few words or a sentence."""


@cache
def _schema(request: type[Record]) -> dict[str, Any]:
    """Describe a request once: making the description takes longer than most calls."""
    return request.model_json_schema()


class Toolbox:
    """The tools of one turn: each call and what came of it goes into the transcript."""

    def __init__(self, conversation: Conversation, knowledge: Knowledge | Material) -> None:
        self._conversation = conversation
        self._knowledge = knowledge
        self._one_at_a_time = asyncio.Lock()

    @property
    def anchors(self) -> frozenset[str]:
        """Passages that exist."""
        return self._knowledge.anchors

    def tools(self) -> list[BaseTool]:
        """Give the tools to a chat model."""
        return [
            self._tool(RECORD_FACTS, RECORD_FACTS_TEXT, FactsToRecord),
            self._tool(SEARCH, SEARCH_TEXT, Question),
            *(self._tool(name, tool.text, tool.request) for name, tool in PRACTICE.items()),
            *(self._tool(name, tool.text, tool.request) for name, tool in CATALOGUE.items()),
        ]

    def _tool(self, name: str, text: str, request: type[Record]) -> BaseTool:
        async def call(**args: Any) -> str:
            async with self._one_at_a_time:
                return await self._call(name, args)

        return StructuredTool.from_function(
            coroutine=call,
            name=name,
            description=text,
            args_schema=_schema(request),
        )

    async def _call(self, name: str, args: dict[str, Any]) -> str:
        events = self._conversation.events
        args = filled(name, args, fold.profile_of(events))
        called = await self._called(name, args)
        started = time.perf_counter()
        result = await asyncio.to_thread(outcome, name, args, events, self._knowledge)
        returned = result.model_copy(
            update={
                "step": called.step,
                "call": called.call,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            }
        )
        await self._conversation.append([returned, *consequences(called, returned)])
        told = {"error": returned.error} if returned.error else {"result": returned.result}
        return json.dumps({"call": called.call, **told}, ensure_ascii=False)

    async def _called(self, name: str, args: dict[str, Any]) -> ToolCalled:
        turn = fold.of_turn(self._conversation.events, self._conversation.turn)
        step = 1 + sum(isinstance(event, ToolCalled) for event in turn)
        call = f"c{self._conversation.next_number}"
        called = ToolCalled(step=step, call=call, tool=name, args=args)
        await self._conversation.append([called])
        return called

    async def note_unknown(self, name: str) -> None:
        """Put a call of a tool that we don't have into the transcript."""
        if name in {RECORD_FACTS, SEARCH, *PRACTICE, *CATALOGUE}:
            return
        called = await self._called(name, {})
        error = f"There is no tool {name}."
        await self._conversation.append(
            [ToolReturned(step=called.step, call=called.call, error=error)]
        )


def outcome(
    name: str, args: dict[str, Any], events: Sequence[Event], knowledge: Knowledge | Material
) -> ToolReturned:
    """Run a tool on the facts of a transcript; what goes wrong becomes words."""
    try:
        return ToolReturned(call="", result=_run(name, args, events, knowledge))
    except (InputError, ValidationError) as error:
        return ToolReturned(call="", error="; ".join(str(each) for each in in_words(error)))
    except Exception:  # a tool must never end a conversation
        log.exception("The tool %s failed", name)
        return ToolReturned(call="", error=f"The tool {name} failed; the rest still works.")


def _run(
    name: str, args: dict[str, Any], events: Sequence[Event], knowledge: Knowledge | Material
) -> Any:
    if name == RECORD_FACTS:
        return record_facts(FactsToRecord.model_validate(args), about_the_task(events))
    if name == SEARCH:
        return knowledge.search(Question.model_validate(args).question).model_dump(mode="json")
    if practice := PRACTICE.get(name):
        return practice.function(practice.request.model_validate(args), events)
    if name not in CATALOGUE:
        raise InputError(f"There is no tool {name}.")
    tool = CATALOGUE[name]
    return tool.function(tool.request.model_validate(args)).model_dump(mode="json")


def consequences(called: ToolCalled, returned: ToolReturned) -> list[Event]:
    """Give the events that a result brings: facts that were noted, passages that were found."""
    if returned.error is not None:
        return []
    if called.tool == RECORD_FACTS:
        noted = [FactNoted.model_validate(fact) for fact in returned.result["noted"]]
        return [*noted, *(FactSkipped(field=field) for field in returned.result["skipped"])]
    if called.tool != SEARCH:
        return []
    return [
        PassageFound(
            anchor=each["anchor"],
            score=each["score"],
            query=called.args["question"],
            call=called.call,
        )
        for each in returned.result["passages"]
    ]


def filled(name: str, args: dict[str, Any], profile: TaskProfile) -> dict[str, Any]:
    """Fill in what the profile knows and the call leaves out, and the date where it matters."""
    tool = CATALOGUE.get(name)
    if tool is None:
        return args
    today = {"today": datetime.now(UTC).date().isoformat()}
    dated = today if "today" in tool.request.model_fields else {}
    return tool.filled(dated | args, profile)


def _field_lines() -> str:
    return "\n".join(
        f"- {name}: {field.description}" for name, field in TaskProfile.model_fields.items()
    )


SEARCH_TEXT = (
    "Find passages that answer a question: of the chapter, of outside evidence, and of the "
    "person's own documents (anchors `doc/…`; say that these are from their document)."
)
RECORD_FACTS_TEXT = f"""Record what the user's words say about the task, each fact with a quote.

The quote is a piece of one message of the user, exactly as written. Record only what was said;
mark what is merely likely as assumed. Call it first in every turn, with no facts if there are
none: the answer holds the decision on all facts so far, and the next question.

Facts:
{_field_lines()}"""
