"""The one place where what happened becomes HTML; everything it gives is inert."""

from ui.render.conversation import conversation, turn, waiting
from ui.render.decision import decision_card, decision_parts
from ui.render.facts import facts_panel
from ui.render.form import rest_form
from ui.render.inert import Shelf, escape, markdown
from ui.render.origin import origin_panel
from ui.render.passage import missing_passage, passage_panel
from ui.render.words import decided_line, strategy_in_words

__all__ = [
    "Shelf",
    "conversation",
    "decided_line",
    "decision_card",
    "decision_parts",
    "escape",
    "facts_panel",
    "markdown",
    "missing_passage",
    "origin_panel",
    "passage_panel",
    "rest_form",
    "strategy_in_words",
    "turn",
    "waiting",
]
