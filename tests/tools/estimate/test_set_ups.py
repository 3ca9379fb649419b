"""What a set-up may be, what is assumed, and what the answer holds."""

from typing import Any

import pytest
from pydantic import ValidationError

from tools.errors import InputError, in_words
from tools.estimate import EstimateRequest, estimate
from tools.estimate.catalogue import find_language_model
from tools.estimate.memory import weight_bytes
from tools.estimate.optimizers import read_optimizer
from tools.estimate.resolve import resolve

LLAMA: dict[str, Any] = {"model": "Llama-3.1-8B", "method": "lora"}


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"batch_size": 0}, "batch_size", "0 is outside 1 to 65,536 sequences"),
        ({"batch_size": -4}, "batch_size", "-4 is outside"),
        ({"sequence_length": 10**18}, "sequence_length", "is outside 1 to 10,000,000 tokens"),
        ({"sequence_length": "NaN"}, "sequence_length", "'NaN' is no finite number"),
        ({"epochs": float("inf")}, "epochs", "inf is no finite number"),
        ({"params_b": 7e9, "model": None}, "params_b", "7,000,000,000 is outside 0.001 to 5,000"),
        ({"method": "dora"}, "method", "Unknown method 'dora'"),
        ({"precision": "fp7"}, "precision", "Unknown precision 'fp7'"),
        ({"optimizer": "magic"}, "optimizer", "unknown optimizer 'magic'"),
        ({"gradient_checkpointing": "maybe"}, "gradient_checkpointing", "neither true nor false"),
        ({"batchsize": 4}, "batchsize", "there is no such field"),
        ({"lora_rank": 5000}, "lora_rank", "5000 is larger than the hidden size 4096"),
        ({"lora_targets": ["c_proj"]}, "lora_targets", "no module 'c_proj'. Known: q_proj"),
        ({"sequence_length": 200_000}, "sequence_length", "more than the 131,072"),
        ({"batch_size": 65_536}, "batch_size", "at a sequence length of 1,024 are 67,108,864"),
        ({"method": "full", "precision": "int4"}, "precision", "can't be trained in full"),
        ({"on": "H10000"}, "on", "Unknown GPU 'H10000'. Did you mean"),
        ({"on": "81920 GB"}, "on", "did you mean MiB (80 GiB)?"),
        ({"model": "nonsense-9000"}, "model", "unknown language model 'nonsense-9000'"),
        ({"model": None}, "model", "which language model?"),
    ],
)
def test_bad_input_names_field_value_and_way_out(
    changes: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises((ValidationError, InputError)) as caught:
        estimate(EstimateRequest.model_validate(LLAMA | changes))

    assert isinstance(caught.value, ValidationError | InputError)
    found = in_words(caught.value)
    assert [error.field for error in found] == [field]
    assert said in str(found[0])


@pytest.mark.parametrize("spelling", ["LoRA ", "LORA", "lora"])
def test_words_are_read_however_they_are_written(spelling: str) -> None:
    assert EstimateRequest.model_validate({"method": spelling}).method == "lora"


@pytest.mark.parametrize(
    ("field", "words", "meaning"),
    [
        ("attention", "flash-attention 2", "flash"),
        ("attention", "sdpa memory-efficient kernel", "sdpa"),
        ("sharding", "FSDP full shard", "fsdp"),
        ("sharding", "DeepSpeed ZeRO-3", "zero3"),
        ("quantizer", "nf4 double quant", "nf4-dq"),
        ("quantizer", "nf4 (no double quant)", "nf4"),
        ("quantizer", "gptq int8", "gptq-int8"),
        ("loss", "cross-entropy in chunks of 128 tokens", "chunked"),
    ],
)
def test_descriptions_are_read_by_what_they_mention(field: str, words: str, meaning: str) -> None:
    assert getattr(EstimateRequest.model_validate({field: words}), field) == meaning


def test_what_is_absent_is_assumed_and_said() -> None:
    answer = estimate(EstimateRequest(model="Llama-3.1-8B"))

    assumed = {each.field: each.value for each in answer.assumptions}
    assert assumed["method"] == "lora"
    assert assumed["sequence_length"] == 1024
    assert all(each.because for each in answer.assumptions)


def test_nothing_that_was_said_is_called_an_assumption() -> None:
    said = {"batch_size": 2, "sequence_length": 512, "attention": "flash", "lora_rank": 8}

    answer = estimate(EstimateRequest.model_validate(LLAMA | said))

    assert not {each.field for each in answer.assumptions} & said.keys()


def test_mixed_precision_words_are_two_facts() -> None:
    true = EstimateRequest.model_validate({"precision": "bf16-true", "method": "lora"})
    mixed = EstimateRequest.model_validate({"precision": "amp bf16"})
    lightning = EstimateRequest.model_validate({"precision": "bf16-mixed"})

    assert (true.precision, true.autocast, true.adapter_dtype) == ("bf16", False, "bf16")
    assert (mixed.precision, mixed.autocast) == ("bf16", True)
    assert (lightning.precision, lightning.autocast) == ("fp32", True)


@pytest.mark.parametrize(
    ("quantizer", "adapter_dtype", "per_matrix_weight", "rest"),
    [
        ("nf4", "fp32", 0.5625, 4),
        ("nf4-dq", "fp32", 0.515869140625, 4),
        ("nf4", "bf16", 0.5625, 2),
        ("gptq-int4", "fp32", 0.51953125, 2),
    ],
)
def test_quantised_weights_take_their_bits_their_scales_and_the_unquantised_rest(
    quantizer: str, adapter_dtype: str, per_matrix_weight: float, rest: int
) -> None:
    llama = find_language_model("Llama-3.1-8B")
    setup = resolve(
        EstimateRequest.model_validate(
            {"model": "Llama-3.1-8B", "quantizer": quantizer, "adapter_dtype": adapter_dtype}
        )
    )

    expected = llama.matrix_params * per_matrix_weight + llama.other_params * rest

    assert weight_bytes(setup) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("changes", "bytes_a_parameter"),
    [
        ({"optimizer": "adamw_torch_fused"}, 8.0),
        ({"optimizer": "adamw_torch"}, 10.0),
        ({"optimizer": "adamw_8bit"}, 6.03),
        ({"optimizer": "sgd"}, 4.0),
        ({"precision": "fp32", "optimizer": "adamw_torch_fused"}, 16.0),
        ({"precision": "fp32", "autocast": True, "optimizer": "adamw_torch_fused"}, 16.0),
        ({"sharding": "zero2", "optimizer": "adamw_torch"}, 20.0),
    ],
)
def test_full_fine_tuning_by_bytes_a_parameter(
    changes: dict[str, Any], bytes_a_parameter: float
) -> None:
    short = {"model": "Llama-2-7B", "method": "full", "sequence_length": 1}

    answer = estimate(EstimateRequest.model_validate(short | changes))

    assert answer.peak_gb * 1e9 / answer.total_params == pytest.approx(bytes_a_parameter, abs=0.25)


