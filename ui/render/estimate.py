"""The card of an estimate: the peak as a bar and a table, what holds it, the chapter's rule."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.wording.results.figures import number
from ui.render import words
from ui.render.inert import Shelf, escape, passage_link
from ui.render.tables import Row, breakable, figure, pairs, section, span, table

PARTS = (
    ("weights", "the language model as loaded, adapters included"),
    ("gradients", "one for each number that is trained"),
    ("optimizer", "its states for each number that is trained"),
    ("activations", "what the backward pass needs again"),
    ("logits", "the scores of every token, and the loss"),
    ("overhead", "work spaces, gathered layers"),
)
FITS = {"fits": "It fits", "uncertain": "Uncertain", "does_not_fit": "It doesn't fit"}
MOST_CARDS = 8
"""Cards that are shown at once; the rest opens on demand."""


def gist(result: Row) -> str:
    """Say an estimate in a line."""
    verdict = result.get("verdict")
    fit = f" · {FITS[verdict['fit']].lower()} on {verdict['card']}" if verdict else ""
    return (
        f"{short_name(result['language_model'])}: {number(result['peak_gb'])} GB "
        f"({span(result['low_gb'], result['high_gb'])}){fit}"
    )


def short_name(name: str) -> str:
    """Shorten the name of a stand-in.

    >>> short_name("a Llama-3-like stand-in of 70 billion parameters")
    'a stand-in of 70 B'
    """
    return name.replace("Llama-3-like ", "").replace(" billion parameters", " B")


def body(result: Row, shelf: Shelf) -> str:
    """Show an estimate; parts that it lacks are left out."""
    return "".join(
        (
            _headline(result),
            bar(result),
            _parts(result["breakdown_gb"], result["peak_gb"]),
            _three_figures(result),
            _correction(result.get("correction")),
            _chapter(result, shelf),
            _verdict(result.get("verdict")),
            _cards(result.get("gpus_that_fit") or ()),
            _several(result),
            _time(result),
            _keeping(result),
            _assumptions(result.get("assumptions") or ()),
            _notes(result.get("notes") or ()),
            _formula(result.get("formula")),
        )
    )


def _headline(result: Row) -> str:
    return (
        f'<p class="peak"><strong>{figure(result["peak_gb"], "GB")}</strong> at the peak on one '
        f"GPU, {span(result['low_gb'], result['high_gb'])} GB possible</p>"
        f'<p class="quiet">{escape(result["language_model"])}, '
        f"{words.value(result['total_params'])} parameters, "
        f"{words.value(result['trainable_params'])} of them trained; the peak is reached at "
        f"{escape(result['peak_moment'])}.</p>"
    )


def bar(result: Row) -> str:
    """Draw the parts of the peak to scale, with the possible range and a named card's end."""
    verdict = result.get("verdict")
    card_gb = verdict["memory_gb"] if verdict else 0.0
    full = max(result["high_gb"], card_gb, result["peak_gb"]) or 1.0
    parts = result["breakdown_gb"]
    pieces = "".join(
        f'<span class="piece {name}" style="width:{_share(parts[name], full)}%"></span>'
        for name, _ in PARTS
        if parts[name] > 0
    )
    low = _share(result["low_gb"], full)
    wide = max(_share(result["high_gb"], full) - low, 0.5)
    reach = f'<span class="reach" style="left:{low}%;width:{wide:.2f}%"></span>'
    end = f'<span class="end" style="left:{_share(card_gb, full)}%"></span>' if verdict else ""
    return (
        f'<div class="bar" role="img" aria-label="{escape(_bar_in_words(result, card_gb))}">'
        f'<div class="pieces">{pieces}{end}</div><div class="reaches">{reach}</div></div>'
    )


def _bar_in_words(result: Row, card_gb: float) -> str:
    parts = [
        f"{name} {number(result['breakdown_gb'][name])} GB"
        for name, _ in PARTS
        if result["breakdown_gb"][name] > 0
    ]
    card = f"; the card has {number(card_gb)} GB" if card_gb else ""
    return (
        f"{', '.join(parts)}; in all {number(result['peak_gb'])} GB, "
        f"{span(result['low_gb'], result['high_gb'])} GB possible{card}"
    )


def _share(part: float, whole: float) -> float:
    return round(min(max(part / whole, 0.0), 1.0) * 100, 2)


def _parts(parts: Mapping[str, float], peak_gb: float) -> str:
    rows = [
        (
            f'<span class="fig"><span class="swatch {name}"></span>{name.capitalize()}</span>',
            _exact(parts[name]),
            escape(what),
        )
        for name, what in PARTS
    ]
    rows.append(("<strong>Peak</strong>", f"<strong>{_exact(peak_gb)}</strong>", "their sum"))
    return section("What is in memory then", table(("part", "memory", "what it is"), rows))


def _exact(gb: float) -> str:
    """Write all digits, so that parts add up on the screen too."""
    return f'<span class="fig">{gb:,.3f} GB</span>'


def _three_figures(result: Row) -> str:
    low, high = result["low_gb"] / result["peak_gb"], result["high_gb"] / result["peak_gb"]
    rows = [
        ("Allocated", _both(result["peak_gb"]), span(result["low_gb"], result["high_gb"]),
         breakable("tensors; torch's max_memory_allocated")),
        ("Reserved", _both(result["reserved_gb"]),
         span(result["reserved_gb"] * low, result["reserved_gb"] * high),
         "with what the allocator keeps"),
        ("Driver", _both(result["device_gb"]),
         span(result["device_low_gb"], result["device_high_gb"]),
         "with the CUDA context; nvidia-smi"),
    ]  # fmt: skip
    heads = ("figure", "likely", "possible, GB", "counts")
    return section("Three figures for one peak", table(heads, rows))


