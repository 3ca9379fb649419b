"""What holds for every task profile, whatever facts it has."""

from itertools import product
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tools.decision import decide
from tools.decision.decide import strategy_of
from tools.decision.effective import contradicting, effective
from tools.decision.ours import known_parts, our_diagram, our_table
from tools.vocabulary import STRATEGIES, TaskProfile

FACTS: dict[str, st.SearchStrategy[Any]] = {
    "erasure_request": st.booleans(),
    "prompting_tried": st.booleans(),
    "prompting_meets_target": st.booleans(),
    "prompting_quality": st.sampled_from((0.5, 0.72, 0.88, 0.95, 1.0)),
    "quality_target": st.sampled_from((0.6, 0.88, 0.95)),
    "needs_external_knowledge": st.booleans(),
    "knowledge_changes": st.sampled_from(("never", "yearly", "quarterly", "weekly", "daily")),
    "knowledge_records": st.sampled_from((300, 9_999, 10_000, 50_000)),
    "domain_corpus_tokens": st.sampled_from((1_000, 199_999, 200_000, 199_999_999, 200_000_000)),
    "needs_citations": st.booleans(),
    "needs_access_control": st.booleans(),
    "domain_language_missing": st.booleans(),
    "rag_tried": st.booleans(),
    "rag_meets_target": st.booleans(),
    "rag_quality": st.sampled_from((0.6, 0.89, 0.96)),
    "rag_gap": st.sampled_from(("lookup", "concepts", "behaviour")),
    "needs_style": st.booleans(),
    "few_shot_works": st.sampled_from(("yes", "partly", "no")),
    "needs_format": st.booleans(),
    "structured_output_tried": st.booleans(),
    "labelled_examples": st.sampled_from((0, 49, 50, 999, 1_000, 30_000)),
    "task_changes": st.sampled_from(("never", "monthly", "weekly", "daily")),
    "latency_budget_ms": st.sampled_from((150.0, 300.0, 301.0, 2_000.0)),
    "monthly_requests": st.sampled_from((0, 199_999, 200_000, 5_000_000)),
    "cost_per_query_budget_usd": st.sampled_from((0.0009, 0.001, 0.05)),
    "data_type": st.sampled_from(("labelled_pairs", "preference_pairs")),
    "automatic_grader": st.booleans(),
    "describable_in_prompt": st.booleans(),
    "data_must_stay_in_house": st.booleans(),
}
"""Facts that a rule reads, with values on both sides of each bound."""


