"""Which fact to ask for next: the one that leaves the fewest further questions to expect."""

from collections.abc import Callable, Sequence
from functools import cache

from tools.decision.diagram import Diagram, Node, Priors

FAR = 12
"""Facts that may still matter up to which two questions are looked ahead, else one."""


class Planner:
    """Expects how many questions a node still takes, under priors and the price of each question.

    The price is 1 for a question that everybody can answer and more for one that few can. Beyond
    the questions looked ahead the facts are taken in the order of the table, so the figure is an
    upper bound: some interview reaches it.
    """

    def __init__(self, diagram: Diagram, priors: Priors, prices: Sequence[float]) -> None:
        self._diagram = diagram
        self._priors = priors
        self._prices = prices
        self._in_order = cache(self._walk)
        self._ahead = cache(self._look_ahead)

    def next_column(self, node: Node) -> int | None:
        """Choose the column to ask about; None where the strategy is settled."""
        columns = self._diagram.support(node)
        if not columns:
            return None
        beyond = self._ahead if len(columns) <= FAR else self._in_order
        return min(sorted(columns), key=lambda column: self._price(node, column, beyond))

    def expected(self, node: Node) -> float:
        """Give the number of questions to expect, each counted at its price."""
        column = self.next_column(node)
        return 0.0 if column is None else self._price(node, column, self._in_order)

    def _price(self, node: Node, column: int, beyond: Callable[[Node], float]) -> float:
        left = self._diagram.children(node, column)
        weighed = zip(self._priors[column], left, strict=True)
        return self._prices[column] + sum(weight * beyond(child) for weight, child in weighed)

    def _look_ahead(self, node: Node) -> float:
        columns = self._diagram.support(node)
        return min((self._price(node, each, self._in_order) for each in columns), default=0.0)

    def _walk(self, node: Node) -> float:
        column = self._diagram.top(node)
        return 0.0 if column is None else self._price(node, column, self._in_order)
