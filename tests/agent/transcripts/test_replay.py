"""A replay needs no chat model: the same calls and decisions, or what differs, by number."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from agent.events import Decided, Event, FactNoted, PassageFound, ToolReturned, TurnEnded, UserSaid
from agent.transcripts.fold import profile_of
from agent.transcripts.replay import ReplayReport, replay
from tools.vocabulary import TaskProfile

Tool = Callable[[dict[str, Any], Sequence[Event]], Any]


def toolbox(**tools: Tool):
    """Call one of these tools; a ValueError is what the tool answers in words."""

    def call(name: str, args: dict[str, Any], events: Sequence[Event]) -> ToolReturned:
        try:
            return ToolReturned(call="", result=tools[name](args, events))
        except ValueError as error:
            return ToolReturned(call="", error=str(error))

    return call


@pytest.fixture
def recorded(consultation) -> dict[str, Any]:
    return next(each.decision for each in consultation if isinstance(each, Decided))


def estimate(args: dict[str, Any], _: Sequence[Event]) -> dict[str, Any]:
    return {"chapter": None, "peak_gb": 16.9 if args["method"] == "lora" else 112.0}


def search(_: dict[str, Any], __: Sequence[Event]) -> dict[str, Any]:
    return {"passages": [{"anchor": "14.1/1.2/rag-dynamic", "score": 0.7099999}]}


def again(events, decision, **tools: Tool) -> ReplayReport:
    return replay(
        events, toolbox(**({"estimate": estimate, "search": search} | tools)), lambda *_: decision
    )


def test_a_recording_that_still_holds_replays_the_same(consultation, recorded):
    report = again(consultation, recorded)

    assert report.same
    assert (report.calls, report.decisions, report.left_out) == (2, 1, ())


def test_a_result_that_differs_is_named_by_its_event_and_its_smallest_part(consultation, recorded):
    report = again(
        consultation, recorded, estimate=lambda *_: {"peak_gb": 17.1, "chapter": None, "low": 1}
    )

    assert [(d.number, d.what, d.recorded, d.today) for d in report.differences] == [
        (4, "estimate c1.peak_gb", 16.9, 17.1),
        (4, "estimate c1.low", "(absent)", 1),
    ]


def test_equal_means_equal_to_the_byte(consultation, recorded):
    report = again(consultation, recorded, estimate=lambda *_: {"peak_gb": 16.9, "chapter": False})

    assert [each.what for each in report.differences] == ["estimate c1.chapter"]


def test_a_search_is_compared_by_its_anchors_in_their_order(consultation, recorded):
    found = [
        {"anchor": "14.1/ex/1", "score": 0.9},
        {"anchor": "14.1/1.2/rag-dynamic", "score": 0.7},
    ]
    report = again(consultation, recorded, search=lambda *_: {"passages": found})

    (difference,) = report.differences
    assert difference.what == "search c2 anchors"
    assert difference.recorded == ["14.1/1.2/rag-dynamic"]
    assert difference.today == ["14.1/ex/1", "14.1/1.2/rag-dynamic"]


def test_an_error_is_an_answer_too(consultation, recorded):
    def refuse(*_: object) -> None:
        raise ValueError("Unknown method.")

    report = again(consultation, recorded, estimate=refuse)

    assert report.differences[0].today == {"error": "Unknown method."}
    assert again(report.rewritten, recorded, estimate=refuse).same


def test_a_decision_that_differs_is_named_by_its_part(consultation, recorded):
    report = again(consultation, recorded | {"strategy": "prompting"})

    (difference,) = report.differences
    assert (difference.what, difference.recorded, difference.today) == (
        "decision.strategy", "rag", "prompting",
    )  # fmt: skip


def test_a_tool_sees_the_facts_of_its_moment(consultation, recorded):
    seen: list[TaskProfile] = []
    later = [
        UserSaid(text="daily", turn=2, number=18),
        FactNoted(field="knowledge_changes", value="daily", quote="daily", turn=2, number=19),
        *[e.model_copy(update={"turn": 2}) for e in consultation if e.kind.startswith("tool_")][:2],
        FactNoted(field="knowledge_changes", value="weekly", turn=2, number=22),
    ]

    def look(args: dict[str, Any], events: Sequence[Event]) -> dict[str, Any]:
        seen.append(profile_of(events))
        return estimate(args, events)

    again([*consultation, *later], recorded, estimate=look)

    assert [each.knowledge_changes for each in seen] == [None, "daily"]


def test_what_a_turn_that_was_cut_off_noted_does_not_count(consultation, recorded):
    cut_off = [
        UserSaid(text="daily", turn=2, number=18),
        FactNoted(field="knowledge_changes", value="daily", turn=2, number=19),
        TurnEnded(how="interrupted", turn=2, number=20),
        UserSaid(text="Well?", turn=3, number=21),
        Decided(decision=recorded, turn=3, number=22),
    ]
    decided_on: list[TaskProfile] = []

    def decide(profile: TaskProfile, skipped: frozenset[str]) -> dict[str, Any]:
        decided_on.append(profile)
        assert skipped == {"needs_format"}
        return recorded

    replay([*consultation, *cut_off], toolbox(estimate=estimate, search=search), decide)

    assert [each.knowledge_changes for each in decided_on] == ["quarterly", "quarterly"]


def test_a_call_without_an_answer_is_left_out_and_said_so(consultation, recorded):
    report = again(consultation[:3], recorded)

    assert report.calls == 0
    assert report.left_out == ("event 3, estimate: no answer was recorded",)


def test_accepting_rewrites_what_the_transcript_expects(consultation, recorded):
    found = [{"anchor": "14.1/ex/1", "score": 0.9}, {"anchor": "14.1/ex/2", "score": 0.8}]
    today = {"estimate": lambda *_: {"peak_gb": 17.1}, "search": lambda *_: {"passages": found}}
    report = again(consultation, recorded | {"strategy": "prompting"}, **today)

    accepted = report.rewritten

    assert again(accepted, recorded | {"strategy": "prompting"}, **today).same
    assert [each.number for each in accepted] == list(range(1, len(consultation) + 2))
    assert [e.anchor for e in accepted if isinstance(e, PassageFound)] == ["14.1/ex/1", "14.1/ex/2"]
    assert [e.text for e in accepted if isinstance(e, UserSaid)] == [consultation[1].text]


def test_accepting_a_recording_that_holds_changes_at_most_the_scores(consultation, recorded):
    accepted = again(consultation, recorded).rewritten

    changed = [e.kind for e, f in zip(accepted, consultation, strict=True) if e != f]
    assert changed == ["tool_returned", "passage_found"]


def test_other_versions_than_today_are_named(consultation, recorded):
    report = replay(
        consultation,
        toolbox(estimate=estimate, search=search),
        lambda *_: recorded,
        versions={"rules": "r2"},
    )

    assert report.same
    assert [(d.what, d.recorded, d.today) for d in report.versions] == [
        ("version of rules", "r1", "r2")
    ]
