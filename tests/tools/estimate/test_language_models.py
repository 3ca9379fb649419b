"""The table of language models, and finding one by name, configuration, shape or size."""

import pytest

from tools.errors import InputError
from tools.estimate import estimate
from tools.estimate.catalogue import LanguageModelRow, find_language_model, language_models, rows
from tools.estimate.request import EstimateRequest
from tools.estimate.shape import shape_of

LLAMA_CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "vocab_size": 128256,
    "tie_word_embeddings": False,
    "max_position_embeddings": 131072,
    "rope_theta": 500000.0,
    "torch_dtype": "bfloat16",
}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_the_parameters_of_every_shape_are_the_published_total(row: LanguageModelRow) -> None:
    computed = language_models()[row.name].total_params

    assert computed == row.total_params


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("llama 3.1 8b", "Llama-3.1-8B"),
        ("Meta-Llama-3.1-8B-Instruct", "Llama-3.1-8B"),
        ("meta-llama/Llama-3.3-70B-Instruct", "Llama-3.1-70B"),
        ("qwen-1_8b-chat", "Qwen-1.8B"),
        ("Qwen/Qwen2.5-7B-Instruct", "Qwen2.5-7B"),
        ("mistral 7b", "Mistral-7B-v0.2"),
        ("TinyLlama/TinyLlama-1.1B-Chat-v1.0", "TinyLlama-1.1B"),
        ("unsloth/Llama-3.2-3B-Instruct-bnb-4bit", "Llama-3.2-3B"),
        ("deepseek-ai/DeepSeek-R1-Distill-Qwen-32B", "Qwen2.5-32B"),
        ("llama3.1:8b", "Llama-3.1-8B"),
        ("gemma2 9b", "Gemma-2-9B"),
        ("bigscience/bloomz-7b1", "BLOOMZ-7B1"),
        ("microsoft/Phi-3-mini-4k-instruct", "Phi-3-mini"),
        ("microsoft/Phi-3-mini-128k-instruct", "Phi-3.5-mini"),
    ],
)
def test_common_spellings_find_the_language_model(spelling: str, name: str) -> None:
    assert find_language_model(spelling).name == name


def test_a_long_context_version_takes_sequences_that_the_short_one_refuses() -> None:
    long = {"model": "Phi-3.5-mini", "sequence_length": 32_768}

    assert estimate(EstimateRequest.model_validate(long)).peak_gb > 0
    with pytest.raises(InputError, match="4,096"):
        estimate(EstimateRequest.model_validate(long | {"model": "Phi-3-mini"}))


def test_every_name_and_alias_finds_its_own_row() -> None:
    found = {
        (row.name, find_language_model(n).name) for row in rows() for n in (row.name, *row.aliases)
    }

    assert all(name == own for name, own in found)


def test_an_unknown_name_is_answered_with_the_nearest_and_never_guessed() -> None:
    with pytest.raises(InputError, match=r"Nearest known: .*Llama-3\.1-70B") as caught:
        find_language_model("Llama-3.1-75B")

    assert caught.value.field == "model"


def test_a_configuration_gives_the_same_shape_and_unknown_keys_are_ignored() -> None:
    shape = shape_of(EstimateRequest(config=LLAMA_CONFIG)).architecture

    assert shape.total_params == find_language_model("Llama-3.1-8B").total_params


def test_the_text_part_of_a_configuration_with_pictures_counts() -> None:
    nested = {"model_type": "llava", "text_config": LLAMA_CONFIG, "vision_config": {}}

    assert shape_of(EstimateRequest(config=nested)).architecture.layers == 32


def test_a_mixture_of_experts_is_read_from_its_configuration() -> None:
    config = LLAMA_CONFIG | {"model_type": "mixtral", "num_local_experts": 8, "vocab_size": 32000}

    shape = shape_of(EstimateRequest(config=config)).architecture

    assert shape.total_params == find_language_model("Mixtral-8x7B").total_params
    assert round(shape.active_params / 1e9, 1) == 12.7


def test_a_shape_that_can_not_be_is_refused_with_its_field() -> None:
    with pytest.raises(InputError, match="num_attention_heads: 31 does not divide") as caught:
        shape_of(EstimateRequest(config=LLAMA_CONFIG | {"num_attention_heads": 31}))

    assert caught.value.field == "num_attention_heads"


@pytest.mark.parametrize(
    ("key", "value", "feature"),
    [
        ("is_encoder_decoder", True, "an encoder"),
        ("kv_lora_rank", 512, "latent attention"),
        ("n_shared_experts", 1, "shared experts"),
    ],
)
def test_what_is_not_computed_is_refused_and_not_guessed(
    key: str, value: object, feature: str
) -> None:
    with pytest.raises(InputError, match=feature):
        shape_of(EstimateRequest(config=LLAMA_CONFIG | {key: value}))


def test_an_unknown_kind_of_configuration_is_a_stand_in_and_widens_the_range() -> None:
    known = estimate(EstimateRequest(config=LLAMA_CONFIG))
    newest = estimate(EstimateRequest(config=LLAMA_CONFIG | {"model_type": "newest"}))

    assert "'newest' is not in the table" in newest.assumptions[0].because
    assert newest.peak_gb == known.peak_gb
    assert newest.low_gb < known.low_gb < known.high_gb < newest.high_gb


@pytest.mark.parametrize(
    ("config", "published"),
    [
        ({"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "vocab_size": 50257},
         124_439_808),
        ({"model_type": "falcon", "hidden_size": 4544, "num_hidden_layers": 32, "multi_query": True,
          "num_attention_heads": 71, "vocab_size": 65024, "tie_word_embeddings": True},
         6_921_720_704),
        ({"model_type": "starcoder2", "hidden_size": 3072, "num_hidden_layers": 30,
          "intermediate_size": 12288, "num_attention_heads": 24, "num_key_value_heads": 2,
          "vocab_size": 49152, "tie_word_embeddings": True}, 3_030_371_328),
    ],
    ids=["gpt2", "falcon", "starcoder2"],
)  # fmt: skip
def test_an_mlp_without_a_gate_is_not_counted_as_one_with(
    config: dict[str, object], published: int
) -> None:
    architecture = shape_of(EstimateRequest(config=config)).architecture

    assert architecture.total_params == pytest.approx(published, rel=0.01)


def test_a_size_alone_names_its_stand_in() -> None:
    shape = shape_of(EstimateRequest(params_b=7))

    assert shape.stand_in
    assert shape.architecture.total_params == 7_000_000_000
    assert "Llama-3.2-3B and Llama-3.1-8B" in shape.because


def test_a_size_that_does_not_go_with_the_name_is_refused() -> None:
    with pytest.raises(InputError, match="70 billion parameters do not go with Llama"):
        shape_of(EstimateRequest(model="Llama-3.1-8B", params_b=70))
