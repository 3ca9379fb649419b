"""Personal data and secrets: how many rows hold some, never which."""

import re
from collections.abc import Callable
from functools import cache
from typing import Literal

from tools.tables import read_table
from tools.vocabulary import Record

Check = Literal["none", "luhn", "iban", "phone"]


class PatternRow(Record):
    """A pattern of personal data or of a secret."""

    kind: str
    family: Literal["personal", "secret"]
    hint: str
    """What a text must contain before the pattern is tried; `digit` is any digit."""
    pattern: str
    check: Check
    source: str


class Pattern:
    """A compiled pattern with its check digit, if it has one."""

    def __init__(self, row: PatternRow) -> None:
        self.kind, self.family, self.hint, self.source = row.kind, row.family, row.hint, row.source
        self._pattern = re.compile(row.pattern)
        self._valid = VALID[row.check]

    def occurs(self, text: str) -> bool:
        """Tell whether the text holds a match with a right check digit."""
        return any(self._valid(match.group()) for match in self._pattern.finditer(text))


@cache
def patterns() -> tuple[Pattern, ...]:
    """Read and compile the table of patterns."""
    return tuple(Pattern(row) for row in read_table("personal_data.csv", PatternRow))


ANY_DIGIT = re.compile(r"\d")


def found_in(text: str) -> frozenset[str]:
    """Name the kinds of personal data and secrets in a text.

    >>> sorted(found_in("Write to jo@example.org, card 4111 1111 1111 1111"))
    ['e-mail address', 'payment card']
    """
    digits = ANY_DIGIT.search(text) is not None
    return frozenset(
        pattern.kind
        for pattern in patterns()
        if (digits if pattern.hint == "digit" else pattern.hint in text) and pattern.occurs(text)
    )


def luhn(number: str) -> bool:
    """Check the last digit of a payment card's number.

    >>> luhn("4111 1111 1111 1111"), luhn("4111 1111 1111 1112")
    (True, False)
    """
    digits = [int(character) for character in number if character.isdigit()]
    doubled = (digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2])
    return len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def iban(number: str) -> bool:
    """Check the check digits of an IBAN.

    >>> iban("DE89 3704 0044 0532 0130 00"), iban("DE88 3704 0044 0532 0130 00")
    (True, False)
    """
    compact = number.replace(" ", "")
    moved = compact[4:] + compact[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def _phone(number: str) -> bool:
    return 8 <= sum(character.isdigit() for character in number) <= 15


VALID: dict[Check, Callable[[str], bool]] = {
    "none": bool,
    "luhn": luhn,
    "iban": iban,
    "phone": _phone,
}
