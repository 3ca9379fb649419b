"""Tokens of a six-turn consultation at the endpoint, beside an agent that trims nothing.

The peer is LangChain's `create_agent` with the same system prompt, the same tools with their whole
docstrings and JSON schemas, whole results, and all messages of all turns.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from langchain.agents import create_agent
from langchain_core.messages import HumanMessage
from langchain_core.tools import BaseTool, StructuredTool

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.openai_endpoint import Answer, openai_endpoint  # noqa: E402

from agent.advisor import Advisor  # noqa: E402
from agent.chat_model import make_chat_model  # noqa: E402
from agent.facts import FactsToRecord  # noqa: E402
from agent.practice import PRACTICE  # noqa: E402
from agent.prompts import interview  # noqa: E402
from agent.toolbox import RECORD_FACTS_TEXT, Question, outcome  # noqa: E402
from agent.transcripts.store import Store  # noqa: E402
from benchmarks.scripted_consultation import CALLS, SIX_TURNS, WORDS  # noqa: E402
from knowledge import Knowledge  # noqa: E402
from tools import CATALOGUE  # noqa: E402
from tools.vocabulary import TaskProfile  # noqa: E402

MOST_RATIO, LEAST_STABLE = 0.7, 0.8

Request = dict[str, Any]


def count(text: str) -> int:
    """Count tokens as characters / 4: no chat model's own tokenizer is at hand offline."""
    return len(text) // 4


def written(request: Request) -> str:
    """Write a request as the endpoint reads it: tools first, then messages, in order."""
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in _parts(request))


def _parts(request: Request) -> list[Any]:
    return [*request["tools"], *request["messages"]]


def shared(before: Request, after: Request) -> str:
    """Give what two requests have in common from the beginning on."""
    first, second = written(before), written(after)
    length = next((at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
                  min(len(first), len(second)))  # fmt: skip
    return second[:length]


def script() -> list[Answer]:
    """Give the endpoint's answers of all turns."""
    return [each for calls in CALLS for each in (Answer(tool_calls=calls), Answer(WORDS))]


async def ours(knowledge: Knowledge, folder: Path) -> list[Request]:
    """Hold the consultation with the advisor; give what the endpoint was asked."""
    store = Store(folder / "tokens.sqlite3")
    with openai_endpoint(*script()) as endpoint:
        chat_model = make_chat_model(
            "openai:mock", api_key="none", base_url=endpoint.url, turn_seconds=60
        )
        advisor = Advisor(store, knowledge, chat_model)
        for said in SIX_TURNS:
            async for _ in advisor.reply("tokens", said):
                pass
    store.close()
    return endpoint.requests


async def untrimmed(knowledge: Knowledge) -> list[Request]:
    """Hold it with an agent that trims nothing."""
    with openai_endpoint(*script()) as endpoint:
        chat_model = make_chat_model(
            "openai:mock", api_key="none", base_url=endpoint.url, turn_seconds=60
        )
        agent = create_agent(chat_model, _whole_tools(knowledge), system_prompt=interview())
        messages: list[Any] = []
        for said in SIX_TURNS:
            held = await agent.ainvoke({"messages": [*messages, HumanMessage(said)]})
            messages = held["messages"]
    return endpoint.requests


def _whole_tools(knowledge: Knowledge) -> list[BaseTool]:
    fields = TaskProfile.model_fields.items()
    facts = "\n".join(f"- {name}: {field.description}" for name, field in fields)
    offered = {
        "record_facts": (f"{RECORD_FACTS_TEXT}\n{facts}", FactsToRecord),
        "search": ("Find passages of the chapter that answer a question.", Question),
        **{name: (tool.text, tool.request) for name, tool in PRACTICE.items()},
        **{name: (tool.text, tool.request) for name, tool in CATALOGUE.items()},
    }

    def made(name: str, text: str, request: Any) -> BaseTool:
        def call(**args: Any) -> str:
            returned = outcome(name, args, (), knowledge)
            return json.dumps(returned.error or returned.result, ensure_ascii=False)

        schema = request.model_json_schema()
        return StructuredTool.from_function(call, name=name, description=text, args_schema=schema)

    return [made(name, text, request) for name, (text, request) in offered.items()]


def report(name: str, requests: Sequence[Request]) -> tuple[int, float]:
    """Print one line; give the tokens of all requests and the share that stays the same."""
    tokens = sum(count(written(each)) for each in requests)
    stable = sum(count(shared(a, b)) for a, b in pairwise(requests))
    tools = sum(count(json.dumps(each["tools"], ensure_ascii=False)) for each in requests)
    print(f"{name:24} {len(requests):8} {tokens:10,} {tools:10,} {stable / tokens:8.0%}")
    return tokens, stable / tokens


def main() -> None:
    """Count both, and end with status 1 where a bar is missed."""
    with tempfile.TemporaryDirectory() as scratch:
        knowledge = Knowledge.open(Path(scratch) / "index")
        mine = asyncio.run(ours(knowledge, Path(scratch)))
        peer = asyncio.run(untrimmed(knowledge))
    print("six turns; input tokens, counted as characters / 4")
    print(f"{'':24} {'requests':>8} {'tokens':>10} {'of tools':>10} {'stable':>8}")
    tokens, stable = report("finetune-advisor", mine)
    theirs, _ = report("create_agent, untrimmed", peer)
    print(f"ratio {tokens / theirs:.2f} (at most {MOST_RATIO}); stable prefix {stable:.0%} "
          f"(at least {LEAST_STABLE:.0%})")  # fmt: skip
    sys.exit(tokens > MOST_RATIO * theirs or stable < LEAST_STABLE)


if __name__ == "__main__":
    main()
