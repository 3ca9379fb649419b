"""The card of a comparison of costs: two lines over the months, and where they cross."""

from agent.wording.results.cost import without_names
from agent.wording.results.figures import number
from ui.render import words
from ui.render.inert import Shelf, escape
from ui.render.pictures import Chart, Point, dot, legend, picture, ticks, words_at
from ui.render.planning import assumptions, source, warned
from ui.render.tables import Row, pairs, section, table

HORIZON_MONTHS = 12.0
LONGEST_MONTHS = 60.0


def usd(amount: float) -> str:
    """Write an amount of money.

    >>> usd(0.00015), usd(1234.5), usd(900.0)
    ('0.00015 USD', '1,234.50 USD', '900 USD')
    """
    if amount and abs(amount) < 0.01:
        return f"{amount:.2g} USD"
    return f"{amount:,.0f} USD" if float(amount).is_integer() else f"{amount:,.2f} USD"


def gist(result: Row) -> str:
    """Say a comparison in a line."""
    even = result["break_even"]
    if "never" in even:
        return "tuning never pays"
    if result["upfront_usd"] == 0 and even["requests"] is not None:
        return f"tuning saves {usd(result['saving_usd_per_request'])} a request"
    months = even["months"]
    if months is not None:
        return f"paid back in {_months(months)}"
    requests = even["requests"]
    return f"paid back after {number(requests)} requests" if requests is not None else even["why"]


def _months(months: float) -> str:
    return f"{months * 30:.1f} days" if months < 1 else f"{months:.1f} months"


def body(result: Row, shelf: Shelf) -> str:
    """Show a comparison; what hangs on an unknown volume is left out."""
    return "".join(
        (
            lines(result),
            _sides(result),
            _paid_back(result),
            _sensitivity(result),
            _prices(result, shelf),
            warned(
                {"warnings": [without_names(each) for each in result.get("warnings") or ()]}, shelf
            ),
            assumptions(result, shelf),
        )
    )


def lines(result: Row) -> str:
    """Draw what each side has cost after so many months, the crossing marked."""
    monthly, request = result["monthly_usd"], result["request_usd"]
    if not monthly or not request["prompting"]:
        return ""
    prompting = monthly["prompting"]
    requests = prompting / request["prompting"]
    tuned = prompting - requests * result["saving_usd_per_request"] + result["fixed_usd_per_month"]
    upfront = result["upfront_usd"]
    even = result["break_even"].get("months")
    months = _horizon(even)
    top = max(prompting * months, upfront + tuned * months) or 1.0
    chart = Chart((0.0, months), (0.0, top))
    inside = [
        chart.axes(
            [(each, number(each)) for each in ticks(0, months)],
            [(each, _short(each)) for each in ticks(0, top)],
        ),
        words_at(360 - 12, 187, "months", "tick", "end"),
        chart.curve([Point(0, 0), Point(months, prompting * months)], "one"),
        chart.curve([Point(0, upfront), Point(months, upfront + tuned * months)], "two"),
    ]
    said = f"After {number(months)} months prompting has cost {usd(prompting * months)}"
    said += f" and tuning {usd(upfront + tuned * months)}"
    if even is not None and 0 < even <= months:
        crossing = chart.place(Point(even, prompting * even))
        inside += [chart.up(even, "best"), dot(crossing, "best", 5)]
        said += f"; they cross at {_months(even)}"
    return picture(chart.height, said, inside) + legend(
        [("one", "prompting, in all (USD)"), ("two", "tuned, in all (USD)")]
    )


def _horizon(even: float | None) -> float:
    """Choose the months that are drawn: a year, or so that the crossing lies inside."""
    if not even:
        return HORIZON_MONTHS
    return min(
        even * 3 if even * 3 < HORIZON_MONTHS else max(HORIZON_MONTHS, even * 1.5), LONGEST_MONTHS
    )


def _short(amount: float) -> str:
    """Write an amount for an axis.

    >>> _short(10_800.0), _short(2_500_000.0), _short(50.0)
    ('10.8k', '2.5M', '50')
    """
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if amount >= size:
            return f"{amount / size:.4g}{letter}"
    return f"{amount:.3g}"


def _sides(result: Row) -> str:
    rows = []
    if monthly := result["monthly_usd"]:
        rows.append(
            ("A month, one-off costs spread", usd(monthly["prompting"]), usd(monthly["tuned"]))
        )
    request = result["request_usd"]
    rows.append(("A request", usd(request["prompting"]), usd(request["tuned"])))
    if failures := result["failures"]:
        rows.append(
            (
                "Failures a day",
                number(failures["prompting_per_day"]),
                number(failures["tuned_per_day"]),
            )
        )
    return section("Side by side", table(("", "prompting", "tuned"), rows))


def _paid_back(result: Row) -> str:
    even = result["break_even"]
    shown = [("Saved by a request", usd(result["saving_usd_per_request"]))]
    shown += [
        ("Once", usd(result["upfront_usd"])),
        ("Each month", usd(result["fixed_usd_per_month"])),
    ]
    if "never" in even:
        shown.append(("Paid back", f"never: {escape(even['never'])}"))
    elif result["upfront_usd"] == 0 and even["requests"] is not None:
        shown.append(("Paid back", "at once: no one-off cost was said"))
    else:
        if even["requests"] is not None:
            shown.append(("Requests until paid back", number(even["requests"])))
        if even["months"] is not None:
            shown.append(("Time until paid back", _months(even["months"])))
        shown.append(("Because", escape(even["why"])))
    if result["paying_volume"]:
        shown.append(("Pays from", f"{number(result['paying_volume'])} requests a month"))
    return section("Break-even", pairs(shown))


def _sensitivity(result: Row) -> str:
    rows = [
        (
            escape(words.label(each["field"])),
            _plain(each["value"]),
            usd(each["saving_usd_at_half"]),
            usd(each["saving_usd_at_double"]),
            "–" if each["switches_at"] is None else _plain(each["switches_at"]),
        )
        for each in result["sensitivity"]
    ]
    heads = ("input", "value", "saving a month at half", "at double", "cheaper side changes at")
    return section("What matters most", table(heads, rows)) if rows else ""


def _plain(value: float) -> str:
    """Write an input's value.

    >>> _plain(3_000_000.0), _plain(0.08222222), _plain(602.78)
    ('3,000,000', '0.0822', '603')
    """
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def _prices(result: Row, shelf: Shelf) -> str:
    prices = result["prices"]
    if not prices:
        return ""
    age = prices["age_days"]
    old = f", {number(age)} days old" if age else ""
    text = f"{prices['name']}, as of {prices['as_of']}{old}: "
    return section("Prices", f"<p>{escape(text)}{source(prices['source'], shelf)}</p>")
