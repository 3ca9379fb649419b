"""A reply as it is spoken: held back unit by unit, checked, then released."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.events import AdvisorSaid, Event, Pointer, Repair
from agent.grounding.check import Checker
from agent.grounding.conversation import sources_of
from agent.grounding.release import release
from agent.grounding.splitting import Splitter, Unit
from agent.grounding.verbatim import Text, texts_of, without_quotations
from agent.wording.turn import all_own_words, own_words
from tools.masking import mask

CUT = "\n\n(The chat model's reply broke off here; the rules go on.)"


class CheckedReply:
    """Takes words as a chat model speaks them; gives those that trace to their sources."""

    def __init__(
        self,
        events: Callable[[], Sequence[Event]],
        anchors: frozenset[str],
    ) -> None:
        self._events = events
        self._anchors = anchors
        self._splitter = Splitter()
        self._shown: list[str] = []
        self._pointers: list[Pointer] = []
        self._repairs: list[Repair] = []
        self._heard = ""
        self._texts: tuple[Text, ...] = ()
        self._checker: tuple[int, Checker] | None = None
        self._rendered = (0, "")

    @property
    def released(self) -> bool:
        """Whether anything was shown already."""
        return bool(self._shown)

    def hear(self, words: str) -> str:
        """Take more words; give what may be shown now."""
        self._heard += words
        return self._show(self._check(self._splitter.feed(words)))

    def break_off(self) -> str:
        """Give what is shown when the reply broke off: its unfinished unit never is."""
        return self._show(CUT)

    def finish(self) -> str:
        """Give what may be shown when no more words come.

        Where something was left out, or nothing was said, our own words of the results follow.
        """
        shown = self._show(self._check(self._splitter.finish()))
        lost = any(not repair.shown for repair in self._repairs)
        if lost or not "".join(self._shown).strip():
            shown += self._show(self._in_own_words())
        return shown

    def said(self) -> AdvisorSaid:
        """Give the event of the whole reply."""
        cited = (each.origin for each in self._pointers if each.origin in self._anchors)
        return AdvisorSaid(
            text="".join(self._shown).strip(),
            checked=tuple(self._pointers),
            repaired=tuple(self._repairs),
            citations=tuple(dict.fromkeys(cited)),
        )

    def _show(self, text: str) -> str:
        text = mask(text).text
        if text:
            self._shown.append(text)
        return text

    def _in_own_words(self) -> str:
        words = own_words(self._events())
        return f"\n\n{words}" if words and self._shown else words

    def _check(self, units: Sequence[Unit]) -> str:
        return "".join(self._checked(unit) for unit in units)

    def _checked(self, unit: Unit) -> str:
        checker = self._current()
        left = without_quotations(unit.text, self._texts)
        checked = checker.check(replace(unit, text=left.text))
        if not checked.violations and "{{" not in unit.text:
            self._pointers.extend((*left.pointers, *checked.pointers))
            return unit.text
        if unit.text.strip() in self._all_own_words():
            self._pointers.extend((*left.pointers, *checked.pointers))
            return unit.text
        return self._released(unit, checker)

    def _all_own_words(self) -> str:
        """What we say of a turn's results is a rendering of them, and stands as it is."""
        events = self._events()
        if self._rendered[0] != len(events):
            self._rendered = (len(events), all_own_words(events))
        return self._rendered[1]

    def _released(self, unit: Unit, checker: Checker) -> str:
        checked = release(unit, checker)
        self._pointers.extend(checked.pointers)
        if checked.repaired:
            self._repairs.append(checked.repaired)
        return checked.text

    def _current(self) -> Checker:
        events = self._events()
        if self._checker is None or self._checker[0] != len(events):
            sources = sources_of(events, self._anchors)
            self._checker = (len(events), Checker(sources))
            self._texts = texts_of(sources.tool_results)
        self._checker[1].whole = self._heard
        return self._checker[1]
