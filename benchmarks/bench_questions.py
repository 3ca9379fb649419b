"""Questions to expect: the optimum by dynamic programming, our planner, the table's order, a form.

Run: `python -m benchmarks.bench_questions` (about ten seconds; `make bench` runs it too).
"""

import time
from collections.abc import Callable, Mapping
from functools import cache
from statistics import median

from tools.decision.chapter import chapter_diagram, chapter_table
from tools.decision.diagram import Diagram, Node, Priors
from tools.decision.ours import our_diagram, our_priors, our_table
from tools.decision.planner import Planner
from tools.decision.rules import RuleTable

Policy = Callable[[Node], int]
FEASIBLE = 14
"""Columns up to which the optimum is computed."""


class Interview:
    """Counts the questions to expect under a policy, over the unknown columns of a table."""

    def __init__(self, diagram: Diagram, priors: Priors) -> None:
        self.diagram = diagram
        self.priors = priors

    def expected(self, node: Node, policy: Policy) -> float:
        """Count the questions to expect when a policy chooses them."""

        @cache
        def count(here: Node) -> float:
            if not self.diagram.support(here):
                return 0.0
            return self.after(here, policy(here), count)

        return count(node)

    def after(self, node: Node, column: int, count: Callable[[Node], float]) -> float:
        """Count one question and what it leaves."""
        left = self.diagram.children(node, column)
        return 1 + sum(p * count(child) for p, child in zip(self.priors[column], left, strict=True))

    def optimum(self, node: Node) -> float:
        """Count the questions of the best policy there is, by dynamic programming."""

        @cache
        def best(here: Node) -> float:
            columns = self.diagram.support(here)
            return min((self.after(here, column, best) for column in columns), default=0.0)

        return best(node)


def row(name: str, table: RuleTable, interview: Interview, known: Mapping[str, str]) -> str:
    """Measure one starting point of a table: a line of the report."""
    diagram = interview.diagram
    parts = {
        number: column.words.index(known[column.name])
        for number, column in table.numbered
        if column.name in known
    }
    node = diagram.given(diagram.root, parts)
    planner = Planner(diagram, interview.priors, [1.0] * len(table.columns))
    columns = len(diagram.support(node))
    ours = interview.expected(node, lambda here: _certain(planner.next_column(here)))
    printed = interview.expected(node, lambda here: _certain(diagram.top(here)))
    best = interview.optimum(node) if columns <= FEASIBLE else None
    ratio = f"{ours / best:6.3f} x" if best else "       -"
    optimum = f"{best:9.2f}" if best else "        -"
    return f"{name:<46}{columns:>8}{optimum}{ours:>8.2f}{ratio}{printed:>9.2f}{columns:>9}"


def _certain(column: int | None) -> int:
    if column is None:
        raise ValueError("nothing is left to ask")
    return column


def milliseconds_to_choose(profiles: int = 256) -> list[float]:
    """Time the choice of a question from cold caches, for partly known profiles (CPU ms each)."""
    table, diagram = our_table(), our_diagram()
    taken = []
    for number in range(profiles):
        known = {
            c: (number * 7 + c) % len(column.parts)
            for c, column in table.numbered
            if (number >> (c % 8)) & 1
        }
        planner = Planner(diagram, our_priors(), [1.0] * len(table.columns))
        started = time.thread_time()
        planner.next_column(diagram.given(diagram.root, known))
        taken.append((time.thread_time() - started) * 1_000)
    return sorted(taken)


TASK = {"aim": "adaptation", "erasure_request": "no"}
MISSED = {**TASK, "prompting_meets_target": "no"}
STARTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("ours, nothing known", {}),
    ("ours, a task to adapt", TASK),
    ("ours, bar missed", MISSED),
    ("ours, knowledge needed", {**TASK, "needs_external_knowledge": "yes"}),
    ("ours, knowledge needed, bar missed", {**MISSED, "needs_external_knowledge": "yes"}),
    ("ours, no knowledge needed, bar missed", {**MISSED, "needs_external_knowledge": "no"}),
)


def main() -> None:
    """Print the table."""
    even = [[1 / len(column.parts)] * len(column.parts) for column in chapter_table().columns]
    print(
        f"{'start':<46}{'columns':>8}{'optimum':>9}{'ours':>8}{'ratio':>8}{'printed':>9}{'all':>9}"
    )
    print(row("chapter, nothing known", chapter_table(), Interview(chapter_diagram(), even), {}))
    interview = Interview(our_diagram(), our_priors())
    for name, known in STARTS:
        print(row(name, our_table(), interview, known))
    taken = milliseconds_to_choose()
    late = taken[int(0.99 * len(taken))]
    print(
        f"choosing a question, cold: median {median(taken):.2f} ms, 99th percentile {late:.2f} ms"
    )


if __name__ == "__main__":
    main()
