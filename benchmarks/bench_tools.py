"""Planning tools in process: milliseconds of one call, beside the parsing of its request.

Run: `python benchmarks/bench_tools.py` (about two seconds; `make bench` runs it too).
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from tools import CATALOGUE

ROUNDS = 300
CALLS: dict[str, dict[str, Any]] = {
    "mix": {"task_samples": 5_000, "method": "lora", "task_tokens": 500, "general_tokens": 300},
    "forgetting": {
        "method": "lora",
        "base": {"mmlu": 0.62, "hellaswag": 0.79},
        "checkpoints": [
            {"step": step, "task": 0.8, "general": {"mmlu": 0.61, "hellaswag": 0.78}}
            for step in range(100, 1_100, 100)
        ],
    },
    "cost": {
        "monthly_requests": 3_000_000,
        "prompt_tokens": 3_000,
        "tuned_prompt_tokens": 500,
        "priced_as": "gpt-6-sol",
        "training_usd": 5_000,
        "hosting_usd_per_month": 200,
    },
    "power": {"baseline": 0.88, "target": 0.95, "successes": 481, "samples": 500},
    "unlearn": {"data_entered_via": "fine_tuning", "shards": 20, "deletions": 10},
    "plan_check": {"latency_budget_ms": 150, "strategy": "rag", "quality_target": 0.95},
}


def median_ms(call: Callable[[], object]) -> float:
    """Time a call many times; give the median (ms)."""
    call()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1_000)
    return statistics.median(times)


def main() -> None:
    print("tool          whole call   request alone   (ms, median)")
    for name, arguments in CALLS.items():
        tool = CATALOGUE[name]
        read = tool.request.model_validate

        def whole(
            function: Callable[[Any], object] = tool.function,
            read: Callable[[Any], Any] = read,
            arguments: dict[str, Any] = arguments,
        ) -> object:
            return function(read(arguments))

        alone = median_ms(lambda read=read, arguments=arguments: read(arguments))  # type: ignore[misc]
        print(f"{name:12} {median_ms(whole):10.3f} {alone:14.3f}")


if __name__ == "__main__":
    main()
