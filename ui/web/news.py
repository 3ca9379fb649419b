"""What is new on a page: HTML by the name of its place, each piece sent once."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

Places = dict[str, str]
"""HTML by the id of the element that shows it."""

MOST_PAGES = 1_000
"""Open pages of which we know what they show; a page beyond them is sent everything anew."""
_ENDS = re.compile(r"(?:\s*</\w+>)+\s*\Z")


class News:
    """What one event sends to its page.

    Each message holds all that the event has changed so far, so that a page may pass over one;
    Gradio sends of it what differs from the message before.
    """

    def __init__(self, shown: Places) -> None:
        self._shown = shown
        self._told: Places = {}

    def tell(self, places: Mapping[str, str]) -> bool:
        """Take in how places look now; tell whether that is new to the page."""
        new = {name: html for name, html in places.items() if self._shown.get(name) != html}
        self._told |= new
        self._shown |= new
        return bool(new)

    @property
    def told(self) -> Places:
        """All that the event has changed so far."""
        return dict(self._told)


class Boards:
    """What every open page shows."""

    def __init__(self) -> None:
        self._by_page: dict[str, Places] = {}

    @contextmanager
    def news(self, page: str) -> Iterator[News]:
        """Send news to a page; where that breaks off, nobody knows what the page shows."""
        self._by_page[page] = shown = self._by_page.pop(page, {})
        if len(self._by_page) > MOST_PAGES:
            del self._by_page[next(iter(self._by_page))]
        try:
            yield News(shown)
        except BaseException:
            self._by_page.pop(page, None)
            raise


def open_ended(html: str) -> str:
    """Leave out the tags that end a piece, so that what grows at its end is sent alone.

    A browser ends them itself.

    >>> open_ended("<p>So far <b>this</b></p></div>")
    '<p>So far <b>this'
    """
    return _ENDS.sub("", html)
