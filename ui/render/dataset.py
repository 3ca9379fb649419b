"""The report on a file of training data: counts, and the lengths as a picture; never its words."""

from collections.abc import Mapping
from importlib.resources import files

from agent.wording.results.figures import number
from ui.render import words
from ui.render.inert import escape
from ui.render.pictures import box, picture, words_at
from ui.render.planning import assumptions, items, percent, warned
from ui.render.tables import Row, pairs, section, table

MOST_LABELS = 12


def page(result: Row, name: str) -> str:
    """Give the report as a page that stands alone: no script, nothing loaded."""
    style = (files("ui.web") / "static" / "report.css").read_text("utf-8")
    pictures = (files("ui.web") / "static" / "planning.css").read_text("utf-8")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Dataset check: {escape(name)}</title><style>{style}{pictures}</style></head>"
        f'<body class="card-body"><h1>Dataset check: {escape(name)}</h1>{body(result)}'
        "</body></html>"
    )


def body(result: Row) -> str:
    """Show what was counted."""
    return "".join(
        (
            warned(result),
            _counts(result),
            _lengths(result),
            _faults(result),
            _found(result),
            _leakage(result["leakage"]),
            _shares("Languages, guessed", result["languages"], result["rows"]),
            _labels(result["labels"]),
            _split(result),
            assumptions(result),
        )
    )


def _counts(result: Row) -> str:
    shown = [
        ("Container and format", escape(f"{result['container']}, {result['format']}")),
        ("Rows", number(result["rows"])),
        ("Faulty rows", number(result["faulty_rows"])),
        ("Duplicates", number(result["duplicates"])),
        ("Near-duplicates", _or_dash(result["near_duplicates"])),
        ("Same prompt, other answer", number(result["same_prompt_other_answer"])),
        ("Empty answers", number(result["empty_answers"])),
        ("Perhaps cut off", number(result["maybe_truncated"])),
        ("Refusals", number(result["refusals"])),
        ("Longer than training takes", _or_dash(result["too_long"])),
    ]
    return section("Counts", pairs(shown))


def _or_dash(count: int | None) -> str:
    return "not looked for" if count is None else number(count)


def _lengths(result: Row) -> str:
    lengths = result["total_tokens"]
    if not lengths:
        return ""
    shown = [(name, number(lengths[key])) for name, key in _QUANTILES]
    return section("Tokens of a row, estimated", histogram(lengths["histogram"]) + pairs(shown))


_QUANTILES = (
    ("Half have at most", "p50"),
    ("Nine in ten have at most", "p90"),
    ("99 in 100 have at most", "p99"),
    ("Longest", "longest"),
    ("All rows together", "total"),
)


def histogram(bars: Mapping[str, int]) -> str:
    """Draw rows by length, the lengths doubling."""
    most = max(bars.values(), default=0)
    if not most:
        return ""
    inside = []
    for at, (name, rows) in enumerate(bars.items()):
        y = 8 + 22 * at
        inside += [
            words_at(70, y + 12, name, "tick", "end"),
            box(76, y, max(210 * rows / most, 1), 16, "one"),
            words_at(82 + 210 * rows / most, y + 12, number(rows), "name"),
        ]
    spoken = "; ".join(f"{name} tokens: {number(rows)} rows" for name, rows in bars.items())
    return picture(16 + 22 * len(bars), f"Rows by length. {spoken}", inside)


def _faults(result: Row) -> str:
    rows = [(escape(each["what"]), number(each["rows"]), _lines(each)) for each in result["faults"]]
    return section("Faults", table(("what", "rows", "first lines"), rows)) if rows else ""


def _lines(found: Row) -> str:
    return ", ".join(number(each) for each in found["first_lines"])


def _found(result: Row) -> str:
    rows = [
        (escape(each["kind"]), escape(each["family"]), number(each["rows"]), _lines(each))
        for each in result["found"]
    ]
    heads = ("kind", "family", "rows", "first lines")
    return section("Personal data and secrets", table(heads, rows)) if rows else ""


def _leakage(leakage: Row | None) -> str:
    if not leakage:
        return ""
    shown = [(words.label(name), number(count)) for name, count in leakage.items()]
    return section("Test rows that training has seen", pairs(shown))


def _shares(title: str, counts: Mapping[str, int], rows: int) -> str:
    shown = [
        (name, f"{number(count)} ({percent(count / rows if rows else 0)})")
        for name, count in counts.items()
    ]
    return section(title, pairs(shown)) if shown else ""


def _labels(labels: Row | None) -> str:
    if not labels:
        return ""
    first = [number(each) for each in labels["rows_by_label"][:MOST_LABELS]]
    text = (
        f"{number(labels['distinct'])} labels; the largest has {percent(labels['largest_share'])} "
        f"of the rows. Rows of each, the most frequent first: {', '.join(first)}"
    )
    return section("Labels", f"<p>{escape(text)}</p>")


def _split(result: Row) -> str:
    band = f"<p>{escape(result['band']['advice'])}</p>"
    split = result["split"]
    if not split:
        return section("What so many rows are good for", band)
    shown = [(words.label(name), number(split[name])) for name in ("train", "validation", "test")]
    how = items((split["how"], split["because"]))
    return section("What so many rows are good for", band) + section("A split", pairs(shown) + how)
