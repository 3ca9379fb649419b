"""The words of a text, for a quick look before a slower one."""

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=256)
def words_in(text: str) -> frozenset[str]:
    """Give the words of a text, in lower case.

    >>> sorted(words_in("LoRA on 13B: 28 GB"))
    ['b', 'gb', 'lora', 'on']
    """
    return frozenset(_WORD.findall(text.lower()))
