"""Documents to read, and a library to keep them in."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from support.pdf_writer import Line, pdf

from knowledge.documents import Documents, Library
from knowledge.documents.reading import read

HANDBOOK = """# Staff handbook

Welcome to Zanzimax.

## Parental leave

Every parent gets 23 weeks of paid leave within the first two years.

## Travel

Trains come first. Flights need the travel desk's approval above 800 km.

| Class | Allowed |
| --- | --- |
| Economy | always |
| Business | above eight hours |

```python
def allowance(days):
    return days * 42
```
"""

TOPICS = (
    "Expenses", "Holidays", "Badges", "Parking", "Canteen", "Laptops", "Phones", "Visitors",
    "Fire drills", "First aid", "Training budget", "Mentors", "Reviews", "Bonuses", "Pensions",
)  # fmt: skip


@pytest.fixture
def handbook() -> bytes:
    """A short handbook in Markdown."""
    return HANDBOOK.encode()


@pytest.fixture(scope="session")
def thirty_pages() -> bytes:
    """A PDF of thirty pages with a heading on every other one, and a running head on each."""
    return pdf([_page(number) for number in range(1, 31)], foot="Page {page} of 30")


def _page(number: int) -> Sequence[Line]:
    topic = TOPICS[(number - 1) // 2]
    lines: list[Line] = [(9, "Quorvex GmbH, internal")]
    if number % 2:
        lines.append((18, f"{number // 2 + 1}. {topic}"))
    lines += [
        (
            11,
            f"This page tells the staff of Quorvex what holds for {topic.lower()} in part {place}.",
        )
        for place in range(1, 9)
    ]
    if number == 17:
        lines.append((11, "A colleague who finds a stray zeppelin must ring extension 7741."))
    return lines


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A library that reads in this process: the tests of `apart` start others."""
    return Library(tmp_path / "documents", read)


@pytest.fixture
def documents(library: Library) -> Documents:
    """The documents of one owner."""
    return library.of("browser:anna")
