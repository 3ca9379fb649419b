"""Small pictures of a card, drawn by us as inline SVG: shapes, numbers and escaped words only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ui.render.inert import escape

WIDTH = 360
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 12, 34
"""Room for the axes (units of the picture)."""


class Point(NamedTuple):
    """A point in the units of the data."""

    x: float
    y: float


def picture(height: float, label: str, inside: Iterable[str]) -> str:
    """Frame a picture; `label` says in words what it shows."""
    return (
        f'<svg class="picture" viewBox="0 0 {WIDTH} {height:g}" role="img" '
        f'aria-label="{escape(label)}">{"".join(inside)}</svg>'
    )


def words_at(x: float, y: float, text: str, look: str = "", anchor: str = "start") -> str:
    """Write words at a place."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{look}">{escape(text)}</text>'
    )


def box(x: float, y: float, width: float, height: float, look: str) -> str:
    """Draw a filled rectangle."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" '
        f'class="{look}"></rect>'
    )


def line(start: Point, end: Point, look: str) -> str:
    """Draw a straight line between two places."""
    return (
        f'<line x1="{start.x:.1f}" y1="{start.y:.1f}" x2="{end.x:.1f}" y2="{end.y:.1f}" '
        f'class="{look}"></line>'
    )


def dot(at: Point, look: str, radius: float = 3.5) -> str:
    """Draw a dot."""
    return f'<circle cx="{at.x:.1f}" cy="{at.y:.1f}" r="{radius:g}" class="{look}"></circle>'


@dataclass(frozen=True)
class Chart:
    """Two axes, and where a point of the data lies between them."""

    x: tuple[float, float]
    y: tuple[float, float]
    height: float = 190

    def place(self, point: Point) -> Point:
        """Give the place of a point in the picture."""
        across = (point.x - self.x[0]) / ((self.x[1] - self.x[0]) or 1)
        up = (point.y - self.y[0]) / ((self.y[1] - self.y[0]) or 1)
        return Point(
            LEFT + across * (WIDTH - LEFT - RIGHT),
            self.height - BOTTOM - up * (self.height - TOP - BOTTOM),
        )

    def curve(self, points: Sequence[Point], look: str) -> str:
        """Draw points joined by lines, each with its dot."""
        places = [self.place(each) for each in points]
        joined = " ".join(f"{each.x:.1f},{each.y:.1f}" for each in places)
        dots = "".join(dot(each, look) for each in places) if len(points) < 40 else ""
        return f'<polyline points="{joined}" class="{look}"></polyline>{dots}'

    def band(self, low: float, high: float, look: str) -> str:
        """Shade the heights between two values."""
        top, under = self.place(Point(self.x[0], high)), self.place(Point(self.x[1], low))
        return box(top.x, top.y, under.x - top.x, under.y - top.y, look)

    def across(self, y: float, look: str) -> str:
        """Draw a level line."""
        return line(self.place(Point(self.x[0], y)), self.place(Point(self.x[1], y)), look)

    def up(self, x: float, look: str) -> str:
        """Draw an upright line."""
        return line(self.place(Point(x, self.y[0])), self.place(Point(x, self.y[1])), look)

    def axes(self, xs: Sequence[tuple[float, str]], ys: Sequence[tuple[float, str]]) -> str:
        """Draw both axes with their marks."""
        base = self.height - BOTTOM
        marks = [words_at(self.place(Point(x, 0)).x, base + 14, t, "tick", "middle") for x, t in xs]
        marks += [
            words_at(LEFT - 5, self.place(Point(0, y)).y + 3.5, t, "tick", "end") for y, t in ys
        ]
        return "".join(
            (
                line(Point(LEFT, base), Point(WIDTH - RIGHT, base), "axis"),
                line(Point(LEFT, TOP), Point(LEFT, base), "axis"),
                *marks,
            )
        )


def legend(entries: Sequence[tuple[str, str]]) -> str:
    """Name the looks of a picture below it, as HTML: (look, words)."""
    items = "".join(
        f'<li><span class="key {look}"></span>{escape(words)}</li>' for look, words in entries
    )
    return f'<ul class="legend">{items}</ul>'


def ticks(low: float, high: float, most: int = 4) -> list[float]:
    """Give round values between two ends.

    >>> ticks(0, 100), ticks(0, 7)
    ([0.0, 50.0, 100.0], [0.0, 2.0, 4.0, 6.0])
    """
    step = 10.0**-9
    while (high - low) / step > most:
        for factor in (2, 2.5, 2):
            step *= factor
            if (high - low) / step <= most:
                break
    first = -(-low // step) * step
    return [round(first + at * step, 12) for at in range(int((high - first) / step + 1e-9) + 1)]
