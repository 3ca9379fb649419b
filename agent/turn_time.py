"""A turn's time: what of it a chat model may take, and what is kept back for what follows."""

import asyncio
from dataclasses import dataclass

FOR_THE_RULES_S = 3.0
"""What a chat model that is late leaves to the rules; a quarter of the turn at most [s]."""
FOR_THE_END_S = 0.5
"""What rules that are late leave for saying so; a twentieth of the turn at most [s]."""


@dataclass(frozen=True)
class TurnTime:
    """The deadlines of one turn, on the clock of the loop.

    >>> time = TurnTime(began=100.0, seconds=60.0)
    >>> time.chat_model_ends, time.answer_ends
    (157.0, 159.5)
    """

    began: float
    seconds: float

    @classmethod
    def begin(cls, seconds: float) -> "TurnTime":
        """Begin a turn now that may take so long (s)."""
        return cls(asyncio.get_running_loop().time(), seconds)

    @property
    def chat_model_ends(self) -> float:
        """When a chat model has to have spoken; the rules answer then."""
        return self._before_the_end(FOR_THE_RULES_S, 1 / 4)

    @property
    def answer_ends(self) -> float:
        """When there has to be an answer; a sentence says then that there is none."""
        return self._before_the_end(FOR_THE_END_S, 1 / 20)

    def _before_the_end(self, seconds: float, share: float) -> float:
        return self.began + self.seconds - min(seconds, self.seconds * share)
