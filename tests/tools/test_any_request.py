"""Any request to a planning tool is answered with finite numbers, or refused in words.

`REQUESTS_A_TOOL=10000 pytest tests/tools/test_any_request.py` tries as many of each.
"""

import math
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tools import CATALOGUE
from tools.errors import InputError, in_words

REQUESTS = int(os.environ.get("REQUESTS_A_TOOL", "150"))
TOOLS = ("mix", "forgetting", "cost", "power", "unlearn", "plan_check")
ODD_NUMBERS = st.sampled_from(
    [0, 1, -1, 0.5, 1e-9, 0.999999, 100, 1_000_000, 10**15, 1e300, math.inf, math.nan]
)
NUMBERS = st.one_of(ODD_NUMBERS, st.floats(0, 1), st.floats(allow_nan=True), st.integers(0, 10**6))
WORDS = st.sampled_from(
    ["full", "lora", "QLoRA", "CPT", "strong", "weak", "fine_tuning", "index", "own_pre_training",
     "vendor_model", "gpt-6-luna", "OpenAI", "2026-11-24", "rag", "", "no such word"]
)  # fmt: skip
SCORES = st.dictionaries(st.sampled_from(["mmlu", "ARC-Easy", "ours"]), NUMBERS, max_size=3)
CHECKPOINTS = st.lists(
    st.fixed_dictionaries({"step": NUMBERS}, optional={"task": NUMBERS, "general": SCORES}),
    max_size=4,
)
OF_SHAPE: dict[str, st.SearchStrategy[Any]] = {
    "base": SCORES,
    "checkpoints": CHECKPOINTS,
    "samples": st.one_of(NUMBERS, SCORES),
    "symptoms": st.lists(st.sampled_from(["repetition", "knowledge_lost", "odd"]), max_size=2),
    "table": st.sampled_from(["step,task,mmlu\nbase,.5,.6\n10,.7,.59", "step\n1", "?"]),
    "strategy": WORDS,
    "method": WORDS,
}


def requests(tool: str) -> st.SearchStrategy[dict[str, Any]]:
    """Give requests with any of the tool's fields, likely values and unlikely ones."""
    anything = st.one_of(NUMBERS, st.booleans(), WORDS, st.none())
    fields = CATALOGUE[tool].request.model_fields
    return st.fixed_dictionaries(
        {}, optional={name: OF_SHAPE.get(name, anything) for name in fields}
    )


def numbers_in(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [found for each in value.values() for found in numbers_in(each)]
    if isinstance(value, list | tuple):
        return [found for each in value for found in numbers_in(each)]
    return [value] if isinstance(value, float) else []


@pytest.mark.parametrize("tool", TOOLS)
def test_any_request_is_answered_with_finite_numbers_or_refused_in_words(tool: str) -> None:
    known = CATALOGUE[tool]

    @settings(max_examples=REQUESTS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(requests(tool))
    def ask(arguments: dict[str, Any]) -> None:
        try:
            answer = known.function(known.request.model_validate(arguments))
        except (InputError, ValidationError) as refused:
            assert all(str(each) for each in in_words(refused))
            return
        assert all(map(math.isfinite, numbers_in(answer.model_dump(mode="json"))))

    ask()