def test_lora_of_rank_16_on_every_matrix_of_a_7b_trains_40_million() -> None:
    answer = estimate(EstimateRequest(model="Llama-2-7B", method="lora", lora_rank=16))

    assert answer.trainable_params == 39_976_960
    assert answer.checkpoint_gb == pytest.approx(0.160, abs=0.001)


@pytest.mark.parametrize(
    ("model", "targets", "rank", "published"),
    [
        ("phi-1.5", ("query", "value"), 8, 1_572_864),
        ("StableLM-Alpha-3B", ("query", "value"), 8, 2_097_152),
        ("Llama-2-7B", ("query", "value"), 8, 4_194_304),
        ("Llama-2-13B", ("query", "value"), 8, 6_553_600),
    ],
)
def test_trained_parameters_are_those_that_litgpt_prints(
    model: str, targets: tuple[str, ...], rank: int, published: int
) -> None:
    request = EstimateRequest(model=model, lora_targets=targets, lora_rank=rank)

    assert estimate(request).trainable_params == published


def test_full_sharding_divides_states_but_not_activations() -> None:
    one = estimate(EstimateRequest(model="Llama-3.1-8B", method="full", sequence_length=4096))
    four = estimate(
        EstimateRequest(
            model="Llama-3.1-8B", method="full", sequence_length=4096, gpus=4, sharding="fsdp"
        )
    )

    assert four.breakdown_gb.optimizer == pytest.approx(one.breakdown_gb.optimizer / 4, rel=0.01)
    assert four.breakdown_gb.weights == pytest.approx(one.breakdown_gb.weights / 4, rel=0.01)


@pytest.mark.parametrize("sharding", ["zero1", "zero2", "zero3"])
def test_each_stage_of_zero_needs_less_than_the_one_before(sharding: str) -> None:
    stages = ["zero1", "zero2", "zero3"]

    needs = [
        estimate(
            EstimateRequest.model_validate(
                {"model": "Llama-3.1-8B", "method": "full", "gpus": 8, "sharding": stage}
            )
        ).peak_gb
        for stage in stages
    ]

    assert needs == sorted(needs, reverse=True)
    assert needs[stages.index(sharding)] < 8.03 * 20


def test_what_nobody_has_measured_is_said_and_widens_the_range() -> None:
    dense = estimate(EstimateRequest.model_validate(LLAMA | {"autocast": False}))
    mixture = estimate(EstimateRequest(model="Mixtral-8x7B", method="lora", autocast=False))

    assert not dense.notes
    assert any("mixture of experts" in note for note in mixture.notes)
    assert mixture.high_gb / mixture.low_gb > 2 > dense.high_gb / dense.low_gb


def test_a_size_alone_has_a_wider_range_than_a_name() -> None:
    named = estimate(EstimateRequest(model="Llama-2-7B", method="lora"))
    sized = estimate(EstimateRequest(params_b=6.74, method="lora"))

    assert sized.high_gb / sized.low_gb > named.high_gb / named.low_gb
    assert sized.language_model.startswith("a Llama-3-like stand-in")


def test_optimizers_are_read_in_words() -> None:
    read = read_optimizer("adamw 8-bit, fused into backward")

    assert (read.eight_bit, read.in_backward) == (True, True)


def test_serving_counts_weights_and_the_cache_of_every_request() -> None:
    answer = estimate(
        EstimateRequest(model="Llama-3.1-8B", sequence_length=8192, serving_requests=16)
    )

    assert answer.serving.kv_bytes_per_token == 131_072
    assert answer.serving.kv_cache_gb == pytest.approx(131_072 * 8192 * 16 / 1e9, abs=0.001)
