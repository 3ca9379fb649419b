"""Hours against published speeds, on the cards they were measured on."""

import json
import statistics
from pathlib import Path

from tools.estimate import EstimateRequest
from tools.estimate.cards import find_card
from tools.estimate.duration import training_hours
from tools.estimate.resolve import resolve

DATA = Path(__file__).parent / "data" / "published_speeds.jsonl"
EXAMPLES = 100_000


def hours() -> list[tuple[float, float, float]]:
    """Give low, high and measured hours of each published speed."""
    found = []
    for line in DATA.read_text("utf-8").splitlines():
        record = json.loads(line)
        setup = resolve(EstimateRequest.model_validate(record["request"]))
        span = training_hours(setup, find_card(record["card"]), setup.gpus, EXAMPLES, 1)
        measured = EXAMPLES * setup.length / record["tokens_per_second"] / 3600
        found.append((span.low, span.high, measured))
    return found


def test_four_of_five_published_runs_took_the_hours_we_say() -> None:
    inside = [low * 0.97 <= measured <= high * 1.03 for low, high, measured in hours()]

    assert len(inside) >= 40
    assert statistics.mean(inside) >= 0.8


def test_the_likely_time_is_within_a_fifth_at_the_median() -> None:
    errors = [abs(low * 1.4 / measured - 1) for low, _, measured in hours()]

    assert statistics.median(errors) <= 0.2


def test_more_gpus_or_fewer_examples_never_take_longer() -> None:
    setup = resolve(EstimateRequest(model="Llama-3.1-8B", method="qlora"))
    card = find_card("H100")

    one, two = (training_hours(setup, card, gpus, EXAMPLES, 1) for gpus in (1, 2))
    half = training_hours(setup, card, 1, EXAMPLES // 2, 1)

    assert two.high <= one.high
    assert half.high <= one.high
