"""A turn as far as it has come, as the guided chat model hears it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from agent.guided.planning_topics import only_plans
from agent.guided.reading import Reading, read_facts
from agent.guided.reading.mentions import only_set_ups
from agent.messages import RECORD_FACTS
from agent.transcripts.passes import MOST_PASSES
from tools.vocabulary import TaskProfile

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
        asked = None if self.only_set_ups or self.only_plans else self.asked
        known = TaskProfile.model_validate(self.facts)
        before = (self.state.get("looked_up") or {}).get("question", "")
        return read_facts(self.said, asked, known, before)

    @cached_property
    def only_set_ups(self) -> bool:
        """Whether the words are about a training set-up, and no answer to the open question."""
        tells_a_way_in = self.asked == "data_entered_via"
        return not self.action and not tells_a_way_in and only_set_ups(self.said)

    @cached_property
    def only_plans(self) -> bool:
        """Whether the words only ask for figures of a plan, and answer no open question."""
        before = (self.state.get("plan") or {}).get("calls")
        return not self.action and only_plans(self.said, going_on=bool(before))

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
    def set_up(self) -> dict[str, Any]:
        """Arguments of the newest estimate before this turn."""
        return dict(self.state.get("set_up") or {})

    @property
    def asked(self) -> str | None:
        """The field of the open question."""
        question = self.state.get("asked")
        return question["field"] if question else None

    @property
    def last_chance(self) -> bool:
        """Whether the open question is given up if these words pass it by."""
        return int((self.state.get("asked") or {}).get("times_passed", 0)) >= MOST_PASSES

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
    def trains(self) -> bool:
        """Whether the decision leads to training."""
        return self.decision is not None and self.decision["strategy"] in TRAINS

    @property
    def method(self) -> dict[str, str]:
        """The method that the decision names, as a tool's argument."""
        method = self.decision["method"] if self.decision else None
        return {"method": method} if method in {"full", "lora", "qlora"} else {}

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
