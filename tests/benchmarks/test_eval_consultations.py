"""The evaluation of chat models works, shown on an endpoint that follows a script."""

import asyncio

from support.openai_endpoint import Answer, openai_endpoint

from agent.advisor import Advisor
from agent.chat_model import make_chat_model
from agent.spending import Limits, price_of
from agent.transcripts.store import Store
from benchmarks.eval_consultations import golden, hold, report

READS = Answer(
    tool_calls=(
        ("record_facts", {"facts": [{"field": "knowledge_changes", "value": "quarterly",
                                     "quote": "every quarter"}]}),
    )
)  # fmt: skip
LIES = Answer("Studies of 2019 show that 83% of teams fail.")


def test_there_are_ten_and_each_expects_something():
    assert len(golden()) == 10
    assert all(each.facts or each.tools for each in golden())


def test_facts_tools_repairs_and_cost_are_counted(knowledge, tmp_path):
    store = Store(tmp_path / "eval.sqlite3")
    with openai_endpoint(READS, LIES, LIES, READS, Answer("Noted.")) as endpoint:
        chat_model = make_chat_model(
            "openai:mock", api_key="sk-x", base_url=endpoint.url, turn_seconds=30.0
        )
        limits = Limits(price=price_of("openai:gpt-6-luna"))
        advisor = Advisor(store, knowledge, chat_model, limits=limits)
        result = asyncio.run(hold(advisor, golden()[0]))
    store.close()

    assert (result.facts_right, result.facts) == (1, 3)
    assert (result.tools_right, result.tools) == (1, 1)
    assert result.repairs >= 2
    assert result.troubles == 0
    assert result.spent.tokens == 5 * 110
    assert "facts 1/3" in report([result])
