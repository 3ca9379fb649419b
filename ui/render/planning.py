"""Cards of the planning tools: data mix, forgetting, cost, test sets, removal, the whole plan."""

from collections.abc import Callable, Sequence

from agent.wording.results.figures import number
from ui.render import words
from ui.render.inert import Shelf, cited, escape, passage_link
from ui.render.pictures import Point, box, line, picture, words_at
from ui.render.tables import Row, entries, pairs, section, table

MOST_SHARDS = 60


def percent(share: float) -> str:
    """Write a share.

    >>> percent(0.3), percent(0.0625)
    ('30 %', '6.2 %')
    """
    value = share * 100
    return f"{value:.0f} %" if abs(value - round(value)) < 0.05 else f"{value:.1f} %"


def items(texts: Sequence[str], shelf: Shelf | None = None) -> str:
    """List texts, made inert; "" for none."""
    shown = "".join(f"<li>{cited(each, shelf)}</li>" for each in texts)
    return f"<ul>{shown}</ul>" if shown else ""


def source(name: str, shelf: Shelf) -> str:
    """Link a source that is a passage; any other is its words."""
    passage = shelf.passage(name)
    return passage_link(passage, passage.title) if passage else escape(name)


def assumptions(result: Row, shelf: Shelf | None = None) -> str:
    """List what was assumed, with the reason."""
    rows = [
        (
            escape(words.label(str(each["field"]))),
            escape(words.value(each["value"])),
            cited(each["because"], shelf),
        )
        for each in result.get("assumptions") or ()
    ]
    return section("Assumed", table(("assumed", "value", "because"), rows)) if rows else ""


def warned(result: Row, shelf: Shelf | None = None) -> str:
    """Show warnings."""
    texts = [str(each) for each in result.get("warnings") or ()]
    return section("Beware", items(texts, shelf)) if texts else ""


def mix_gist(result: Row) -> str:
    return (
        f"{number(result['task_samples'])} task + {number(result['general_samples'])} general = "
        f"{number(result['total'])} samples"
    )


def mix(result: Row, shelf: Shelf) -> str:
    chapter = result["chapter"]
    rows = [
        (name, number(each["task_samples"]), number(each["general_samples"]),
         number(each["total"]), _share(each))
        for name, each in (("Ours, rounded", result), ("The chapter's, cut off", chapter))
    ]  # fmt: skip
    heads = ("", "task", "general", "in all", "task share")
    return "".join(
        (
            _mix_picture(result),
            section("Counts", table(heads, rows)),
            _advised(result, shelf),
            _weighed(result),
            section("Cover with it what must not be lost", items(result["keep"])),
            _corpora(result["take_from"]),
            warned(result, shelf),
            assumptions(result, shelf),
        )
    )


def _share(counts: Row) -> str:
    share = counts["effective_task_ratio"]
    return "–" if share is None else f"{share:.3%}".replace("%", " %")


def _mix_picture(result: Row) -> str:
    total = result["total"]
    if not total:
        return ""
    room, left = 344.0, 8.0
    general = result["general_samples"] / total
    task = room * (1 - general)
    inside = [
        box(left, 22, task, 30, "one"),
        box(left + task, 22, room - task, 30, "two"),
        words_at(left, 15, f"task {percent(1 - general)}", "tick"),
        words_at(left + room, 15, f"general {percent(general)}", "tick", "end"),
    ]
    spoken = f"{percent(1 - general)} task and {percent(general)} general samples"
    for at, band in enumerate(result["advised"]):
        low, high, y = band["general_share_low"], band["general_share_high"], 62 + 26 * at
        start, end = left + room * (1 - high), left + room * (1 - low)
        inside += [box(start, y, max(end - start, 3), 6, "measured")]
        label = _range(band, "general_share", percent)
        inside += [
            words_at(left + room, y + 18, f"measured for this method: {label}", "tick", "end")
        ]
        spoken += f"; measured for this method: {label} general"
    return picture(60 + 26 * len(result["advised"]), spoken, inside)


def _advised(result: Row, shelf: Shelf) -> str:
    shown = [
        (
            f"{_range(each, 'general_share', percent)} general: "
            f"{_range(each, 'general_samples', number)} samples",
            (escape(each["because"]), source(each["source"], shelf)),
        )
        for each in result["advised"]
    ]
    return section("What measurements support", entries(shown)) if shown else ""


