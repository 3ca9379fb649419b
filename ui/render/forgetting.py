"""The card of forgetting: two curves with the zone marked, drops, settings, what to change."""

from agent.wording.results.figures import number
from ui.render import words
from ui.render.inert import Shelf, escape
from ui.render.pictures import Chart, Point, dot, legend, picture, ticks, words_at
from ui.render.planning import assumptions, items, percent, source
from ui.render.tables import Row, entries, section, table

LINE = 0.05
LEVELS = {"alarm": "does_not_fit", "watch": "uncertain", "fine": "fits"}


def gist(result: Row) -> str:
    """Say what was judged or planned, in a line."""
    if result["alarm"] is None:
        changes = result["next_changes"]
        return changes[0]["change"] if changes else "settings and benchmarks"
    best = result["best_step"]
    kept = "no checkpoint to keep" if best is None else f"keep step {number(best)}"
    return f"{kept}{', alarm' if result['alarm'] else ''}"


def body(result: Row, shelf: Shelf) -> str:
    """Show checkpoints judged, then what to change, then the plan."""
    judged = result["alarm"] is not None
    return "".join(
        (
            curves(result),
            f"<p>{escape(result['why'])}</p>" if judged else "",
            items(result["advice"], shelf),
            _drops(result),
            _changes(result, shelf),
            _plan(result["plan"], shelf),
            assumptions(result, shelf),
        )
    )


def curves(result: Row) -> str:
    """Draw task score and what is kept of general scores, the 5 % zone and the best step."""
    points = [each for each in result["curve"] if each["worst_relative_drop"] is not None]
    if len(points) < 2:
        return ""
    unit = 100.0 if any((each["task"] or 0) > 1 for each in points) else 1.0
    kept = [Point(each["step"], 1 - each["worst_relative_drop"]) for each in points]
    task = [Point(each["step"], each["task"] / unit) for each in points if each["task"] is not None]
    allowed = _line(result)
    values = [each.y for each in (*kept, *task)] + [1.0, 1 - allowed]
    chart = Chart((points[0]["step"], points[-1]["step"]), _room(min(values), max(values)))
    inside = [
        chart.band(1 - allowed, min(max(values), chart.y[1]), "zone"),
        chart.across(1 - allowed, "limit"),
        chart.axes(
            [(each, number(each)) for each in ticks(*chart.x)],
            [(each, percent(each)) for each in ticks(*chart.y)],
        ),
        words_at(348, 187, "step", "tick", "end"),
        chart.curve(kept, "two"),
        chart.curve(task, "one"),
    ]
    best = result["best_step"]
    at_best = [each for each in (*task, *kept) if each.x == best]
    if at_best:
        inside.append(chart.up(best, "best"))
        inside += [dot(chart.place(each), "best", 5) for each in at_best]
    return picture(chart.height, _in_words(result, points), inside) + legend(
        [
            ("one", "task score"),
            ("two", "kept of the worst general score"),
            ("zone", f"zone: at most {percent(allowed)} lost"),
            ("best", "best checkpoint" if best is not None else "no checkpoint is good"),
        ]
    )


def _line(result: Row) -> float:
    for each in result["assumptions"]:
        if each["field"] == "line":
            return float(each["value"])
    inside = [float(d["relative"]) for d in result["drops"] if not d["crosses_relative"]]
    return max([LINE, *inside])


def _room(low: float, high: float) -> tuple[float, float]:
    spare = max((high - low) * 0.08, 0.01)
    return max(low - spare, 0.0), high + spare


def _in_words(result: Row, points: list[Row]) -> str:
    said = "; ".join(
        f"step {number(each['step'])}: task "
        f"{'not measured' if each['task'] is None else number(each['task'])}, "
        f"worst general drop {percent(each['worst_relative_drop'])}"
        for each in points
    )
    best = result["best_step"]
    return f"{said}. Best: {'none' if best is None else f'step {number(best)}'}"


def _drops(result: Row) -> str:
    rows = [
        (
            number(each["step"]),
            escape(each["benchmark"]),
            f'<span class="badge {LEVELS[each["level"]]}">{escape(each["level"])}</span>',
            percent(each["relative"]),
            f'<span class="fig">{each["base"]:g} → {each["score"]:g}</span>',
            "–" if each["standard_error"] is None else f"{each['standard_error']:.2g}",
        )
        for each in result["drops"]
    ]
    heads = ("step", "benchmark", "verdict", "lost", "score", "standard error")
    return section("Drops", table(heads, rows)) if rows else ""


def _changes(result: Row, shelf: Shelf) -> str:
    shown = [
        (
            f"{escape(words.label(each['symptom']))}: {escape(each['cause'])}",
            (escape(each["change"]), source(each["source"], shelf)),
        )
        for each in result["next_changes"]
    ]
    return section("What to change next, likeliest first", entries(shown)) if shown else ""


def _plan(plan: Row | None, shelf: Shelf) -> str:
    if not plan:
        return ""
    settings = [
        (
            f"{escape(words.label(each['setting']))}: {escape(each['value'])}",
            (
                f"The chapter: {escape(each['chapter'])}" if each["chapter"] else "",
                escape(each["because"]),
                source(each["source"], shelf),
            ),
        )
        for each in plan["settings"]
    ]
    measured = [
        (
            escape(each["benchmark"]),
            escape(words.label(each["measures"])),
            number(each["items"]),
            escape(each["when"]),
        )
        for each in plan["benchmarks"]
    ]
    method = words.METHODS.get(plan["method"], words.label(plan["method"]))
    heads = ("benchmark", "shows", "items", "when")
    return "".join(
        (
            section(f"Settings: {method}", entries(settings)),
            section("What to measure", table(heads, measured) + items(plan["warnings"], shelf)),
        )
    )
