"""Cards of tool calls: what went in, what came out, and the formula, for any tool's JSON."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from agent.events import ToolCalled, ToolReturned
from ui.render import cost, estimate, explained, forgetting, noted, planning, words
from ui.render.inert import Shelf, escape, passage_link, scrolling

MOST_ROWS = 40
"""Rows of a list that are shown; the download has all."""
DEEPEST = 6
"""Levels of nesting that are shown."""
SHORT = 60
"""Characters up to which a text stands in a table."""


class Own(NamedTuple):
    """How a tool's result is shown that has a card of its own."""

    gist: Callable[[Mapping[str, Any]], str]
    body: Callable[[Mapping[str, Any], Shelf], str]


OWN = {
    "record_facts": Own(noted.gist, noted.body),
    "estimate": Own(estimate.gist, estimate.body),
    "explain_estimate": Own(explained.explanation_gist, explained.explanation),
    "what_fits": Own(explained.fitting_gist, explained.fitting),
    "mix": Own(planning.mix_gist, planning.mix),
    "forgetting": Own(forgetting.gist, forgetting.body),
    "cost": Own(cost.gist, cost.body),
    "power": Own(planning.power_gist, planning.power),
    "unlearn": Own(planning.unlearn_gist, planning.unlearn),
    "plan_check": Own(planning.plan_gist, planning.plan),
}
"""Tools whose result has a card of its own; every other is shown as any JSON."""
TOLD = frozenset({"record_facts"})
"""Tools whose result tells what went in."""
COUNTED = {
    "practice_next": "question {place} of {of}",
    "practice_compare": "{named} of {of} points",
    "practice_stop": "{named} of {of} points",
}
"""What came out in a line, by the names of the result."""


def tool_card(
    call: ToolCalled, returned: ToolReturned | None, shelf: Shelf, *, is_open: bool = False
) -> str:
    """Show one tool call as a card that opens."""
    title = words.TOOLS.get(call.tool, words.label(call.tool)) + _with_method(call)
    opened = " open" if is_open else ""
    outcome = _outcome(call, returned, shelf)
    given = "" if call.tool in TOLD and outcome else _part("What went in", call.args)
    parts = [outcome, given] if call.tool in OWN else [given, outcome]
    return (
        f'<details class="card"{opened}><summary><span class="card-title">{escape(title)}</span>'
        f'<span class="card-gist">{escape(_gist(call, returned))}</span></summary>'
        f'<div class="card-body">{"".join(parts)}</div></details>'
    )


def _with_method(call: ToolCalled) -> str:
    """Tell several estimates of one turn apart by their method."""
    method = call.args.get("method") if call.tool in ("estimate", "explain_estimate") else None
    return f", {explained.METHODS[method]}" if method in explained.METHODS else ""


def _gist(call: ToolCalled, returned: ToolReturned | None) -> str:
    """Say in a line what came out."""
    if returned is None:
        return "working"
    if returned.error is not None:
        return "could not be worked out"
    result = returned.result
    if not isinstance(result, Mapping):
        return ""
    if (own := OWN.get(call.tool)) and (said := _of_today(own.gist, result)):
        return said
    if call.tool in COUNTED:
        return _of_today(lambda each: COUNTED[call.tool].format_map(each), result)
    if call.tool == "search":
        titles = [str(each.get("title", "")) for each in _rows(result.get("passages"))]
        return titles[0] if titles else "nothing found"
    return _shortened(
        [
            (words.label(str(key)), given)
            for key, given in result.items()
            if isinstance(given, int | float)
        ]
    )


def _of_today(show: Callable[[Mapping[str, Any]], str], result: Mapping[str, Any]) -> str:
    """Show a result as today's tools give it; "" for one of another version or another's making."""
    try:
        return show(result)
    except (AttributeError, KeyError, TypeError, ValueError):
        return ""


def _shortened(pairs: Sequence[tuple[str, Any]]) -> str:
    shown = [f"{name}: {words.value(given)}" for name, given in pairs[:2]]
    more = len(pairs) - len(shown)
    return " · ".join([*shown, *([f"{more} more"] if more else [])])


