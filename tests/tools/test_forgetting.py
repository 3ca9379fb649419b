"""Forgetting: plans by method, and checkpoints read, measured and chosen."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tools.errors import InputError, in_words
from tools.forgetting import Forgetting, ForgettingRequest, forgetting
from tools.forgetting.plan import benchmarks, plan_for, remedies, setting_rows
from tools.forgetting.reading import read_scores

METHODS = ("full", "lora", "qlora", "api", "continual_pretraining")
BASE = {"mmlu": 0.60, "hellaswag": 0.80}
RUN = [
    {"step": 200, "task": 0.86, "general": {"mmlu": 0.592, "hellaswag": 0.798}},
    {"step": 300, "task": 0.90, "general": {"mmlu": 0.575, "hellaswag": 0.790}},
    {"step": 400, "task": 0.93, "general": {"mmlu": 0.520, "hellaswag": 0.730}},
]


def asked(**given_: object) -> Forgetting:
    return forgetting(ForgettingRequest.model_validate(given_))


def test_the_best_checkpoint_has_the_highest_task_score_under_the_line() -> None:
    answer = asked(base=BASE, checkpoints=RUN)

    assert answer.best_step == 300
    assert answer.alarm is True
    assert "step 400 (mmlu down 13.3%)" in answer.why
    assert answer.pareto_steps == (200, 300, 400)


def test_five_percent_exactly_is_not_more_than_five_percent() -> None:
    (drop,) = asked(
        base={"mmlu": 0.6}, checkpoints=[{"step": 1, "task": 1, "general": {"mmlu": 0.57}}]
    ).drops

    assert drop.relative == 0.05
    assert not drop.crosses_relative


def test_the_line_is_read_by_the_base_and_in_points() -> None:
    (drop,) = asked(
        base={"mmlu": 0.6}, checkpoints=[{"step": 1, "task": 1, "general": {"mmlu": 0.56}}]
    ).drops

    assert (drop.crosses_relative, drop.crosses_absolute) == (True, False)
    assert drop.absolute == pytest.approx(0.04)


def test_a_drop_within_noise_is_watched_and_not_alarmed() -> None:
    run = [{"step": 1, "task": 0.9, "general": {"ours": 0.54}}]

    few = asked(base={"ours": 0.6}, checkpoints=run, samples={"ours": 100})
    many = asked(base={"ours": 0.6}, checkpoints=run, samples={"ours": 10_000})

    assert (few.alarm, few.drops[0].level) == (False, "watch")
    assert (many.alarm, many.drops[0].level) == (True, "alarm")


def test_a_real_but_small_drop_is_watched() -> None:
    (drop,) = asked(
        base={"mmlu": 0.62}, checkpoints=[{"step": 1, "task": 1, "general": {"mmlu": 0.60}}]
    ).drops

    assert drop.standard_error == pytest.approx(0.0058, abs=1e-4)
    assert drop.level == "watch"


def test_noise_of_an_unknown_benchmark_is_an_assumption_that_is_named() -> None:
    answer = asked(
        base={"house": 0.6}, checkpoints=[{"step": 1, "task": 1, "general": {"house": 0.5}}]
    )

    assert answer.alarm is True
    assert "samples.house" in {each.field for each in answer.assumptions}


def test_percent_and_shares_give_the_same_judgement() -> None:
    percent = [
        {"step": each["step"], "task": 90, "general": {k: 100 * v for k, v in scores.items()}}
        for each in RUN
        if isinstance(scores := each["general"], dict)
    ]

    share = asked(base=BASE, checkpoints=RUN)
    hundred = asked(base={"mmlu": 60, "hellaswag": 80}, checkpoints=percent)

    assert [drop.level for drop in share.drops] == [drop.level for drop in hundred.drops]


def test_when_all_cross_the_line_none_is_best() -> None:
    answer = asked(base=BASE, checkpoints=RUN[2:])

    assert answer.best_step is None
    assert "Every checkpoint crosses 5%" in answer.why
    assert "rate" in answer.next_changes[0].cause


def test_a_crossing_within_noise_is_no_reason_to_keep_the_base() -> None:
    answer = asked(
        base={"gsm8k": 0.50}, checkpoints=[{"step": 1, "task": 0.7, "general": {"gsm8k": 0.47}}]
    )

    assert answer.alarm is False
    assert answer.why.endswith("within noise: measure it again with more items.")


def test_others_within_noise_of_the_best_are_named() -> None:
    answer = asked(base=BASE, checkpoints=RUN[:2], task_samples=200)

    assert answer.best_step == 300
    assert answer.same_within_noise == (200,)
    assert [point.in_zone for point in answer.curve] == [True, True]


def test_a_best_checkpoint_that_was_never_saved_is_noticed() -> None:
    answer = asked(base=BASE, checkpoints=RUN, save_steps=250)

    assert answer.best_was_saved is False
    assert "only every 1,000 steps" in answer.advice[0]


def test_the_chapters_trio_misses_three_symptoms() -> None:
    answer = asked(
        base={"mmlu": 0.6, "hellaswag": 0.8, "arc_easy": 0.8},
        checkpoints=[{"step": 1, "task": 1, "general": {"mmlu": 0.6}}],
    )

    assert {"instructions_ignored", "repetition", "safety_lost"} <= set(answer.not_measured)


@pytest.mark.parametrize(
    "text",
    [
        "step,task,mmlu\nbase,0.6,0.62\n500,0.81,0.61\n1000,0.85,0.50",
        "step\ttask\tmmlu\nbase\t\t0.62\n500\t0.81\t0.61\n1000\t0.85\t0.50",
        "| Step | Task | MMLU |\n|---|---:|---|\n| base | 0.6 | 0.62 |\n"
        "| 500 | 0.81 | 0.61 |\n| 1000 | 0.85 | 0.50 |",
        "step task mmlu\n0 0.6 0.62\n500 0.81 0.61\n1000 0.85 0.50",
        "step;task;mmlu\nbase;60 %;62%\n500;81%;61%\n1000;85%;50%",
    ],
    ids=["csv", "tabs", "markdown", "spaces", "percent"],
)
def test_a_pasted_table_is_read(text: str) -> None:
    answer = asked(table=text)

    assert answer.best_step == 500
    assert answer.alarm is True


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a header and at least one row"),
        ("task,mmlu\n1,2", "no column is called 'step'"),
        ("step,task,mmlu\n500,0.8", "line 2: 2 cells under 3 columns"),
        ("step,task,mmlu\n500,0.8,high", "line 2: mmlu cannot be 'high'"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_scores(text)


def test_result_files_of_the_harness_are_read_as_they_are() -> None:
    def harness(score: float) -> dict[str, object]:
        return {
            "results": {"mmlu": {"alias": "mmlu", "acc,none": score, "acc_stderr,none": 0.01}},
            "n-samples": {"mmlu": {"original": 14_042, "effective": 100}},
        }

    answer = asked(
        base=harness(0.60), checkpoints=[{"step": 10, "task": 0.9, "general": harness(0.56)}]
    )

    assert answer.drops[0].standard_error == pytest.approx(0.0697, abs=1e-3)
    assert answer.alarm is False


def test_step_0_is_the_base_where_none_is_given() -> None:
    answer = asked(checkpoints=[{"step": 0, "task": 0.5, "general": BASE}, *RUN])

    assert answer.best_step == 300


@pytest.mark.parametrize("method", METHODS)
def test_every_method_has_a_plan_that_measures_every_symptom(method: str) -> None:
    plan = asked(method=method).plan

    assert plan is not None
    assert {"learning_rate", "epochs", "general_share"} <= {each.setting for each in plan.settings}
    assert {each.measures for each in plan.benchmarks} == {each.symptom for each in remedies()}


def test_the_chapters_defaults_stand_beside_ours() -> None:
    full = {each.setting: each.chapter for each in plan_for("full").settings}
    lora = {each.setting: each.value for each in plan_for("lora").settings}

    assert (full["learning_rate"], full["epochs"], full["weight_decay"]) == ("2e-5", "3", "0.01")
    assert (full["max_grad_norm"], full["general_share"]) == ("1.0", "0.30")
    assert lora["learning_rate"] == "1e-4 to 3e-4"
    assert [row.benchmark for row in benchmarks() if row.chapter == "yes"] == [
        "mmlu",
        "hellaswag",
        "arc_easy",
    ]


def test_every_row_has_a_source() -> None:
    assert all(row.source for row in (*setting_rows(), *benchmarks(), *remedies()))


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({}, "method"),
        ({"checkpoints": RUN}, "base"),
        ({"base": {"mmlu": 0}, "checkpoints": [{"step": 1, "general": {"mmlu": 0.5}}]}, "base"),
        ({"base": {"mmlu": 0.6}, "checkpoints": RUN}, "base"),
        ({"base": {"mmlu": 0.6}, "checkpoints": [{"step": 1, "general": {"mmlu": 58}}]}, "base"),
        ({"base": BASE, "checkpoints": [*RUN, RUN[0]]}, "checkpoints"),
    ],
    ids=["nothing", "no base", "base of zero", "no base for one", "mixed units", "step twice"],
)
def test_what_cannot_be_answered_says_what_to_give(
    arguments: dict[str, object], field: str
) -> None:
    with pytest.raises(InputError) as refused:
        asked(**arguments)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"method": "LoRAX"}, "method"),
        ({"method": "lora", "epochs": 3}, "epochs"),
        ({"base": {"mmlu": -0.1}}, "base.mmlu"),
        ({"base": {"mmlu": float("nan")}}, "base.mmlu"),
        ({"base": {"mmlu": 6_200}}, "base.mmlu"),
        ({"checkpoints": [{"step": -1}]}, "checkpoints.0.step"),
        ({"table": "step,mmlu\nbase,nan\n1,0.5"}, "base.mmlu"),
    ],
)
def test_input_out_of_range_is_refused_by_name(arguments: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ForgettingRequest.model_validate(arguments)

    assert any(each.field.startswith(field) for each in in_words(refused.value))


scores = st.floats(0.001, 1)


@settings(max_examples=60, deadline=None)
@given(
    base=st.tuples(scores, scores),
    run=st.lists(st.tuples(scores, scores, scores), min_size=1, max_size=12),
    items=st.integers(1, 10**6),
)
def test_the_best_is_never_beaten_by_another_under_the_line(
    base: tuple[float, float], run: list[tuple[float, float, float]], items: int
) -> None:
    answer = asked(
        base={"a": base[0], "b": base[1]},
        checkpoints=[
            {"step": step, "task": task, "general": {"a": a, "b": b}}
            for step, (task, a, b) in enumerate(run)
        ],
        samples={"a": items, "b": items},
    )
    under = {drop.step for drop in answer.drops} - {
        drop.step for drop in answer.drops if drop.crosses_relative
    }

    json.loads(answer.model_dump_json())
    assert (answer.best_step is None) == (not under)
    if answer.best_step is not None:
        assert answer.best_step in under & set(answer.pareto_steps)
        assert run[int(answer.best_step)][0] == max(run[int(step)][0] for step in under)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="step,base|;\t 019.%\n-mlu", max_size=80))
def test_any_pasted_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        asked(table=text)
    except (InputError, ValidationError) as refused:
        assert all(str(each) for each in in_words(refused))


def test_columns_may_be_called_as_trainers_call_them() -> None:
    answer = asked(table="checkpoint | accuracy | mmlu\nbase | .6 | .62\nckpt-500 | .8 | .61")

    assert answer.best_step == 500