def _range(band: Row, name: str, written: Callable[[float], str]) -> str:
    low, high = written(band[f"{name}_low"]), written(band[f"{name}_high"])
    return low if low == high else f"{low} to {high}"


def _weighed(result: Row) -> str:
    shown: list[tuple[str, str]] = []
    if tokens := result["by_tokens"]:
        shown += [
            ("General share by tokens", percent(tokens["general_token_share"])),
            ("General samples that hold it", number(tokens["general_samples_for_share"])),
        ]
    if batch := result["by_batch"]:
        shown += [
            ("General samples in a step", number(batch["general_samples_mean"])),
            ("Steps that see none", percent(batch["steps_without_general"])),
        ]
    if result["passes"] is not None:
        shown.append(("Times each general sample is seen", number(result["passes"])))
    return section("As the training sees it", pairs(shown)) if shown else ""


def _corpora(corpora: Sequence[Row]) -> str:
    shown = [
        (
            escape(each["corpus"]),
            (escape(each["keeps"]), f"{escape(each['kind'])}, licence: {escape(each['licence'])}"),
        )
        for each in corpora
    ]
    return section("Where to take it from", entries(shown)) if shown else ""


def power_gist(result: Row) -> str:
    if result["samples_per_arm"] is not None:
        return f"{number(result['samples_per_arm'])} items for each of two sets"
    if interval := result["interval"]:
        return f"{percent(result['share'])}, between {_ends(interval)}"
    return "what a test set can show"


def _ends(interval: Row) -> str:
    return f"{percent(interval['low'])} and {percent(interval['high'])}"


def power(result: Row, shelf: Shelf) -> str:
    return "".join(
        (
            _interval_picture(result),
            _needed_picture(result),
            _shown(result),
            section("What follows", items(result["advice"], shelf)) if result["advice"] else "",
            assumptions(result, shelf),
            _sources(result, shelf),
        )
    )


def _interval_picture(result: Row) -> str:
    interval = result["interval"]
    if not interval:
        return ""
    low, high, share = interval["low"], interval["high"], result["share"]
    start, end = _zoom(low, high)

    def place(value: float) -> float:
        return 14 + 332 * (value - start) / ((end - start) or 1)

    label = (
        f"{percent(share)} measured; the true share lies between {_ends(interval)} "
        f"({percent(interval['level'])} interval)"
    )
    inside = (
        line(Point(14, 40), Point(346, 40), "axis"),
        box(place(low), 33, place(high) - place(low), 14, "measured"),
        line(Point(place(share), 26), Point(place(share), 54), "best"),
        words_at(
            min(max(place(share), 40), 320), 20, f"measured {percent(share)}", "name", "middle"
        ),
        words_at(max(place(low), 14), 64, percent(low), "tick", "middle"),
        words_at(min(place(high), 340), 64, percent(high), "tick", "middle"),
        words_at(14, 82, percent(start), "tick quiet-mark"),
        words_at(346, 82, percent(end), "tick quiet-mark", "end"),
    )
    return picture(88, label, inside)


def _zoom(low: float, high: float) -> tuple[float, float]:
    """Widen an interval to round ends, so that it fills about half of the picture."""
    room = max((high - low) / 2, 0.005)
    return max(0.0, low - room), min(1.0, high + room)


def _needed_picture(result: Row) -> str:
    each, paired = result["samples_per_arm"], result["paired"]
    if each is None or paired is None:
        return ""
    rows = (
        ("two separate sets, both together", 2 * each, "one"),
        ("same items, errors unrelated", paired["samples_if_unrelated"], "two"),
        ("same items, nothing gets worse", paired["samples_at_best"], "two"),
    )
    most = max(count for _, count, _ in rows) or 1
    inside = []
    for at, (name, count, look) in enumerate(rows):
        y = 16 + 34 * at
        inside += [
            words_at(8, y, name, "tick"),
            box(8, y + 5, 270 * count / most, 12, look),
            words_at(14 + 270 * count / most, y + 15, number(count), "name"),
        ]
    spoken = "; ".join(f"{name}: {number(count)} items" for name, count, _ in rows)
    return picture(110, f"Items to test. {spoken}", inside)


