"""Language models of the table, as a sentence names them."""

import re
from functools import cache

from tools.estimate.catalogue import spellings

_ENDINGS = (
    r"(?:[-_ ](?:instruct|chat|base|it|hf|sft|dpo|pt|v\d(?:\.\d)?|\d{4}|bnb[-_]4bit|gguf)"
    r"(?![\w.]))*"
)
_OWNER = r"(?:[\w.-]+/)?(?:meta[-_ ])?"
_STEP = re.compile(r"[-_ ]+|(?<=[A-Za-z])(?=\d)")


@cache
def _known() -> re.Pattern[str]:
    """Make one pattern of all names, the longest first, with any of the usual separators."""
    names = sorted(spellings(), key=len, reverse=True)
    written = (r"[-_ ]?".join(re.escape(part) for part in _STEP.split(name)) for name in names)
    return re.compile(
        rf"(?<![\w./-])({_OWNER}(?:{'|'.join(written)}){_ENDINGS})(?![\w]|[-.]\d)", re.IGNORECASE
    )


def known_names(text: str) -> list[str]:
    """Give the names of language models that the table has, as they are written.

    >>> known_names("QLoRA on meta-llama/Meta-Llama-3.1-8B-Instruct or qwen 2.5 7b?")
    ['meta-llama/Meta-Llama-3.1-8B-Instruct', 'qwen 2.5 7b']
    """
    return [match[1] for match in _known().finditer(text)]


def without_known_names(text: str) -> str:
    """Blank out known names; the length stays."""
    return _known().sub(lambda match: " " * len(match[0]), text)
