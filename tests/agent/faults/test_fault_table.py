"""Faults on the wire: each kind, at each place, streamed and whole, through the real client."""

import pytest
from support.fault_cases import (
    CASES,
    CUT_NUMBER,
    KEY,
    SPOKEN_AGAIN,
    TURN_SECONDS,
    dangling,
    doubled,
    everything_logged,
    run_all,
)

from agent.events import AdvisorSaid, Decided

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def log():
    return []


@pytest.fixture(scope="module")
def outcomes(knowledge, tmp_path_factory, log):
    with everything_logged(log):
        return {each.case: each for each in run_all(knowledge, tmp_path_factory.mktemp("faults"))}


@pytest.fixture(params=CASES, ids=str)
def outcome(request, outcomes):
    return outcomes[request.param]


def test_each_case_ends_within_the_deadline_with_an_answer(outcome):
    assert outcome.ended == "finished"
    assert outcome.seconds <= TURN_SECONDS + outcome.lag
    assert outcome.said.strip()
    assert any(isinstance(event, Decided) for event in outcome.turn)


def test_no_half_reply_passes_as_whole(outcome):
    assert outcome.troubles or "broke off" in outcome.said
    assert CUT_NUMBER not in outcome.said + outcome.shown


def test_nothing_is_said_twice_and_what_was_shown_is_what_is_kept(outcome):
    assert doubled(outcome.shown) == []
    assert outcome.shown.split() == outcome.said.split()


def test_the_next_turn_works(outcome):
    said = [event.text for event in outcome.next_turn if isinstance(event, AdvisorSaid)]

    assert said == [SPOKEN_AGAIN]
    assert [dangling(request) for request in outcome.requests if dangling(request)] == []


def test_the_key_is_nowhere(outcome, log):
    kept = "".join(str(event.line()) for event in outcome.transcript)

    assert KEY not in kept + outcome.shown
    assert not [line for line in log if KEY in line]
