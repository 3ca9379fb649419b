"""The interview: what is asked, in which words, and when it ends."""

from itertools import product

import pytest

from tools.decision import decide, option_facts, option_value, remaining_questions
from tools.decision.effective import contradicting, contradictions
from tools.decision.interview import LAST, PLAN
from tools.decision.ours import known_parts, our_diagram, our_table, taken_for_granted
from tools.decision.questions import choices, question_rows
from tools.vocabulary import TaskProfile

FIELDS = sorted({row.field for row in question_rows()})
OF_RULES = sorted({row.field for row in question_rows() if row.fact != PLAN})


def part_of(fact: str, facts: dict[str, object]) -> int | None:
    table = our_table()
    number = next(number for number, column in table.numbered if column.name == fact)
    return known_parts(TaskProfile.model_validate(facts)).get(number)


@pytest.mark.parametrize("field", FIELDS)
def test_a_question_has_two_to_five_answers_that_differ(field):
    options = [choice.option for choice in choices(field)]

    assert 2 <= len(options) <= 5
    assert len(set(options)) == len(options)


@pytest.mark.parametrize("field", OF_RULES)
def test_every_answer_says_something_about_the_fact_it_is_asked_for(field):
    fact = next(row.fact for row in question_rows() if row.field == field)
    settled = {part_of(fact, option_facts(field, c.option) or {}) for c in choices(field)}

    if field != "quality_target":  # which says something only beside a figure of quality
        assert len(settled - {None}) >= 2


def test_a_click_gives_the_value_of_its_field_or_the_facts_it_sets():
    assert option_value("labelled_examples", "About a thousand") == 1_000
    assert option_value("prompting_quality", "It falls short") is None
    assert option_facts("prompting_quality", "It falls short") == {"prompting_meets_target": False}
    assert option_facts("needs_style", "perhaps") is None


def test_a_figure_asks_for_the_bar_and_words_do_not():
    figure = decide(TaskProfile(prompting_quality=0.72, needs_external_knowledge=False))
    words = decide(TaskProfile(prompting_meets_target=False, needs_external_knowledge=False))

    assert figure.next_question is not None and words.next_question is not None
    assert figure.next_question.field == "quality_target"
    assert words.next_question.field != "quality_target"


def test_a_skip_becomes_a_visible_assumption_and_both_branches_are_shown():
    facts = TaskProfile(prompting_meets_target=False, needs_external_knowledge=False,
                        few_shot_works="no", labelled_examples=800)  # fmt: skip

    decided = decide(facts, frozenset({"needs_style"}))

    assumed = next(each for each in decided.assumptions if each.field == "needs_style")
    assert (assumed.value, assumed.otherwise, assumed.skipped) == ("no", "fine_tuning", True)
    tried = next(each for each in decided.experiments if each.field == "needs_style")
    assert tried.branches == {"yes": "fine_tuning", "no": decided.strategy}


def test_the_right_question_is_asked_when_one_decisive_fact_is_missing():
    """Facts of one branch are all known but one; the one that can still decide is asked."""
    known = {
        "needs_external_knowledge": False, "prompting_meets_target": False,
        "needs_style": True, "few_shot_works": "no", "labelled_examples": 800,
        "task_changes": "yearly", "erasure_request": False,
    }  # fmt: skip
    for missing in ("needs_style", "labelled_examples", "task_changes", "erasure_request"):
        facts = {name: value for name, value in known.items() if name != missing}
        facts |= {"needs_format": False, "latency_is_tight": False}

        question = decide(TaskProfile.model_validate(facts)).next_question

        assert question is not None and question.field == missing


@pytest.mark.parametrize("clash", contradictions(), ids=lambda each: each.id)
def test_contradictory_facts_lead_to_one_reconciling_question_that_either_answer_settles(clash):
    facts = CLASHING[clash.id]

    decided = decide(TaskProfile.model_validate(facts))

    assert clash.text in decided.contradictions
    assert decided.status == "provisional"
    assert decided.next_question is not None
    for choice in clash.choices:
        after = TaskProfile.model_validate(facts).model_copy(update=choice.sets)
        assert clash not in contradicting(after)


