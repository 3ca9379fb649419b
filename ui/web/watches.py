"""Which replies a page shows, one after the other; a page follows one consultation at a time."""

from collections import deque
from collections.abc import Iterable

from ui.web.turns import Turn


class Watch:
    """The replies that one page has still to show, the one at hand first."""

    def __init__(self, session: str, turns: Iterable[Turn]) -> None:
        self.session = session
        self.turns = deque(turns)
        self.done: list[str] = []
        """Finished turns as they are shown; sent again with what follows, as none may be lost."""

    @property
    def left(self) -> list[str]:
        """What was said in all replies that are not done."""
        return [turn.said.text for turn in self.turns]

    @property
    def waiting(self) -> list[str]:
        """What was said and waits until the reply at hand is done."""
        return self.left[1:]


class Watches:
    """The watches of all pages."""

    def __init__(self) -> None:
        self._by_page: dict[str, Watch] = {}

    def begin(self, page: str, session: str, turns: Iterable[Turn]) -> Watch:
        """Let a page follow these replies, and no others from now on."""
        watch = Watch(session, turns)
        self._by_page[page] = watch
        return watch

    def joined(self, page: str, session: str, turn: Turn) -> Watch | None:
        """Add a reply to the watch that a page keeps on this consultation; None without one."""
        watch = self._by_page.get(page)
        if watch is None or watch.session != session:
            return None
        watch.turns.append(turn)
        return watch

    def goes_on(self, page: str, watch: Watch) -> bool:
        """Tell whether a page still follows; it may have gone to another consultation."""
        return self._by_page.get(page) is watch

    def end(self, page: str, watch: Watch | None = None) -> None:
        """Let a page follow nothing more, or no longer this."""
        if watch is None or self.goes_on(page, watch):
            self._by_page.pop(page, None)
