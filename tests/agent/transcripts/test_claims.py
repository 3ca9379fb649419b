"""Work that a crash left open is taken over once, and only then."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import update

from agent.transcripts import claims, schema
from agent.transcripts.store import Store


@pytest.fixture
def gone() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def pretend(store: Store, **claimer: object) -> None:
    """Let all claims be somebody else's."""
    with store._database.writing() as connection:
        connection.execute(update(schema.claims).values(**claimer))


def test_work_of_a_living_process_stays_its_own(store):
    assert store.claim("slack:1", "words")

    assert store.open_claims("slack:") == []


def test_work_of_a_dead_process_is_taken_over_once(store, gone):
    for key in ("slack:1", "slack:2", "other:1"):
        store.claim(key, f"words of {key}")
    store.finish_claim("slack:2")
    pretend(store, process=gone)

    assert store.open_claims("slack:") == [("slack:1", "words of slack:1")]
    assert store.open_claims("slack:") == []
    assert not store.claim("slack:1")


def test_work_of_another_machine_is_taken_over_when_it_has_long_been_silent(store):
    store.claim("slack:1", "words")

    pretend(store, machine="elsewhere", process=os.getpid())
    assert store.open_claims() == []

    pretend(store, claimed=0.0)
    assert store.open_claims() == [("slack:1", "words")]
    assert claims.SILENT_S > 60


def test_words_of_finished_work_are_not_kept(store):
    store.claim("slack:1", "our secret sauce")
    store.finish_claim("slack:1")
    store._database.empty_log()

    assert b"secret sauce" not in store.path.read_bytes()
