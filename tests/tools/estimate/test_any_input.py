"""Any input gives a valid answer whose parts add up, or an error that names the field."""

from math import isfinite
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tools.errors import InputError, in_words
from tools.estimate import Estimate, EstimateRequest, estimate

NAMES = ["Llama-3.1-8B", "qwen2.5 0.5b", "Mixtral 8x7B", "phi-1.5", "gpt-oss-20b", "nonsense"]
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [0, -1, 10**18, float("nan"), float("inf"), "7", "seven", None, True, [], {}, 1.5, "81920 GB"]
)


def mostly(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw something usual, and one time in fifty something odd."""
    return st.integers(0, 49).flatmap(lambda n: ODD if n == 0 else usual)


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "method": mostly(st.sampled_from(["full", "lora", "qlora", "LoRA "])),
    "precision": mostly(st.sampled_from(["fp32", "bf16", "fp16", "int4"])),
    "quantizer": mostly(st.sampled_from(["nf4", "nf4-dq", "gptq-int4", "bnb-int8"])),
    "optimizer": mostly(st.sampled_from(["adamw_torch", "adamw_8bit", "sgd", "paged_adamw_8bit"])),
    "batch_size": mostly(st.integers(1, 256)),
    "gradient_accumulation_steps": mostly(st.integers(1, 64)),
    "sequence_length": mostly(st.integers(1, 8_000)),
    "gradient_checkpointing": mostly(st.booleans()),
    "attention": mostly(st.sampled_from(["eager", "sdpa", "flash"])),
    "loss": mostly(st.sampled_from(["full", "chunked", "fused"])),
    "autocast": mostly(st.booleans()),
    "adapter_dtype": mostly(st.sampled_from(["fp32", "bf16"])),
    "lora_rank": mostly(st.integers(1, 512)),
    "lora_targets": mostly(
        st.sampled_from([["q_proj", "v_proj"], ["all-linear"], "all-linear", ["query"]])
    ),
    "gpus": mostly(st.integers(1, 64)),
    "sharding": mostly(st.sampled_from(["none", "ddp", "zero1", "zero2", "zero3", "fsdp"])),
    "examples": mostly(st.integers(1, 10**6)),
    "epochs": mostly(st.floats(0.1, 10)),
    "on": mostly(st.sampled_from(["RTX 4090", "80 GB", "H100"])),
    "measured_peak_gb": mostly(st.floats(1, 100)),
    "lengths": mostly(st.sampled_from(["fixed", "varying"])),
}
NAMED = st.fixed_dictionaries({"model": mostly(st.sampled_from(NAMES))})
SIZED = st.fixed_dictionaries({"params_b": mostly(st.floats(0.01, 2_000))})
ANY_INPUT = st.tuples(st.one_of(NAMED, SIZED), st.fixed_dictionaries({}, optional=FIELDS)).map(
    lambda pair: pair[0] | pair[1]
)
SETTINGS = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}


def answered(values: dict[str, Any]) -> Estimate | None:
    """Give the estimate, or None after checking that the error can be repaired."""
    try:
        return estimate(EstimateRequest.model_validate(values))
    except (ValidationError, InputError) as error:
        assert all(str(each) and each.field for each in in_words(error)), values
        return None


def check_valid(answer: Estimate) -> None:
    parts = answer.breakdown_gb.model_dump().values()
    figures = (answer.low_gb, answer.peak_gb, answer.high_gb, answer.device_gb)
    assert all(isfinite(value) and value >= 0 for value in (*parts, *figures))
    assert sum(parts) == pytest.approx(answer.peak_gb, abs=1e-6)
    assert answer.low_gb <= answer.peak_gb <= answer.high_gb
    assert answer.peak_gb <= answer.reserved_gb <= answer.device_gb
    assert "NaN" not in answer.model_dump_json()


def check_monotone(values: dict[str, Any], before: Estimate) -> None:
    """Check that more of anything never needs less."""
    for field, unless in (("batch_size", 1), ("sequence_length", 1024), ("lora_rank", 16)):
        more = values | {field: 2 * int(values.get(field) or unless)}
        after = answered(more)
        assert after is None or after.peak_gb >= before.peak_gb, (field, more)
    if "params_b" in values:
        more = values | {"params_b": 1.1 * float(values["params_b"])}
        after = answered(more)
        assert after is None or after.peak_gb >= before.peak_gb, more


def check(values: dict[str, Any]) -> None:
    answer = answered(values)
    if answer is not None:
        check_valid(answer)
        check_monotone(values, answer)


@given(values=ANY_INPUT)
@settings(max_examples=300, **SETTINGS)  # type: ignore[arg-type]
def test_any_input_gives_a_valid_growing_answer_or_a_clear_error(values: dict[str, Any]) -> None:
    check(values)


@pytest.mark.slow
@given(values=ANY_INPUT)
@settings(max_examples=10_000, **SETTINGS)  # type: ignore[arg-type]
def test_ten_thousand_inputs_give_a_valid_growing_answer_or_a_clear_error(
    values: dict[str, Any],
) -> None:
    check(values)
