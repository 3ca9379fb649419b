"""Whether a text shows its arithmetic: then its numbers are what it reckons with."""

import re
from functools import lru_cache

_EQUATION = re.compile(
    r"=|\b(?:minus|plus|makes|equals|times|divided by)\b|\d\s*[+×*÷−]\s*[$€£]?\d", re.I
)


@lru_cache(maxsize=64)
def is_equation(text: str) -> bool:
    """Whether a text shows its arithmetic.

    >>> is_equation("26 + 2 = 28"), is_equation("26 GB of weights")
    (True, False)
    """
    return bool(_EQUATION.search(text))