def _both(gb: float) -> str:
    return f"{figure(gb, 'GB')} <span class='quiet'>({number(gb * 1e9 / 2**30)} GiB)</span>"


def _correction(correction: Row | None) -> str:
    if not correction:
        return ""
    text = (
        f"You measured {number(correction['measured_gb'])} GB of {correction['kind']} memory, our "
        f"estimate is {number(correction['estimated_gb'])} GB: times "
        f"{number(correction['factor'])}. With it the peak is {number(correction['peak_gb'])} GB "
        f"and the driver shows {number(correction['device_gb'])} GB; cards are judged by that."
    )
    return section("Your own correction", f'<p class="own">{escape(text)}</p>')


def _chapter(result: Row, shelf: Shelf) -> str:
    chapter = result.get("chapter")
    if not chapter:
        return ""
    passage = shelf.passage(str(chapter.get("source", "")))
    source = f" {passage_link(passage, passage.title)}" if passage else ""
    why = "".join(f"<li>{escape(each)}</li>" for each in result.get("chapter_differs") or ())
    return section(
        "The chapter's rule beside it",
        f"<p><strong>{figure(chapter['training_memory_gb'], 'GB')}</strong> "
        f"(its code: {number(chapter['training_memory_gib'])} GiB), where we count "
        f"{figure(result['peak_gb'], 'GB')}.{source}</p><ul>{why}</ul>",
    )


def _verdict(verdict: Row | None) -> str:
    if not verdict:
        return ""
    do = "".join(f"<li>{escape(each)}</li>" for each in verdict.get("do") or ())
    steps = f"<p>What would help:</p><ul>{do}</ul>" if do else ""
    return section(
        f"On {verdict['card']}",
        f'<p><span class="badge {verdict["fit"]}">{FITS[verdict["fit"]]}</span> '
        f"{escape(verdict['because'])}.</p>{steps}",
    )


def _cards(cards: Sequence[Row]) -> str:
    if not cards:
        return ""
    heads = ("card", "memory", "stays free", "an hour")
    rows = [
        (
            escape(card["name"]),
            figure(card["memory_gb"], "GB"),
            figure(card["headroom_gb"], "GB"),
            _price(card),
        )
        for card in cards
    ]
    more = rows[MOST_CARDS:]
    rest = (
        f'<details class="more"><summary>{len(more)} more</summary>{table(heads, more)}</details>'
        if more
        else ""
    )
    return section("Cards that hold it, cheapest first", table(heads, rows[:MOST_CARDS]) + rest)


def _price(card: Row) -> str:
    price = card.get("usd_per_hour")
    return "not known" if price is None else f"{price:,.2f} USD"


def _several(result: Row) -> str:
    several = result.get("several_gpus") or ()
    if not several:
        nothing = result.get("does_not_fit")
        return section("No card holds it", f"<p>{escape(nothing)}</p>") if nothing else ""
    rows = [
        (f"{each['gpus']} × {escape(each['name'])}", escape(each["sharding"]),
         figure(each["device_gb"], "GB"), _price(each))
        for each in several
    ]  # fmt: skip
    heads = ("cards", "sharding", "on each", "an hour, all")
    return section("No single card holds it; together these do", table(heads, rows))


def _time(result: Row) -> str:
    hours, usd = result.get("time_hours"), result.get("cost_usd")
    if not hours:
        return ""
    shown = [("Hours", span(hours["low"], hours["high"]))]
    if usd:
        shown.append(("USD", span(usd["low"], usd["high"])))
    return section(f"Time on {result.get('time_on') or 'the card'}", pairs(shown))


def _keeping(result: Row) -> str:
    storage, serving = result.get("storage"), result.get("serving")
    shown: list[tuple[str, str]] = []
    if storage:
        adapter = storage.get("adapter_gb")
        shown += [("Adapter", figure(adapter, "GB"))] if adapter is not None else []
        shown += [
            ("All weights, merged", figure(storage["merged_gb"], "GB")),
            ("A checkpoint to go on from", figure(storage["training_state_gb"], "GB")),
        ]
    if serving:
        what = f"{number(serving['requests'])} × {number(serving['tokens_per_request'])} tokens"
        shown.append((f"Serving it, {what}", figure(serving["total_gb"], "GB")))
    return section("On disk, and served", pairs(shown)) if shown else ""


def _assumptions(assumed: Sequence[Row]) -> str:
    rows = [
        (
            escape(words.label(str(each["field"]))),
            breakable(words.value(each["value"])),
            escape(each["because"]),
        )
        for each in assumed
    ]
    heads = ("assumed", "value", "because")
    title = "Assumed, what usually matters most first"
    return section(title, table(heads, rows)) if rows else ""


def _notes(notes: Sequence[Any]) -> str:
    items = "".join(f"<li>{escape(each)}</li>" for each in notes)
    return section("What widens the range", f"<ul>{items}</ul>") if items else ""


def _formula(formula: str | None) -> str:
    if not formula:
        return ""
    return section("Formula", f'<pre class="formula">{escape(formula)}</pre>')
