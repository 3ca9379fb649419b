"""Cards of what moves an estimate, and of what fits a card."""

from collections.abc import Sequence

from agent.wording.results.figures import number
from ui.render import words
from ui.render.inert import Shelf, escape, passage_link
from ui.render.tables import Row, figure, section, table

METHODS = {"full": "full", "lora": "LoRA", "qlora": "QLoRA"}
MOST_FITTING = 12
"""Language models that are shown at once; the rest opens on demand."""


def explanation_gist(result: Row) -> str:
    """Say in a line which switch saves most."""
    saving = [each for each in result.get("switches") or () if each["saves_gb"] > 0]
    if not saving:
        return "nothing to switch"
    return f"{saving[0]['text']}: {number(saving[0]['saves_gb'])} GB less"


def explanation(result: Row, shelf: Shelf) -> str:
    """Show switches, walls, assumptions with their effect, and what published rules say."""
    return "".join(
        (
            _switches(result.get("switches") or ()),
            _walls(result.get("walls") or ()),
            _assumptions(result.get("assumptions") or ()),
            _published(result.get("published") or (), shelf),
        )
    )


def _switches(switches: Sequence[Row]) -> str:
    largest = max((abs(each["saves_gb"]) for each in switches), default=0.0) or 1.0
    rows = [
        (
            escape(each["text"]),
            _change(-each["saves_gb"], largest),
            figure(each["peak_gb"], "GB"),
            f"× {number(each['work'])}",
        )
        for each in switches
    ]
    heads = ("one change", "memory", "peak then", "work")
    return section("What each switch is worth", table(heads, rows)) if rows else ""


def _change(change_gb: float, largest: float) -> str:
    """Show a change as a signed figure over a short bar; less is drawn in the accent."""
    sign = "−" if change_gb < 0 else "+" if change_gb > 0 else ""
    look = "less" if change_gb < 0 else "more-of-it"
    wide = round(abs(change_gb) / largest * 100, 1)
    return (
        f'<span class="fig">{sign}{number(abs(change_gb))} GB</span>'
        f'<span class="worth {look}" style="width:{wide}%"></span>'
    )


def _walls(walls: Sequence[Row]) -> str:
    rows = [
        (
            escape(words.label(str(each["field"]))),
            number(each["asked"]),
            "nothing fits" if each["largest"] is None else number(each["largest"]),
        )
        for each in walls
    ]
    heads = ("along", "asked", "largest that fits")
    return section("How far it goes on the card", table(heads, rows)) if rows else ""


def _assumptions(assumed: Sequence[Row]) -> str:
    rows = [
        (
            escape(words.label(str(each["field"]))),
            escape(words.value(each["value"])),
            escape(each["otherwise"]),
            f"{each['effect_gb']:+.2f} GB" if each["effect_gb"] else "none",
        )
        for each in assumed
    ]
    heads = ("assumed", "value", "if it were", "peak")
    return section("Assumptions, largest effect first", table(heads, rows)) if rows else ""


def _published(published: Sequence[Row], shelf: Shelf) -> str:
    rows = [
        (
            _rule(each, shelf),
            figure(each["gb"], "GB"),
            f"{each['difference_gb']:+.1f} GB",
            escape(each["true_when"]),
            escape(each["leaves_out"]),
        )
        for each in published
    ]
    if not rows:
        return ""
    heads = ("rule", "says", "ours differs by", "right when", "leaves out")
    ours = figure(published[0]["ours_gb"], "GB")
    return section("What published rules say", f"<p>We count {ours}.</p>{table(heads, rows)}")


def _rule(each: Row, shelf: Shelf) -> str:
    passage = shelf.passage(str(each.get("source", "")))
    return passage_link(passage, str(each["rule"])) if passage else escape(each["rule"])


def fitting_gist(result: Row) -> str:
    """Say in a line the largest that fits."""
    largest = result.get("largest") or {}
    named = [f"{METHODS[method]} {name}" for method, name in largest.items() if name]
    return f"{result['card']}: up to {', '.join(reversed(named))}" if named else "nothing fits"


def fitting(result: Row, shelf: Shelf) -> str:
    """Show what a card can train, the largest language models first."""
    found = result.get("fits") or ()
    gpus = f"{number(result['gpus'])} × " if result.get("gpus", 1) > 1 else ""
    largest = [
        (METHODS[method], escape(name or "none of the table"))
        for method, name in (result.get("largest") or {}).items()
    ]
    heads = ("language model", "method", "driver memory", "longest", "largest batch")
    rows = [
        (
            escape(each["language_model"]),
            METHODS.get(str(each["method"]), escape(each["method"])),
            figure(each["device_gb"], "GB"),
            number(each["longest_sequence_length"]),
            number(each["largest_batch_size"]),
        )
        for each in found
    ]
    more = rows[MOST_FITTING:]
    rest = (
        f'<details class="more"><summary>{len(more)} more</summary>{table(heads, more)}</details>'
        if more
        else ""
    )
    return (
        f"<p>{gpus}{escape(result['card'])}, {figure(result['memory_gb'], 'GB')} as its driver "
        f"reports; sequences of {number(result['sequence_length'])} tokens.</p>"
        + section("The largest with each method", table(("method", "language model"), largest))
        + section("All that fit, largest first", table(heads, rows[:MOST_FITTING]) + rest)
    )
