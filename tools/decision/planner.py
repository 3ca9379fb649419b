"""Which fact to ask for next: the one that leaves the fewest further questions to expect."""

from collections.abc import Sequence
from functools import cache

from tools.decision.diagram import Diagram, Node, Priors

EXACT = 6
"""Facts that may still matter up to which every order of questions is weighed."""
BEAM = 4
"""Questions, the most promising by a walk in the table's order, that are looked into further."""


class Planner:
    """Expects how many questions a node still takes, under priors and the price of each question.

    The price is 1 for a question that everybody can answer and more for one that few can. With
    few facts left the optimum is computed. With more, the most promising questions are looked
    into two deep, and beyond that the facts are taken in the order of the table; the figure is an
    upper bound then: some interview reaches it.
    """

    def __init__(self, diagram: Diagram, priors: Priors, prices: Sequence[float]) -> None:
        self._diagram = diagram
        self._priors = priors
        self._prices = prices
        self._in_order = cache(self._walk)
        self._best = cache(self._optimum)
        self._ahead = cache(self._look_ahead)
        self._chosen = cache(self._choose)

    def next_column(self, node: Node) -> int | None:
        """Choose the column to ask about; None where the strategy is settled."""
        return self._chosen(node)[0]

    def expected(self, node: Node) -> float:
        """Give the number of questions to expect, each counted at its price."""
        return self._chosen(node)[1]

    def questions(self, node: Node) -> float:
        """Give the number of questions to expect, all counted alike.

        The price of those that may come stands for each of them.
        """
        columns = self._diagram.support(node)
        prices = [self._prices[column] for column in columns]
        return self.expected(node) * len(prices) / sum(prices) if prices else 0.0

    def _choose(self, node: Node) -> tuple[int | None, float]:
        columns = self._diagram.support(node)
        if not columns:
            return None, 0.0
        if len(columns) > EXACT:
            columns = frozenset(self._promising(node))
        prices = {column: self._looked_into(node, column) for column in sorted(columns)}
        column = min(prices, key=lambda each: prices[each])
        return column, prices[column]

    def _looked_into(self, node: Node, column: int) -> float:
        left = self._diagram.children(node, column)
        return self._weighed(column, [self._ahead(child) for child in left])

    def _look_ahead(self, node: Node) -> float:
        columns = self._diagram.support(node)
        if len(columns) <= EXACT:
            return self._best(node)
        return min(self._in_turn(node, column) for column in columns)

    def _optimum(self, node: Node) -> float:
        found = self._in_order(node)
        for column in self._diagram.support(node):
            price = self._prices[column]
            for weight, child in zip(
                self._priors[column], self._diagram.children(node, column), strict=True
            ):
                price += weight * self._best(child)
                if price >= found:
                    break
            found = min(found, price)
        return found

    def _promising(self, node: Node) -> list[int]:
        columns = sorted(self._diagram.support(node))
        return sorted(columns, key=lambda column: self._in_turn(node, column))[:BEAM]

    def _in_turn(self, node: Node, column: int) -> float:
        left = self._diagram.children(node, column)
        return self._weighed(column, [self._in_order(child) for child in left])

    def _walk(self, node: Node) -> float:
        column = self._diagram.top(node)
        return 0.0 if column is None else self._in_turn(node, column)

    def _weighed(self, column: int, left: Sequence[float]) -> float:
        expected = zip(self._priors[column], left, strict=True)
        return self._prices[column] + sum(weight * questions for weight, questions in expected)
