"""A right reply that is made wrong is found; one that is only reworded is let through."""

import random

import pytest

from agent.grounding import verify
from benchmarks.bench_grounding import changed, rows
from benchmarks.grounding_mutants import OPERATORS, REWRITES, Base, bases


@pytest.fixture(scope="module")
def pool() -> list[Base]:
    drawn = random.Random(7).sample(bases(rows()), 1500)
    return [base for base in drawn if verify(base.reply, base.sources).passed]


def test_nearly_all_mutants_are_found(pool: list[Base]) -> None:
    mutants = changed(pool, OPERATORS, 600, seed=7)

    missed = [text for _, base, text in mutants if verify(text, base.sources).passed]

    assert len(missed) <= 0.01 * len(mutants), missed


def test_harmless_rewrites_raise_no_alarm(pool: list[Base]) -> None:
    rewrites = changed(pool, REWRITES, 300, seed=7)

    refused = [text for _, base, text in rewrites if not verify(text, base.sources).passed]

    assert len(refused) <= 0.01 * len(rewrites), refused


def test_our_own_renderings_of_results_pass() -> None:
    own = random.Random(7).sample([base for base in bases(rows()) if base.rendered], 1000)

    refused = [b.reply for b in own if not verify(b.reply, b.sources).passed]

    assert len(refused) <= 0.03 * len(own), refused
