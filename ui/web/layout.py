"""The parts of the page and where they stand."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.render import decision_card, escape, facts_panel
from ui.web import documents
from ui.web.correction import fact_choices

PASSAGE = (
    '<section class="panel" id="passage" aria-label="Passage" tabindex="-1" hidden>'
    '<div class="panel-head"><h2 id="passage-title">Passage</h2>'
    '<button type="button" class="close" id="close-passage">Close</button></div>'
    '<div id="passage-body"></div></section>'
)
WELCOME = (
    '<div class="welcome"><p class="lead">Should we fine-tune?</p>'
    "<p>Describe what your language model should do, what you have tried, and what data you have. "
    "The advisor asks only what can change the answer, computes instead of guessing, and shows "
    "the source of every figure.</p></div>"
)


@dataclass
class Parts:
    """Everything on the page that changes or is clicked."""

    session: Any
    news: Any
    """What is new, HTML by place: the one part that a turn changes."""
    fresh: Any
    clicked: Any
    send_clicked: Any
    show_form: Any
    filled: Any
    send_form: Any
    box: Any
    send: Any
    stop: Any
    fact: Any
    value: Any
    save: Any
    forget: Any
    note: Any
    ask_delete: Any
    sure: Any
    delete: Any
    keep: Any

    @property
    def usable(self) -> list[Any]:
        """What can be used once the page has loaded."""
        return [self.box, self.send, self.save, self.forget]

    @property
    def corrected(self) -> list[Any]:
        """What a correction changes."""
        return [self.news, self.fact, self.note]

    @property
    def everything(self) -> list[Any]:
        """What another consultation changes."""
        return [self.session, self.news, self.sure, *self.usable]


def place(name: str, html: str = "") -> str:
    """Give a place of the page that news can change; the page's script puts it there."""
    return f'<div id="{name}">{html}</div>'


def lay_out(speaker: str, where: str) -> Parts:
    """Put the parts on the page; `speaker` says who talks, `where` what is stored."""
    made: dict[str, Any] = {
        "session": gr.Textbox(visible="hidden", elem_id="session-id"),
        "news": gr.JSON(visible=False),
    }
    with gr.Row(elem_id="top"):
        gr.HTML(_title(speaker), elem_id="title")
        made["fresh"] = gr.Button("New conversation", size="sm", elem_id="fresh")
    with gr.Row(elem_id="columns"):
        with gr.Column(elem_id="talk", scale=3, min_width=320):
            made |= _talk()
        with gr.Column(elem_id="side", scale=2, min_width=320):
            made |= _side(where)
    return Parts(**made)


def _title(speaker: str) -> str:
    return f'<h1>finetune-advisor</h1><p class="speaker">{escape(speaker)}</p>'


def _talk() -> dict[str, Any]:
    with gr.Column(elem_id="log"):
        gr.HTML(WELCOME)
        gr.HTML(place("history"))
        gr.HTML(place("live"), elem_id="live-place")
    form = _form()
    with gr.Column(elem_id="composer"):
        gr.HTML(place("status") + place("answers"))
        clicked = gr.Textbox(visible="hidden", elem_id="clicked")
        send_clicked = gr.Button("Send the answer", visible="hidden", elem_id="send-clicked")
        show_form = gr.Button("Open the form", visible="hidden", elem_id="show-form")
        with gr.Row(elem_id="compose"):
            box = gr.Textbox(
                label="Your message",
                placeholder="Describe your task or answer",
                lines=1,
                max_lines=8,
                interactive=False,
                elem_id="box",
                scale=1,
            )
            send = gr.Button("Send", variant="primary", interactive=False, elem_id="send")
            stop = gr.Button("Stop", elem_id="stop")
    return {
        "clicked": clicked, "send_clicked": send_clicked, "show_form": show_form, **form,
        "box": box, "send": send, "stop": stop,
    }  # fmt: skip


def _form() -> dict[str, Any]:
    with gr.Column(elem_id="form-place"):
        gr.HTML(place("form") + place("form-note"))
        filled = gr.Textbox(visible="hidden", elem_id="filled")
        send = gr.Button("Send the form", visible="hidden", elem_id="send-form")
    return {"filled": filled, "send_form": send}


def _side(where: str) -> dict[str, Any]:
    gr.HTML(PASSAGE, elem_id="passage-place")
    gr.HTML(decision_card(None, _NoShelf()))
    with gr.Column(elem_id="known", elem_classes="panel"):
        gr.HTML(f"<h2>What we know</h2>{place('facts', facts_panel({}))}")
        form = _correction()
    gr.HTML(documents.PLACE)
    with gr.Column(elem_id="keep"):
        gr.HTML(_data_panel(where))
        ask_delete = gr.Button("Delete conversation", size="sm", elem_id="ask-delete")
        with gr.Column(visible=False, elem_id="sure") as sure:
            gr.HTML("<p>Delete this conversation and its transcript? This can't be undone.</p>")
            with gr.Row():
                delete = gr.Button("Delete for good", variant="stop", size="sm")
                keep = gr.Button("Keep it", size="sm")
    return {
        **form, "ask_delete": ask_delete, "sure": sure, "delete": delete, "keep": keep,
    }  # fmt: skip


def _data_panel(where: str) -> str:
    return (
        '<section class="panel" id="data" aria-label="Your data"><h2>Your data</h2>'
        f"<p>{escape(where)}</p>{place('spent')}{place('downloads')}{place('earlier')}</section>"
    )


def _correction() -> dict[str, Any]:
    with gr.Accordion("Correct a fact", open=False, elem_id="correct"):
        fact = gr.Dropdown(fact_choices(), label="Fact", value=None)
        value = gr.Dropdown([], label="New value", value=None, allow_custom_value=True)
        note = gr.HTML("", elem_id="correction-note")
        with gr.Row():
            save = gr.Button("Save correction", size="sm", interactive=False)
            forget = gr.Button("Forget this fact", size="sm", interactive=False)
    return {"fact": fact, "value": value, "save": save, "forget": forget, "note": note}


class _NoShelf:
    def passage(self, anchor: str) -> None:
        """There is no passage before there is a decision."""
