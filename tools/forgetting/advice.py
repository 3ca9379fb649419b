"""Words about checkpoints: why this one is the best, and what to change next."""

from math import lcm

from tools.forgetting.checkpoints import Judged
from tools.forgetting.plan import Remedy, Symptom, remedies


def why_best(judged: tuple[Judged, ...], best: Judged | None, line: float) -> str:
    """Say why this checkpoint is the best, or why none is."""
    if not judged:
        return "No checkpoints were given, so none is judged."
    if not any(each.drops for each in judged):
        return "No general scores were given: what was forgotten is not known, so none is best."
    if best is None:
        return _why_none(judged, line)
    said = (
        f"Step {best.step:g} has the highest task score ({best.task:g}) among the checkpoints "
        f"whose worst drop stays at or under {line:.0%}; its own is {best.lost:.1%}."
    )
    higher = [_crossing(each) for each in judged if (each.task or 0.0) > (best.task or 0.0)]
    return f"{said} Higher on the task, but not eligible: {'; '.join(higher)}." if higher else said


def next_changes(symptoms: tuple[Symptom, ...], judged: tuple[Judged, ...]) -> tuple[Remedy, ...]:
    """List likely causes with what to change next, for what was noticed or measured.

    A line that is crossed at the first checkpoint speaks for the rate, a later one for the epochs.
    """
    noticed = set(symptoms)
    if any(drop.level == "alarm" for each in judged for drop in each.drops):
        noticed.add("knowledge_lost")
    rows = [row for row in remedies() if row.symptom in noticed]
    early = _lost_at_once(judged)
    return tuple(sorted(rows, key=lambda row: ("rate" in row.cause) is not early))


def save_advice(
    judged: tuple[Judged, ...],
    best: Judged | None,
    same: tuple[Judged, ...],
    save_steps: int | None,
) -> tuple[str, ...]:
    """Say whether the best checkpoint exists on disk, and which others will do."""
    said: list[str] = []
    if best is not None and save_steps is not None and best.step % save_steps:
        said.append(
            f"Step {best.step:g} was evaluated but never saved (saved every {save_steps:,}): set "
            f"save_steps to the evaluation interval{_common(judged, save_steps)}."
        )
    if same:
        steps = ", ".join(f"{each.step:g}" for each in same)
        said.append(f"Within noise as good on the task: step {steps}; prefer the smaller drop.")
    return tuple(said)


def _why_none(judged: tuple[Judged, ...], line: float) -> str:
    if any(each.under_the_line for each in judged):
        return f"Checkpoints stay under {line:.0%}, but have no task score to choose by."
    least = min((each for each in judged if each.drops), key=lambda each: each.lost)
    said = f"Every checkpoint crosses {line:.0%}; the least is step {least.step:g} with "
    if least.worst and not least.worst.beyond_noise:
        return f"{said}{least.lost:.1%}, within noise: measure it again with more items."
    return f"{said}{least.lost:.1%}. Keep the base, and train more gently."


def _crossing(judged: Judged) -> str:
    worst = judged.worst
    if worst is None:
        return f"step {judged.step:g} (not measured on general benchmarks)"
    noise = "" if worst.beyond_noise else ", within noise: measure it again with more items"
    return f"step {judged.step:g} ({worst.benchmark} down {worst.relative:.1%}{noise})"


def _lost_at_once(judged: tuple[Judged, ...]) -> bool:
    first = next((each for each in judged if each.step > 0 and each.drops), None)
    return first is not None and not first.under_the_line


def _common(judged: tuple[Judged, ...], save_steps: int) -> str:
    first = next((each.step for each in judged if each.step > 0), None)
    if not isinstance(first, int):
        return ""
    return f"; today only every {lcm(first, save_steps):,} steps are both saved and evaluated"
