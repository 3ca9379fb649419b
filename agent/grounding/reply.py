"""A reply as it is spoken: held back unit by unit, checked, then released."""

from collections.abc import Callable, Sequence

from agent.events import AdvisorSaid, Event, Pointer, Repair
from agent.grounding.conversation import sources_of
from agent.grounding.release import release
from agent.grounding.sources import Sources
from agent.grounding.splitting import Splitter, Unit

CUT = "\n\n(The reply broke off here.)"


class CheckedReply:
    """Takes words as a chat model speaks them; gives those that trace to their sources."""

    def __init__(self, events: Callable[[], Sequence[Event]], anchors: frozenset[str]) -> None:
        self._events = events
        self._anchors = anchors
        self._splitter = Splitter()
        self._texts: list[str] = []
        self._pointers: list[Pointer] = []
        self._repairs: list[Repair] = []
        self._sources: tuple[int, Sources] | None = None
        self._is_cut = False

    @property
    def released(self) -> bool:
        """Whether anything was shown already."""
        return bool(self._texts)

    def hear(self, words: str) -> str:
        """Take more words; give what may be shown now."""
        return self._check(self._splitter.feed(words))

    def cut(self) -> None:
        """Note that the reply broke off: its unfinished unit is never shown."""
        self._is_cut = True

    def finish(self) -> str:
        """Give what may be shown when no more words come."""
        if self._is_cut:
            self._texts.append(CUT)
            return CUT
        return self._check(self._splitter.finish())

    def said(self) -> AdvisorSaid:
        """Give the event of the whole reply."""
        text = "".join(self._texts).strip()
        cited = [each.origin for each in self._pointers if each.origin in self._anchors]
        return AdvisorSaid(
            text=text,
            checked=tuple(self._pointers),
            repaired=tuple(self._repairs),
            citations=tuple(dict.fromkeys(cited)),
        )

    def _check(self, units: Sequence[Unit]) -> str:
        shown = "".join(self._checked(unit) for unit in units)
        if shown:
            self._texts.append(shown)
        return shown

    def _checked(self, unit: Unit) -> str:
        checked = release(unit, self._current_sources())
        self._pointers.extend(checked.pointers)
        if checked.repaired:
            self._repairs.append(checked.repaired)
        return checked.text

    def _current_sources(self) -> Sources:
        events = self._events()
        if self._sources is None or self._sources[0] != len(events):
            self._sources = (len(events), sources_of(events, self._anchors))
        return self._sources[1]
