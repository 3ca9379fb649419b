"""Facts folded out of a transcript: the newest of each, and what follows from figures."""

from agent.events import FactNoted
from agent.transcripts.fold import facts_of, facts_with_what_follows, profile_of
from tools.decision import decide

FIGURES = (
    FactNoted(turn=1, field="prompting_quality", value=0.72, quote="72%"),
    FactNoted(turn=1, field="quality_target", value=0.95, quote="95%"),
    FactNoted(turn=1, field="prompting_meets_target", value=False, quote="72%"),
)
LOWER = FactNoted(turn=2, field="quality_target", value=0.7, origin="set")


def test_a_verdict_read_off_a_figure_falls_with_it():
    corrected = (*FIGURES, LOWER)

    assert "prompting_meets_target" not in facts_of(corrected)
    assert facts_with_what_follows(corrected)["prompting_meets_target"].value is True
    assert not decide(profile_of(corrected)).contradictions


def test_a_verdict_of_the_persons_own_stays_and_is_asked_about():
    own = FactNoted(turn=1, field="prompting_meets_target", value=False, quote="It falls short")

    corrected = (*FIGURES, own, LOWER)

    assert facts_of(corrected)["prompting_meets_target"].value is False
    assert decide(profile_of(corrected)).contradictions


def test_a_forgotten_figure_takes_its_verdict_along():
    forgotten = FactNoted(turn=2, field="prompting_quality", value=None, origin="set")

    assert set(facts_of((*FIGURES, forgotten))) == {"quality_target"}
