"""Equations that a reply writes out: what stands behind the equals sign must come out."""

import re

from agent.grounding.numbers.quantities import Quantity
from agent.grounding.view import Found, View

_OPERATOR = re.compile(
    r"[\s)\w%]{0,14}?\s*(?P<sign>[+−×*÷/=≈]|\s[-–x]\s|\b(?:plus|minus|times|equals|makes"
    r"|divided by)\b)"
    r"\s*[($€£]?\s*",
    re.I,
)
_EQUALS = re.compile("=|≈|makes|equals")
_SIGNS = {
    "plus": "+", "minus": "-", "−": "-", "–": "-", "times": "*", "×": "*", "x": "*", "÷": "/",
    "divided by": "/", "equals": "=", "makes": "=", "≈": "=",
}  # fmt: skip


def check_equations(view: View, found: Found) -> None:
    """Check each chain such as 26 + 2 = 28; what mixes units is left to the other checks."""
    if not _EQUALS.search(view.text):
        return
    chain: list[Quantity] = []
    signs: list[str] = []
    for number in view.numbers:
        sign = _sign_between(view.text, chain[-1], number) if chain else ""
        if not sign:
            chain, signs = [number], []
        elif sign == "=" and signs:
            _check(chain, signs, number, found)
            chain, signs = [number], []
        elif sign == "=":
            chain, signs = [number], []
        else:
            chain, signs = [*chain, number], [*signs, sign]


def _sign_between(text: str, before: Quantity, after: Quantity) -> str:
    between = text[before.end : after.start]
    match = _OPERATOR.fullmatch(between)
    if match is None or before.date or after.date:
        return ""
    sign = match["sign"].strip().lower()
    return _SIGNS.get(sign, sign)


def _check(chain: list[Quantity], signs: list[str], said: Quantity, found: Found) -> None:
    numbers = [_plain(each) for each in chain]
    alike = {(each.measure.kind, each.measure.factor) for each in chain if each.measure.kind}
    adding = set(signs) <= {"+", "-"}
    if len(alike) > 1 or not (adding or set(signs) <= {"*", "/"}):
        return
    result, off = numbers[0], chain[0].half_step
    for sign, each, number in zip(signs, chain[1:], numbers[1:], strict=True):
        if sign in "+-":
            result, off = result + (number if sign == "+" else -number), off + each.half_step
        elif number and result:
            off = off / abs(result) + each.half_step / abs(number)
            result = result * number if sign == "*" else result / number
            off *= abs(result)
    if _comes_out(said, result, off):
        return
    found.fault(said.span, "bad_derivation", f"it comes to {result:g}")


def _plain(each: Quantity) -> float:
    return each.value * each.measure.factor if each.measure.kind == "ratio" else each.value


def _comes_out(said: Quantity, result: float, off: float) -> bool:
    """Whether the result is the one that is said, as rounded; in another unit it is left alone."""
    slack = said.half_step + min(off, 0.05 * abs(result))
    for scale in (1.0, 100.0, 0.01):
        if abs(result * scale - said.value) <= slack * max(scale, 1.0) * (1 + 1e-9):
            return True
    ratio = abs(result / said.value) if said.value else 0.0
    return any(abs(ratio / unit - 1) < 0.02 for unit in (1e3, 1e-3, 1.024, 60.0, 1 / 60.0, 24.0))
