"""Figures as a person reads them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Result = Mapping[str, Any]

METHODS = {"full": "full fine-tuning", "lora": "LoRA", "qlora": "QLoRA"}


def number(value: float) -> str:
    """Write a number for reading.

    >>> number(2143), number(0.88), number(10.541), number(24.0), number(0.000075)
    ('2,143', '0.88', '10.5', '24', '0.000075')
    """
    if float(value).is_integer():
        return f"{int(value):,}"
    if abs(value) >= 10:
        return f"{value:,.1f}"
    return f"{Decimal(f'{value:.3g}'):f}"


def share(value: float) -> str:
    """Write a share in percent.

    >>> share(0.95), share(0.3)
    ('95 %', '30 %')
    """
    return f"{number(round(value * 100, 1))} %"


def span(value: Mapping[str, float]) -> str:
    """Write a range.

    >>> span({"low": 1.5, "high": 4.0})
    '1.5 to 4'
    """
    return f"{number(value['low'])} to {number(value['high'])}"


def linked(text: str) -> str:
    """Put anchors that stand in parentheses into brackets, so that they are links.

    >>> linked("it wears off (14.1/4.3/no-guarantee): test")
    'it wears off [14.1/4.3/no-guarantee]: test'
    """
    return re.sub(r"\(((?:14\.1|evidence)/[\w./-]+)\)", r"[\1]", text)