def _shown(result: Row) -> str:
    shown: list[tuple[str, str]] = []
    if result["samples_per_arm"] is not None:
        shown.append(("Items for each of two sets", number(result["samples_per_arm"])))
    if result["power_with_samples"] is not None:
        shown.append(("Chance to see it with yours", percent(result["power_with_samples"])))
    if result["detectable_rate"] is not None:
        shown.append(("Lowest rate that yours can tell", percent(result["detectable_rate"])))
    if result["target_shown"] is not None:
        shown.append(("Target shown", words.value(result["target_shown"])))
    if test := result["paired_test"]:
        shown.append(("Paired test, p", f"{test['p_value']:.3g}"))
    if folds := result["cross_validation"]:
        shown += [
            (f"Held out in one of {number(folds['folds'])} folds", number(folds["held_out"])),
            ("Target on those", _ends(folds["held_out_interval"])),
            ("Target on all examples", _ends(folds["all_examples_interval"])),
        ]
    return section("Figures", pairs(shown)) if shown else ""


def _sources(result: Row, shelf: Shelf) -> str:
    found = [source(each, shelf) for each in result["sources"]]
    shown = "".join(f"<li>{each}</li>" for each in found)
    return section("Sources", f"<ul>{shown}</ul>")


def unlearn_gist(result: Row) -> str:
    options = result["options"]
    return words.label(options[0]["option"]) if options else "nothing to do"


def unlearn(result: Row, shelf: Shelf) -> str:
    options = [
        (
            f"{at}. {escape(words.label(each['option']))} "
            f'<span class="badge {_firmness(each["guarantee"])}">'
            f"{escape(each['guarantee'].replace('_', ' '))}</span>",
            (
                escape(each["do"]),
                f"Costs {escape(each['cost'])}. Limits: {escape(each['limits'])}.",
                source(each["source"], shelf),
            ),
        )
        for at, each in enumerate(result["options"], 1)
    ]
    return "".join(
        (
            _shards_picture(result),
            section("Options, firmest first", entries(options)),
            conflicts(result["conflicts"], shelf),
            _tests(result["verification"], shelf),
            section("How deep the traces are", f"<p>{cited(result['risk'], shelf)}</p>"),
            section("Memo for the file", f'<pre class="formula">{escape(result["memo"])}</pre>'),
            assumptions(result, shelf),
        )
    )


def _firmness(guarantee: str) -> str:
    return "fits" if guarantee.startswith(("deleted", "exact")) else "uncertain"


def _shards_picture(result: Row) -> str:
    hit, share = result["expected_shards_hit"], result["expected_share_retrained"]
    if not hit or not share:
        return ""
    shards = round(hit / share)
    if not 1 < shards <= MOST_SHARDS:
        return ""
    inside = []
    for at in range(shards):
        x, y = 8 + 17 * (at % 20), 8 + 17 * (at // 20)
        inside.append(box(x, y, 14, 14, "axis-box"))
        inside.append(box(x, y, 14 * min(max(hit - at, 0), 1), 14, "two"))
    height = 20 + 17 * ((shards - 1) // 20 + 1)
    label = f"{hit:.2f} of {shards} shards are hit on average"
    return picture(height, label, inside) + f'<p class="quiet">{escape(label)}.</p>'


def conflicts(found: Sequence[Row], shelf: Shelf) -> str:
    """Show parts of a plan that work against each other."""
    shown = [
        (
            escape(" against ".join(each["between"])),
            (
                escape(each["because"]),
                f"Way out: {escape(each['do'])}",
                source(each["source"], shelf),
            ),
        )
        for each in found
    ]
    return section("Work against each other", entries(shown)) if shown else ""


def _tests(checks: Sequence[Row], shelf: Shelf) -> str:
    shown = [
        (escape(each["do"]), (escape(each["because"]), source(each["source"], shelf)))
        for each in checks
    ]
    return section("Tests", entries(shown)) if shown else ""


def plan_gist(result: Row) -> str:
    found = result["conflicts"]
    if not found:
        return "nothing works against each other"
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"{' against '.join(found[0]['between'])}{more}"


def plan(result: Row, shelf: Shelf) -> str:
    if not result["conflicts"]:
        return "<p>Of what is known, no part of the plan works against another.</p>"
    return conflicts(result["conflicts"], shelf)