def _rows(given: Any) -> list[Mapping[str, Any]]:
    return [each for each in given or () if isinstance(each, Mapping)]


def _outcome(call: ToolCalled, returned: ToolReturned | None, shelf: Shelf) -> str:
    if returned is None:
        return ""
    if returned.error is not None:
        return f'<p class="trouble">{escape(returned.error)}</p>'
    result = returned.result
    if not isinstance(result, Mapping):
        return _part("What came out", result)
    if call.tool == "search":
        return _found(result, shelf)
    if (own := OWN.get(call.tool)) and (
        shown := _of_today(lambda each: own.body(each, shelf), result)
    ):
        return shown
    formula = result.get("formula")
    rest = {key: each for key, each in result.items() if key not in ("formula", "decision")}
    shown = f'<h4>Formula</h4><pre class="formula">{escape(formula)}</pre>' if formula else ""
    return _part("What came out", rest) + shown


def _found(result: Mapping[str, Any], shelf: Shelf) -> str:
    rows = [_hit(each, shelf) for each in _rows(result.get("passages"))]
    shown = f'<ol class="hits">{"".join(rows)}</ol>' if rows else "<p>Nothing.</p>"
    rest = {key: each for key, each in result.items() if key != "passages"}
    return f"<h4>What was found</h4>{shown}{tree(rest) if rest else ''}"


def _hit(hit: Mapping[str, Any], shelf: Shelf) -> str:
    anchor = str(hit.get("anchor", ""))
    passage = shelf.passage(anchor)
    name = passage_link(passage, passage.title) if passage else escape(anchor)
    score = f' <span class="quiet">score {escape(hit["score"])}</span>' if "score" in hit else ""
    return f"<li>{name}{score}</li>"


def _part(heading: str, given: Any) -> str:
    shown = tree(given) if given or given == 0 else '<p class="quiet">Nothing.</p>'
    return f"<h4>{heading}</h4>{shown}"


def tree(given: Any, depth: int = 0) -> str:
    """Show any JSON: an object as a list of names and values, a list of objects as a table."""
    if depth > DEEPEST:
        return '<span class="quiet">… in the download</span>'
    if isinstance(given, Mapping):
        return _object(given, depth) if given else '<span class="quiet">nothing</span>'
    if isinstance(given, Sequence) and not isinstance(given, str):
        return _list(list(given), depth)
    return f'<span dir="auto">{escape(words.value(given))}</span>'


def _object(given: Mapping[str, Any], depth: int) -> str:
    rows = "".join(
        f'<div class="{"pair" if _is_scalar(each) else "pair nested"}">'
        f"<dt>{escape(words.label(str(key)))}</dt><dd>{_named(key, each, depth)}</dd></div>"
        for key, each in given.items()
    )
    return f"<dl>{rows}</dl>"


def _named(key: Any, given: Any, depth: int) -> str:
    if key == "field" and isinstance(given, str):
        return escape(words.label(given))
    return tree(given, depth + 1)


def _list(given: list[Any], depth: int) -> str:
    if not given:
        return '<span class="quiet">none</span>'
    more = len(given) - MOST_ROWS
    rest = f'<p class="quiet">… and {more} more, in the download</p>' if more > 0 else ""
    shown = given[:MOST_ROWS]
    if all(_is_scalar(each) for each in shown):
        return escape(", ".join(words.value(each) for each in shown)) + rest
    if all(_fits_a_table(each) for each in shown):
        return _table(shown) + rest
    return "".join(f'<div class="item">{tree(each, depth + 1)}</div>' for each in shown) + rest


def _is_scalar(given: Any) -> bool:
    return given is None or isinstance(given, str | int | float)


def _fits_a_table(given: Any) -> bool:
    return (
        isinstance(given, Mapping)
        and 0 < len(given) <= 6
        and all(_is_scalar(each) and len(str(each)) <= SHORT for each in given.values())
    )


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    head = "".join(f"<th scope='col'>{escape(words.label(str(key)))}</th>" for key in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(row, key)}</td>" for key in columns) + "</tr>" for row in rows
    )
    return (
        f"{scrolling('<table>')}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(row: Mapping[str, Any], key: str) -> str:
    return _named(key, row[key], 0) if key in row else ""
