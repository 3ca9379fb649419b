"""Which tools the guided chat model calls, step by step."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from agent.guided.reading import Mentioned, Reading, read_facts
from agent.messages import RECORD_FACTS, SEARCH
from tools.vocabulary import TaskProfile

MOST_QUESTIONS = 2
"""Questions of one message that are looked up."""

ASKS_FOR_THE_DECISION = re.compile(
    r"\b(should|shall|can|could|do|must) (i|we)\b|\bor do i\b|\bgood idea\b"
    r"|\bwhat (now|next)\b|\bwhat do you (think|recommend|suggest)\b|\bworth\b"
    r"|^\W*(to )?(fine[ -]?tune|train)( \w+)?\W*$",
    re.IGNORECASE,
)
"""Questions that the interview answers, not a passage."""

TRAINS = {"fine_tuning", "rag+fine_tuning", "continual_pretraining+sft"}


@dataclass(frozen=True)
class Heard:
    """A turn as far as it has come: the words, the state, and what tools have returned."""

    said: str
    state: dict[str, Any]
    tools: frozenset[str]
    results: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = ()
    """Tool, arguments, and `{"call", "result"}` or `{"call", "error"}`."""

    @cached_property
    def reading(self) -> Reading:
        """What the words say."""
        if self.action:
            return Reading()
        return read_facts(self.said, self.asked, TaskProfile.model_validate(self.facts))

    @property
    def action(self) -> dict[str, Any]:
        """What the person did other than typing."""
        return self.state.get("action") or {}

    @property
    def facts(self) -> dict[str, Any]:
        """Facts known before these words were read."""
        return {
            field: value
            for field, value in self.state.get("facts", {}).items()
            if field in TaskProfile.model_fields
        }

    @property
    def asked(self) -> str | None:
        """The field of the open question."""
        question = self.state.get("asked")
        return question["field"] if question else None

    def result(self, tool: str) -> dict[str, Any] | None:
        """Give what a tool returned in this turn."""
        return next(
            (told["result"] for name, _, told in self.results if name == tool and "result" in told),
            None,
        )

    @property
    def decision(self) -> dict[str, Any] | None:
        """The decision on all facts so far."""
        recorded = self.result(RECORD_FACTS)
        return recorded["decision"] if recorded else None

    @property
    def concludes(self) -> bool:
        """Whether this turn gives the answer, rather than a step towards it."""
        decision = self.decision
        return decision is not None and (
            decision["next_question"] is None
            or self.reading.wants_answer
            or bool(self.action.get("answer_now"))
        )

    @property
    def notes_something(self) -> bool:
        """Whether this turn brought a fact that the words say, or that was set or skipped."""
        recorded = self.result(RECORD_FACTS) or {"noted": (), "skipped": ()}
        said = any(fact["quote"] for fact in recorded["noted"])
        return said or bool(recorded["skipped"]) or bool(self.action)

    @property
    def brings_nothing(self) -> bool:
        """Whether nothing could be read in the words."""
        return not self.action and self.reading == Reading(language=self.reading.language)

    @property
    def known(self) -> dict[str, Any]:
        """Facts known now."""
        recorded = self.result(RECORD_FACTS) or {"noted": []}
        return self.facts | {fact["field"]: fact["value"] for fact in recorded["noted"]}


def next_calls(heard: Heard) -> list[dict[str, Any]]:
    """Give the next tool calls; none when it is time to speak."""
    if not heard.results:
        return _numbered([_record(heard), *_searches(heard)], heard)
    called = {name for name, _, _ in heard.results}
    if called & CALCULATIONS.keys() or heard.decision is None:
        return []
    calls = [
        {"name": name, "args": args}
        for name, choose in CALCULATIONS.items()
        if name in heard.tools and (args := choose(heard)) is not None
    ]
    return _numbered(calls, heard)


def _numbered(calls: list[dict[str, Any]], heard: Heard) -> list[dict[str, Any]]:
    first = len(heard.results)
    return [
        {**call, "id": f"call-{first + at}-{call['name']}"}
        for at, call in enumerate(calls)
        if call["name"] in heard.tools
    ]


def _record(heard: Heard) -> dict[str, Any]:
    reading = heard.reading
    facts = [fact.model_dump(mode="json") for fact in (*reading.facts, *reading.vague)]
    unknown = [*reading.unknown, *([heard.asked] if reading.skipped and heard.asked else [])]
    return {
        "name": RECORD_FACTS,
        "args": {
            "facts": facts,
            "unknown": sorted(set(unknown)),
            "wants_answer": reading.wants_answer,
        },
    }


def _searches(heard: Heard) -> list[dict[str, Any]]:
    reading = heard.reading
    mentioned = reading.mentioned
    if reading.off_topic or reading.harmful or mentioned.gpus or mentioned.language_models:
        return []  # the calculators answer
    questions = [each for each in reading.questions if not ASKS_FOR_THE_DECISION.search(each)]
    question = heard.state.get("asked")
    if reading.asks_back and question:
        questions = [question["text"]]
    return [{"name": SEARCH, "args": {"question": each}} for each in questions[:MOST_QUESTIONS]]


def _estimate(heard: Heard) -> dict[str, Any] | None:
    mentioned = heard.reading.mentioned
    if _names_a_set_up(mentioned):
        return _set_up(heard, mentioned)
    if heard.concludes and _trains(heard) and heard.known.get("model_size_b"):
        return {"params_b": heard.known["model_size_b"], **_method(heard)}
    return None


def _names_a_set_up(mentioned: Mentioned) -> bool:
    return bool(mentioned.language_models or mentioned.method)


def _what_fits(heard: Heard) -> dict[str, Any] | None:
    mentioned = heard.reading.mentioned
    if not mentioned.gpus or mentioned.language_models or heard.known.get("model_size_b"):
        return None
    args = {"on": mentioned.gpus[0], "method": mentioned.method, "gpus": mentioned.gpu_count}
    return {name: value for name, value in args.items() if value is not None}


def _set_up(heard: Heard, mentioned: Mentioned) -> dict[str, Any] | None:
    args: dict[str, Any] = {
        "method": mentioned.method,
        "gpus": mentioned.gpu_count,
        "epochs": mentioned.epochs,
        "sequence_length": mentioned.sequence_length,
        "batch_size": mentioned.batch_size,
        "on": mentioned.gpus[0] if mentioned.gpus else None,
    }
    if mentioned.language_models:
        args["model"] = mentioned.language_models[0]
    elif heard.known.get("model_size_b"):
        args["params_b"] = heard.known["model_size_b"]
    else:
        return None
    return {name: value for name, value in args.items() if value is not None}


def _method(heard: Heard) -> dict[str, Any]:
    method = heard.decision["method"] if heard.decision else None
    return {"method": method} if method in {"full", "lora", "qlora"} else {}


def _trains(heard: Heard) -> bool:
    return heard.decision is not None and heard.decision["strategy"] in TRAINS


def _mix(heard: Heard) -> dict[str, Any] | None:
    if heard.concludes and _trains(heard) and heard.known.get("labelled_examples"):
        return {"task_samples": heard.known["labelled_examples"], **_method(heard)}
    return None


def _cost(heard: Heard) -> dict[str, Any] | None:
    needed = ("monthly_requests", "prompt_tokens", "input_usd_per_million")
    if not heard.concludes or not all(heard.known.get(field) for field in needed):
        return None
    return {}


def _power(heard: Heard) -> dict[str, Any] | None:
    baseline, target = heard.known.get("prompting_quality"), heard.known.get("quality_target")
    if heard.concludes and baseline and target and 0 < baseline < target < 1:
        return {"baseline": baseline, "target": target}
    return None


def _forgetting(heard: Heard) -> dict[str, Any] | None:
    return (_method(heard) or None) if heard.concludes and _trains(heard) else None


def _unlearn(heard: Heard) -> dict[str, Any] | None:
    decision = heard.decision
    asks = heard.concludes and decision is not None and decision["strategy"] == "unlearning_plan"
    return {} if asks and heard.known.get("data_entered_via") else None


CALCULATIONS: dict[str, Callable[[Heard], dict[str, Any] | None]] = {
    "estimate": _estimate,
    "what_fits": _what_fits,
    "mix": _mix,
    "forgetting": _forgetting,
    "cost": _cost,
    "power": _power,
    "unlearn": _unlearn,
}
"""Tool to the arguments that it is worth calling with now, or None."""