def some_facts(least: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a partly known task profile."""
    names = st.lists(st.sampled_from(sorted(FACTS)), unique=True, min_size=least)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({n: FACTS[n] for n in chosen}))


def all_facts() -> st.SearchStrategy[dict[str, Any]]:
    """Draw a task profile in which every fact is known, but for what would contradict."""
    return st.fixed_dictionaries(FACTS).map(reconciled)


def reconciled(facts: dict[str, Any]) -> dict[str, Any]:
    """Answer each reconciling question by its first answer."""
    while clashes := contradicting(profile(facts)):
        facts = facts | clashes[0].choices[0].sets
        facts = {name: value for name, value in facts.items() if value is not None}
    return facts


def profile(facts: dict[str, Any]) -> TaskProfile:
    return TaskProfile.model_validate(facts)


@settings(max_examples=100, deadline=None)
@given(all_facts())
def test_once_all_facts_are_known_the_strategy_is_settled(facts):
    decided = decide(profile(facts))

    if decided.status == "final":
        assert decided.possible == (decided.strategy,)
        asked = decided.next_question.field if decided.next_question else "data_entered_via"
        assert asked == "data_entered_via"  # on which a plan to erase still depends
    else:  # a reconciling answer forgot a fact, which is asked for again
        assert decided.next_question is not None


@settings(max_examples=60, deadline=None)
@given(some_facts(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_arrive_never_changes_the_answer(facts, random):
    shuffled = list(facts.items())
    random.shuffle(shuffled)
    told = TaskProfile()
    for name, value in shuffled:
        told = told.model_copy(update={name: value})
        decide(told)

    assert decide(told) == decide(profile(facts))


@settings(max_examples=300, deadline=None)
@given(all_facts(), st.sets(st.sampled_from(sorted(FACTS))))
def test_every_strategy_that_more_facts_lead_to_was_possible_before(facts, known):
    partly = profile({name: facts[name] for name in facts if name in known})
    complete = profile(facts)

    assert strategy_of(complete) in decide(partly).possible


def settled(facts: dict[str, Any]) -> str | None:
    diagram = our_diagram()
    return diagram.strategy(diagram.given(diagram.root, known_parts(profile(facts))))


@settings(max_examples=300, deadline=None)
@given(all_facts(), st.randoms(use_true_random=False))
def test_more_evidence_never_reopens_a_final_decision_unless_it_contradicts(facts, random):
    arriving = list(facts.items())
    random.shuffle(arriving)
    answers = [settled(dict(arriving[:count])) for count in range(len(arriving) + 1)]

    final = [answer for answer in answers if answer is not None]

    assert final == answers[len(answers) - len(final) :], "settled, and then open again"
    assert len(set(final)) <= 1


@settings(max_examples=60, deadline=None)
@given(all_facts(), st.sets(st.sampled_from(sorted(FACTS)), max_size=4))
def test_possible_is_exactly_what_the_unknown_columns_lead_to(facts, forgotten):
    partly = profile({name: facts[name] for name in facts if name not in forgotten})
    table = our_table()
    known = known_parts(partly)
    unknown = [number for number, _ in table.numbered if number not in known]
    assume(len(unknown) <= 9)

    parts = (range(len(table.columns[number].parts)) for number in unknown)
    reached = {
        table.first({**known, **dict(zip(unknown, each, strict=True))}).strategy
        for each in product(*parts)
    }

    assert set(decide(partly).possible) == reached


@settings(max_examples=300, deadline=None)
@given(all_facts())
def test_the_strategy_is_never_heavier_than_the_needs_ask_for(facts):
    task = profile(facts | {"erasure_request": False})
    known, strategy = effective(task), strategy_of(task)

    if not known.needs_external_knowledge:
        assert "rag" not in strategy and "pretraining" not in strategy
    if known.prompting_meets_target and not known.latency_is_short and not known.cost_is_short:
        assert strategy == "prompting"
    if known.rag_meets_target and known.needs_external_knowledge and not known.latency_is_short:
        assert "fine_tuning" not in strategy or known.prompting_meets_target
    if (known.labelled_examples or 0) < 50 and not known.prompting_meets_target:
        assert "fine_tuning" not in strategy
    if strategy == "continual_pretraining+sft":
        assert known.corpus_is_large
    if strategy == "prompting+structured_output":
        assert known.needs_format and not known.structured_output_tried


@settings(max_examples=100, deadline=None)
@given(some_facts(), st.sets(st.sampled_from(sorted(FACTS))))
def test_what_is_known_or_skipped_is_never_asked(facts, skipped):
    decided = decide(profile(facts), frozenset(skipped))

    if decided.next_question is not None:
        assert decided.next_question.field not in skipped
        if not decided.contradictions:
            assert decided.next_question.field not in facts
    elif decided.status == "provisional":
        assert skipped


@settings(max_examples=200, deadline=None)
@given(some_facts())
def test_every_flip_does_change_the_strategy_to_what_it_says(facts):
    task = profile(facts)

    for flip in decide(task).would_change:
        changed = TaskProfile.model_validate({**facts, flip.field: flip.to})
        assert strategy_of(changed) == flip.strategy != strategy_of(task)


@settings(max_examples=100, deadline=None)
@given(some_facts())
def test_possible_strategies_go_from_light_to_heavy_and_hold_the_chosen_one(facts):
    decided = decide(profile(facts))

    assert list(decided.possible) == [each for each in STRATEGIES if each in decided.possible]
    assert decided.strategy in decided.possible
    assert 0 <= decided.kept_share <= 1


@settings(max_examples=60, deadline=None)
@given(some_facts())
def test_every_shown_text_has_a_source_and_no_unfilled_place(facts):
    decided = decide(profile(facts))

    texts = [(step.do + step.because, step.source) for step in decided.plan.steps]
    texts += [(each.text, each.source) for each in (*decided.advisories, *decided.dissent)]
    texts += [(each.text, each.source) for each in decided.recheck]
    assert decided.plan.steps
    assert decided.recheck or decided.strategy == "out_of_scope"
    for text, source in texts:
        assert source
        assert "{" not in text and "None" not in text
