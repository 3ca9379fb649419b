"""A value as a rule table writes it, in words."""

import re

from agent.wording.phrases import listed

_RANGE = re.compile(r"([\d_.,]+?)\s*\.\.\s*([\d_.,]+)")
_BOUND = re.compile(r"(<=|>=|<|>)\s*([\d_.,]+)")
_BOUNDS = {"<": "fewer than {}", "<=": "at most {}", ">": "more than {}", ">=": "{} or more"}
_PACES = ("never", "yearly", "quarterly", "monthly", "weekly", "daily", "realtime")
"""How often something changes, the slowest first."""
_WORDS = {
    "off_topic": "something else",
    "adaptation": "adapting a language model",
    "lookup": "the right text is not found",
    "concepts": "the language of the field is misread",
    "behaviour": "tone, form or refusals are wrong",
    "index": "into an index",
    "fine_tuning": "by our own tuning",
    "own_pre_training": "by our own pre-training",
    "vendor_model": "with a vendor's language model",
}
"""Words of cells that say too little by themselves."""


def cell_in_words(cell: str) -> str:
    """Say a cell: words, a bound, or a range whose end is left out.

    >>> [cell_in_words(each) for each in ("never|yearly|monthly", "50..1_000", ">= 200_000", "no")]
    ['never, yearly or monthly', '50 to under 1,000', '200,000 or more', 'no']
    >>> cell_in_words("monthly|never|quarterly|yearly"), cell_in_words("daily|realtime|weekly")
    ('monthly or slower', 'weekly or faster')
    """
    if bounds := _RANGE.fullmatch(cell.strip()):
        return f"{_number(bounds[1])} to under {_number(bounds[2])}"
    if bound := _BOUND.fullmatch(cell.strip()):
        return _BOUNDS[bound[1]].format(_number(bound[2]))
    words = cell.split("|")
    if len(words) > 1 and set(words) <= set(_PACES):
        return _paces(sorted(words, key=_PACES.index))
    return listed(_WORDS.get(word, word.replace("_", " ")) for word in words)


def _paces(words: list[str]) -> str:
    """Say how often: up to an end of the scale by one word, else each by itself."""
    if words == list(_PACES[: len(words)]):
        return f"{words[-1]} or slower"
    if words == list(_PACES[-len(words) :]):
        return f"{words[0]} or faster"
    return listed(words)


def _number(digits: str) -> str:
    return f"{float(digits.replace('_', '').replace(',', '')):,g}"
