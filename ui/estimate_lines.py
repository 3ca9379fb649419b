"""An estimate, its explanation and what fits a card, as lines for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ui.plain import humanised

Result = Mapping[str, Any]

WIDEST_BAR = 32
"""Characters of the bar that stands for the peak."""
MOST_CARDS = 6
MOST_FITTING = 20
LEAST_GB = 0.005
"""A switch that moves less moves nothing."""


def estimate_lines(result: Result) -> str:
    """Lay out an estimate: the peak with its parts, three figures, cards, time, assumptions."""
    return "\n".join(_estimate(result))


def _estimate(result: Result) -> Iterator[str]:
    yield (
        f"{result['language_model']}: {result['peak_gb']:.1f} GB ({result['peak_gib']:.1f} GiB) at "
        f"the peak on one GPU, {result['low_gb']:.1f} to {result['high_gb']:.1f} GB possible"
    )
    yield f"  {result['total_params']:,} parameters, {result['trainable_params']:,} trained"
    yield ""
    yield from _parts(result)
    yield ""
    yield (
        f"Allocated {result['peak_gb']:.1f} GB, reserved {result['reserved_gb']:.1f} GB, shown by "
        f"the driver {result['device_gb']:.1f} GB ({result['device_low_gb']:.1f} to "
        f"{result['device_high_gb']:.1f})"
    )
    yield from _correction(result.get("correction"))
    yield from _chapter(result)
    yield from _verdict(result.get("verdict"))
    yield from _cards(result)
    yield from _run(result)
    yield from _assumed(result["assumptions"])
    if result["notes"]:
        yield f"The range is wide: {'; '.join(result['notes'])}"


def _parts(result: Result) -> Iterator[str]:
    peak = result["peak_gb"] or 1.0
    for name, gb in result["breakdown_gb"].items():
        yield f"  {name:<12}{gb:>12,.3f} GB  {'█' * round(gb / peak * WIDEST_BAR)}".rstrip()
    yield f"  {'peak':<12}{result['peak_gb']:>12,.3f} GB  at {result['peak_moment']}"


def _correction(correction: Result | None) -> Iterator[str]:
    if correction:
        yield (
            f"Your own correction: {correction['measured_gb']:g} GB measured over "
            f"{correction['estimated_gb']:g} GB estimated is × {correction['factor']:g}; peak "
            f"{correction['peak_gb']:.1f} GB, driver {correction['device_gb']:.1f} GB"
        )


def _chapter(result: Result) -> Iterator[str]:
    chapter = result.get("chapter")
    if chapter:
        yield (
            f"The chapter's rule says {chapter['training_memory_gb']:.1f} GB "
            f"(its code: {chapter['training_memory_gib']:.1f} GiB):"
        )
        yield from (f"  - {each}" for each in result["chapter_differs"])


def _verdict(verdict: Result | None) -> Iterator[str]:
    if verdict:
        fit = {"fits": "fits", "uncertain": "uncertain", "does_not_fit": "does not fit"}
        yield ""
        yield f"{verdict['card']}: {fit[verdict['fit']]} — {verdict['because']}"
        yield from (f"  - {each}" for each in verdict["do"])


def _cards(result: Result) -> Iterator[str]:
    cards, several = result["gpus_that_fit"], result["several_gpus"]
    yield ""
    if cards:
        some = f"the cheapest {MOST_CARDS} of {len(cards)}" if len(cards) > MOST_CARDS else ""
        yield f"Cards that hold it, {some or 'cheapest first'}:"
        yield from (
            f"  {each['name']:<18}{each['memory_gb']:>7.1f} GB"
            f"{each['headroom_gb']:>8.1f} GB free{_price(each['usd_per_hour'])}"
            for each in cards[:MOST_CARDS]
        )
    elif several:
        yield "No single card holds it; together these do:"
        yield from (
            f"  {each['gpus']:>3} × {each['name']:<16}{each['sharding']:<7}"
            f"{each['device_gb']:>7.1f} GB on each{_price(each['usd_per_hour'])}"
            for each in several[:MOST_CARDS]
        )
    else:
        yield result.get("does_not_fit") or "No card of the table holds it."


def _price(usd: float | None) -> str:
    return "" if usd is None else f"{usd:>8.2f} USD an hour"


def _run(result: Result) -> Iterator[str]:
    hours, usd = result.get("time_hours"), result.get("cost_usd")
    yield ""
    if hours:
        cost = f", {usd['low']:g} to {usd['high']:g} USD" if usd else ""
        yield f"Time on {result['time_on']}: {hours['low']:g} to {hours['high']:g} hours{cost}"
    storage, serving = result["storage"], result["serving"]
    adapter = storage["adapter_gb"]
    first = f"adapter {adapter:g} GB, " if adapter is not None else ""
    yield (
        f"On disk: {first}merged {storage['merged_gb']:g} GB, a checkpoint to go on from "
        f"{storage['training_state_gb']:g} GB"
    )
    yield (
        f"Serving it: {serving['total_gb']:g} GB for {serving['requests']:,} × "
        f"{serving['tokens_per_request']:,} tokens"
    )


def _assumed(assumptions: Sequence[Result]) -> Iterator[str]:
    if assumptions:
        yield ""
        yield "Assumed:"
    for each in assumptions:
        yield f"  {each['field']} = {_value(each['value'])}: {each['because']}"


def _value(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def explanation_lines(result: Result) -> str:
    """Lay out what moves an estimate: switches, walls, assumptions, published rules."""
    return "\n".join(_explanation(result))


def _explanation(result: Result) -> Iterator[str]:
    yield "One change at a time, largest first (GB, the peak then, work):"
    for each in result["switches"]:
        if abs(each["saves_gb"]) < LEAST_GB:
            continue
        yield (
            f"  {-each['saves_gb']:>+9.2f} GB {each['peak_gb']:>9.2f} GB  ×{each['work']:<5g}"
            f" {each['text']}"
        )
    for wall in result["walls"]:
        largest = "nothing fits" if wall["largest"] is None else f"up to {wall['largest']:,}"
        yield f"{humanised(wall['field'])}: {wall['asked']:,} asked, {largest} on the card"
    yield ""
    yield "Assumptions, largest effect on the peak first:"
    for each in result["assumptions"]:
        effect = f"{each['effect_gb']:+.2f} GB if {each['otherwise']}" if each["effect_gb"] else "-"
        yield f"  {each['field']} = {_value(each['value'])}: {effect}"
    yield ""
    yield from _published(result["published"])


def _published(published: Sequence[Result]) -> Iterator[str]:
    if published:
        yield f"What published rules say, where we count {published[0]['ours_gb']:g} GB:"
    for each in published:
        yield f"  {each['gb']:>8g} GB  {each['rule']}: right when {each['true_when']}"
        yield f"               leaves out: {each['leaves_out']}"


def fitting_lines(result: Result) -> str:
    """Lay out what a card can train, the largest language models first."""
    return "\n".join(_fitting(result))


def _fitting(result: Result) -> Iterator[str]:
    gpus = f"{result['gpus']} × " if result["gpus"] > 1 else ""
    yield f"{gpus}{result['card']}, {result['memory_gb']:g} GB as its driver reports:"
    for method, name in result["largest"].items():
        yield f"  largest with {method:<6} {name or 'none of the table'}"
    yield ""
    yield f"Fit at {result['sequence_length']:,} tokens, one sequence at a time, largest first:"
    for each in result["fits"][:MOST_FITTING]:
        yield (
            f"  {each['language_model']:<20}{each['method']:<6}{each['device_gb']:>7.1f} GB  "
            f"up to {each['longest_sequence_length']:,} tokens or batch "
            f"{each['largest_batch_size']}"
        )
    more = len(result["fits"]) - MOST_FITTING
    if more > 0:
        yield f"  … and {more} more; --json gives all"
