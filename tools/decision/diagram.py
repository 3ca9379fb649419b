"""A rule table folded into a decision diagram: equal remainders of the table are one node.

Walking the rows splits on the first unknown fact and carries along that earlier rows failed. Two
walks that leave the same function of the remaining facts meet in one node, so that what is still
possible, which facts still matter, and how likely each strategy is are read off exactly.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from tools.decision.rules import RuleTable
from tools.vocabulary import Strategy

Node = int
Priors = Sequence[Sequence[float]]
"""How likely each part of each column is, before anything is known."""

_Row = tuple[tuple[tuple[int, frozenset[int]], ...], Strategy]


class Diagram:
    """The strategies of a table as a function of its columns, each node a different function."""

    def __init__(self, table: RuleTable) -> None:
        self._parts = [len(column.parts) for column in table.columns]
        self._branches: dict[Node, tuple[int, tuple[Node, ...]]] = {}
        self._leaves: dict[Strategy, Node] = {}
        self._strategies: dict[Node, Strategy] = {}
        self._known: dict[tuple[int, tuple[Node, ...]], Node] = {}
        self._built: dict[tuple[_Row, ...], Node] = {}
        self._restricted: dict[tuple[Node, int, int], Node] = {}
        self.support = cache(self._support)
        self.possible = cache(self._possible)
        rows = ((tuple(sorted(row.items())), rule.strategy) for row, rule in table.rows)
        self.root = self._build(tuple(rows))

    def strategy(self, node: Node) -> Strategy | None:
        """Give the strategy of a node that nothing unknown can change."""
        return self._strategies.get(node)

    def top(self, node: Node) -> int | None:
        """Give the column that a walk in the order of the table asks first."""
        branch = self._branches.get(node)
        return None if branch is None else branch[0]

    def given(self, node: Node, known: Mapping[int, int]) -> Node:
        """Give the node that is left once the part of each known column is put in."""
        for column, part in known.items():
            node = self.restrict(node, column, part)
        return node

    def restrict(self, node: Node, column: int, part: int) -> Node:
        """Give the node that is left once one column is known."""
        branch = self._branches.get(node)
        if branch is None or branch[0] > column:
            return node
        if branch[0] == column:
            return branch[1][part]
        key = (node, column, part)
        if key not in self._restricted:
            below = tuple(self.restrict(child, column, part) for child in branch[1])
            self._restricted[key] = self._node(branch[0], below)
        return self._restricted[key]

    def children(self, node: Node, column: int) -> tuple[Node, ...]:
        """Give what is left for each part of a column."""
        return tuple(self.restrict(node, column, part) for part in range(self._parts[column]))

    def shares(self, node: Node, priors: Priors) -> dict[Strategy, float]:
        """Give how likely each strategy is under the priors; they add up to 1."""
        seen: dict[Node, dict[Strategy, float]] = {}
        return self._shares(node, priors, seen)

    def _shares(
        self, node: Node, priors: Priors, seen: dict[Node, dict[Strategy, float]]
    ) -> dict[Strategy, float]:
        if node in self._strategies:
            return {self._strategies[node]: 1.0}
        if node not in seen:
            column, below = self._branches[node]
            total: dict[Strategy, float] = {}
            for weight, child in zip(priors[column], below, strict=True):
                for strategy, share in self._shares(child, priors, seen).items():
                    total[strategy] = total.get(strategy, 0.0) + weight * share
            seen[node] = total
        return seen[node]

    def _support(self, node: Node) -> frozenset[int]:
        branch = self._branches.get(node)
        if branch is None:
            return frozenset()
        return frozenset({branch[0]}).union(*(self.support(child) for child in branch[1]))

    def _possible(self, node: Node) -> frozenset[Strategy]:
        branch = self._branches.get(node)
        if branch is None:
            return frozenset({self._strategies[node]})
        return frozenset().union(*(self.possible(child) for child in branch[1]))

    def _build(self, rows: tuple[_Row, ...]) -> Node:
        rows = _until_certain(rows)
        if rows not in self._built:
            column = min((c for row, _ in rows for c, _ in row), default=None)
            if column is None:
                self._built[rows] = self._leaf(rows[0][1])
            else:
                parts = range(self._parts[column])
                below = tuple(self._build(_with(rows, column, part)) for part in parts)
                self._built[rows] = self._node(column, below)
        return self._built[rows]

    def _node(self, column: int, below: tuple[Node, ...]) -> Node:
        if len(set(below)) == 1:
            return below[0]
        key = (column, below)
        if key not in self._known:
            self._known[key] = self._new()
            self._branches[self._known[key]] = key
        return self._known[key]

    def _leaf(self, strategy: Strategy) -> Node:
        if strategy not in self._leaves:
            self._leaves[strategy] = self._new()
            self._strategies[self._leaves[strategy]] = strategy
        return self._leaves[strategy]

    def _new(self) -> Node:
        return len(self._known) + len(self._leaves)


def _until_certain(rows: tuple[_Row, ...]) -> tuple[_Row, ...]:
    """Drop the rows below the first that holds whatever is unknown."""
    for number, (conditions, _) in enumerate(rows):
        if not conditions:
            return rows[: number + 1]
    return rows


def _with(rows: tuple[_Row, ...], column: int, part: int) -> tuple[_Row, ...]:
    """Put one known part into the rows: those that fail go, the others ask one thing less."""
    left: list[_Row] = []
    for conditions, strategy in rows:
        wanted = dict(conditions)
        if part in wanted.pop(column, (part,)):
            left.append((tuple(sorted(wanted.items())), strategy))
    return tuple(left)