CLASHING = {
    "CON-1": {"prompting_meets_target": True, "prompting_quality": 0.7, "quality_target": 0.9},
    "CON-2": {"prompting_meets_target": False, "prompting_quality": 0.9, "quality_target": 0.9},
    "CON-3": {"rag_meets_target": True, "rag_quality": 0.7, "quality_target": 0.9},
    "CON-4": {"rag_meets_target": False, "rag_quality": 0.95, "quality_target": 0.9},
    "CON-5": {"prompting_tried": False, "prompting_quality": 0.7},
    "CON-6": {"rag_tried": False, "rag_gap": "lookup"},
    "CON-7": {"needs_external_knowledge": False, "knowledge_changes": "daily"},
    "CON-8": {"prompting_meets_target": True, "needs_style": True, "few_shot_works": "no"},
    "CON-9": {"prompting_quality": 0.9, "quality_target": 0.8, "needs_style": True,
              "few_shot_works": "no"},
    "CON-10": {"rag_meets_target": True, "rag_gap": "behaviour"},
    "CON-11": {"rag_quality": 0.9, "quality_target": 0.8, "rag_gap": "behaviour"},
    "CON-12": {"knowledge_records": 18_000, "domain_corpus_tokens": 100_000},
}  # fmt: skip


def test_whoever_describes_a_task_is_not_asked_whether_it_is_one():
    described, summed_up = TaskProfile(needs_style=True), TaskProfile(task_summary="a letter")

    assert "out_of_scope" not in decide(described).possible
    assert "out_of_scope" in decide(summed_up).possible


def test_no_demand_to_erase_is_taken_for_granted_only_where_nothing_hints_at_one():
    assert taken_for_granted(TaskProfile(needs_format=True)) == {"erasure_request": False}
    assert taken_for_granted(TaskProfile(needs_format=True, shards=20)) == {}
    assert taken_for_granted(TaskProfile(aim="off_topic")) == {}


def test_the_form_lists_each_open_question_once_with_the_next_one_first():
    facts = TaskProfile(needs_external_knowledge=True)

    form = remaining_questions(facts)

    fields = [question.field for question in form.questions]
    question = decide(facts).next_question
    assert question is not None and fields[0] == question.field
    assert len(set(fields)) == len(fields)
    assert form.expected > 0


def test_rare_matters_are_asked_last():
    facts, asked, skipped = TaskProfile(), [], set()
    while question := decide(facts, frozenset(skipped)).next_question:
        asked.append(question.field)
        skipped.add(question.field)

    ordinary = [field for field in asked if field not in LAST]
    assert asked[: len(ordinary)] == ordinary


def test_one_missing_column_in_any_complete_assignment_is_seen_as_decisive_exactly():
    """Over all settings of eight facts in a branch: decisive if and only if an answer differs."""
    table, diagram = our_table(), our_diagram()
    place = {column.name: number for number, column in table.numbered}
    base = {number: 0 for number, _ in table.numbered} | {
        place["erasure_request"]: 1, place["prompting_meets_target"]: 1}  # fmt: skip
    varied = [place[name] for name in ("needs_external_knowledge", "needs_style", "needs_format",
              "few_shot_works", "structured_output_tried", "labelled_examples", "rag_tried",
              "rag_meets_target")]  # fmt: skip
    for setting in product(*(range(len(table.columns[number].parts)) for number in varied)):
        full = base | dict(zip(varied, setting, strict=True))
        for missing in varied:
            known = {number: part for number, part in full.items() if number != missing}
            answers = {
                table.first({**known, missing: part}).strategy
                for part in range(len(table.columns[missing].parts))
            }
            node = diagram.given(diagram.root, known)
            assert set(diagram.possible(node)) == answers
            assert (missing in diagram.support(node)) == (len(answers) > 1)


def test_how_the_data_came_in_is_asked_once_somebody_wants_it_erased():
    settled = TaskProfile(erasure_request=True)

    question = decide(settled).next_question

    assert decide(settled).status == "final"
    assert question is not None and question.field == "data_entered_via"
    assert decide(settled, frozenset({"data_entered_via"})).next_question is None
    assert decide(settled.model_copy(update={"data_entered_via": "index"})).next_question is None
