"""The only place where a pure tool or a search becomes a LangChain tool."""

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from langchain_core.tools import BaseTool
from langgraph.runtime import Runtime, get_runtime
from pydantic import ValidationError

from agent.conversation import Conversation
from agent.events import Event, FactNoted, FactSkipped, PassageFound, ToolCalled, ToolReturned
from agent.facts import FactsToRecord, record_facts
from agent.handing_on import HandingOn
from agent.interview import answer_now
from agent.messages import RECORD_FACTS, SEARCH
from agent.offering import arguments, described, fact_lines
from agent.plan_facts import PLAN_CHECK, plan_facts
from agent.practice import PRACTICE, about_the_task
from agent.telling import told
from agent.transcripts import fold
from knowledge import Knowledge
from knowledge.documents import Material
from tools import CATALOGUE
from tools.errors import InputError, in_words, read
from tools.vocabulary import Record

log = logging.getLogger(__name__)

TOOL_NAMES = frozenset({RECORD_FACTS, SEARCH, *PRACTICE, *CATALOGUE})
"""Every tool that a chat model may call."""


class Question(Record):
    """A question to the material of the chapter."""

    question: str
    """What to look up, in a few words or a sentence."""
    follows: str = ""
    """The question before that it leans on, where it does ("and for LoRA?")."""
    not_again: tuple[str, ...] = ()
    """Anchors that were shown already and are left out."""


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

    async def call(self, name: str, args: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Run a tool, one at a time; give what a chat model reads of the result, and all of it."""
        async with self._one_at_a_time:
            return await self._call(name, _cut(args))

    async def _call(self, name: str, args: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        events = self._conversation.events
        args = filled(name, args, events)
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
        whole = {"error": returned.error} if returned.error else {"result": returned.result}
        words = told(returned, answer_now(self._conversation.events))
        return words, {"call": called.call, **whole}

    async def _called(self, name: str, args: dict[str, Any]) -> ToolCalled:
        turn = fold.of_turn(self._conversation.events, self._conversation.turn)
        step = 1 + sum(isinstance(event, ToolCalled) for event in turn)
        call = f"c{self._conversation.next_number}"
        called = ToolCalled(step=step, call=call, tool=name, args=args)
        await self._conversation.append([called])
        return called

    async def note_unknown(self, name: str) -> None:
        """Put a call of a tool that we don't have into the transcript."""
        if name in TOOL_NAMES:
            return
        async with self._one_at_a_time:
            called = await self._called(name, {})
            error = f"There is no tool {name}."
            await self._conversation.append(
                [ToolReturned(step=called.step, call=called.call, error=error)]
            )


def tools() -> list[BaseTool]:
    """Give the tools to a chat model; each call goes to the toolbox that its turn has lent."""
    return [
        _tool(RECORD_FACTS, f"{RECORD_FACTS_TEXT}\n{fact_lines()}", FactsToRecord),
        _tool(SEARCH, SEARCH_TEXT, Question),
        *(_tool(name, tool.text, tool.request) for name, tool in PRACTICE.items()),
        *(_tool(name, described(tool.text), tool.request) for name, tool in CATALOGUE.items()),
    ]


def _tool(name: str, text: str, request: type[Record]) -> BaseTool:
    async def call(**args: Any) -> tuple[str, dict[str, Any]]:
        of_this_turn: Runtime[Any] = get_runtime()
        toolbox: Toolbox = of_this_turn.context.toolbox
        return await toolbox.call(name, args)

    return HandingOn.from_function(
        coroutine=call,
        name=name,
        description=text,
        args_schema=arguments(request),
        response_format="content_and_artifact",
    )


def _cut(value: Any, deeper: int = 50) -> Any:
    """Cut what is nested more deeply than any argument needs, and than a transcript can hold."""
    if not deeper:
        return "(nested too deeply)"
    if isinstance(value, dict):
        return {name: _cut(each, deeper - 1) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_cut(each, deeper - 1) for each in value]
    return value


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
        return _found(Question.model_validate(args), knowledge)
    if practice := PRACTICE.get(name):
        return practice.function(practice.request.model_validate(args), events)
    if name not in CATALOGUE:
        raise InputError(f"There is no tool {name}.")
    tool = CATALOGUE[name]
    return tool.function(read(tool.request, args)).model_dump(mode="json")


def _found(asked: Question, knowledge: Knowledge | Material) -> dict[str, Any]:
    found = knowledge.search(asked.question).model_dump(mode="json")
    fresh = [each for each in found["passages"] if each["anchor"] not in asked.not_again]
    return found | {"passages": fresh} | ({"term": None} if asked.follows else {})


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


def filled(name: str, args: dict[str, Any], events: Sequence[Event]) -> dict[str, Any]:
    """Fill in what the transcript knows and the call leaves out, and the date where it matters."""
    tool = CATALOGUE.get(name)
    if tool is None:
        return args
    today = {"today": datetime.now(UTC).date().isoformat()}
    dated = today if "today" in tool.request.model_fields else {}
    if name == PLAN_CHECK:
        return plan_facts(events) | dated | args
    return tool.filled(dated | args, fold.profile_of(events))


SEARCH_TEXT = (
    "Find passages that answer a question: of the chapter, of outside evidence, and of the "
    "person's own documents (anchors `doc/…`; say that these are from their document)."
)
RECORD_FACTS_TEXT = """Record what the user's words say about the task, each fact with a quote.
Call it first in every turn, without facts if there are none: the answer holds the decision on all
facts so far. Mark what is merely likely as assumed.

Fields, with the values they take:"""
