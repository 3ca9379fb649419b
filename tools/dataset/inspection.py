"""One look at every row: lengths, answers, labels, languages, personal data, faults."""

import re
from collections import Counter
from dataclasses import dataclass, field

from tools.dataset.duplicates import fingerprint
from tools.dataset.languages import language_of
from tools.dataset.lengths import LengthCounter, tokens_in
from tools.dataset.personal import found_in
from tools.dataset.rows import Example, Fault

MOST_LINES_NAMED = 5
MOST_LABELS = 200
LABEL_WORDS = 5
TRUNCATED_FROM = 24
ENDS_WELL = re.compile(r"""[.!?。!?…"'”’)\]}>`*:;|/]$""")
REFUSES = re.compile(r"(?i)\W*(i'?m sorry|i can(?:'?t|not) (?:help|assist)|as an ai\b)")


@dataclass
class Noted:
    """How many rows, and where the first of them stand."""

    rows: int = 0
    first_lines: list[int] = field(default_factory=list)

    def note(self, line: int) -> None:
        """Count one more row."""
        self.rows += 1
        if len(self.first_lines) < MOST_LINES_NAMED:
            self.first_lines.append(line)


class Inspection:
    """Counts that grow row by row."""

    def __init__(self) -> None:
        self.faults: dict[str, Noted] = {}
        self.found: dict[str, Noted] = {}
        self.total, self.prompt, self.answer = LengthCounter(), LengthCounter(), LengthCounter()
        self.languages: Counter[str] = Counter()
        self.empty = self.truncated = self.refusals = 0
        self.labels: Counter[int] | None = Counter()
        """Rows by label, as fingerprints; None once answers turn out to be longer texts."""

    def fault(self, fault: Fault) -> None:
        """Count a line that is no example."""
        self.faults.setdefault(fault.what, Noted()).note(fault.line)

    def look(self, row: Example, has_answers: bool) -> None:
        """Count what one row holds."""
        prompt, answer = tokens_in(row.prompt), tokens_in(row.answer)
        self.total.add(prompt + answer)
        self.languages[language_of(row.text)] += 1
        for kind in found_in(row.text):
            self.found.setdefault(kind, Noted()).note(row.line)
        if has_answers:
            self.prompt.add(prompt)
            self.answer.add(answer)
            self._look_at_answer(row.answer.strip(), answer)

    def _look_at_answer(self, answer: str, tokens: int) -> None:
        self.empty += not answer
        self.truncated += tokens >= TRUNCATED_FROM and not ENDS_WELL.search(answer)
        self.refusals += REFUSES.match(answer) is not None
        if self.labels is None:
            return
        if len(answer) > 200 or len(answer.split()) > LABEL_WORDS:
            self.labels = None
            return
        self.labels[fingerprint(answer)] += 1
        if len(self.labels) > MOST_LABELS:
            self.labels = None
