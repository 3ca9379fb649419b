"""The consultation in a terminal, typed into a pseudo-terminal and set for it."""

import os
import pty
import select
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

from agent.events import Asked
from tools.decision import Question
from tools.errors import InputError
from ui.terminal import fill_in, said_in
from ui.typeset import BOLD, PLAIN, Typesetter, typeset

ASKED = Asked(field="rag_tried", text="Tried retrieval?", options=("Yes", "No"))
LONGEST_WAIT_S = 60
PROMPT, ANSWERED, THE_END = "\n> ", ")\n\n> ", "\0"
"""How the screen ends: before anything is typed, after a turn with its question, for good."""


@pytest.fixture
def terminal(tmp_path, monkeypatch, knowledge, knowledge_folder):
    """A consultation at a pseudo-terminal: type, and get what is shown until the next prompt."""
    shutil.copytree(knowledge_folder, tmp_path / "data" / "index")
    monkeypatch.setenv("FINETUNE_ADVISOR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TERM", "xterm")
    process, screen = pty.fork()
    if process == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a job in the background ignores it
        command = str(Path(sys.executable).with_name("finetune-advisor"))
        os.execv(command, [command, "chat"])
    shown_until(screen, PROMPT)

    def typed(text, until=ANSWERED):
        os.write(screen, text.encode())
        shown = shown_until(screen, until)
        assert until == THE_END or shown.endswith(until), shown
        return shown

    yield typed
    os.close(screen)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0


def shown_until(screen, end):
    """Give what is shown up to an end, or to the end of the process."""
    shown, latest = b"", time.monotonic() + LONGEST_WAIT_S
    while not shown.endswith(end.encode()) and time.monotonic() < latest:
        if select.select([screen], [], [], 0.1)[0]:
            try:
                shown = (shown + os.read(screen, 65536)).replace(b"\r\n", b"\n")
            except OSError:  # the other side has gone
                break
    return shown.decode()


def test_emphasis_is_bold_lines_break_between_words_and_ctrl_c_leaves(terminal):
    shown = terminal("Our manuals change weekly and answers must cite them\n")
    time.sleep(1)  # at the very moment of the prompt nobody types, and Python misses a signal
    left = terminal("\x03", until=THE_END)

    assert "**" not in shown
    assert f"{BOLD}retrieval (RAG){PLAIN}" in shown
    assert max(map(len, shown.replace(BOLD, "").replace(PLAIN, "").splitlines()[1:])) <= 100
    assert "resume with: finetune-advisor chat --session" in left
    assert "Aborted" not in left


def test_lines_that_are_pasted_together_are_one_message(terminal):
    shown = terminal('\x1b[200~{"hidden_size": 4096,\n "num_hidden_layers": 32}\x1b[201~\n')
    terminal("bye\n", until=THE_END)

    assert "breaks off" not in shown
    assert "the shape needs it" in shown


def test_who_leaves_without_a_word_keeps_nothing_and_sees_no_trouble(terminal):
    left = terminal("bye\n", until=THE_END)

    assert "Kept as" not in left
    assert "Traceback" not in left


def test_a_number_that_no_answer_has_is_refused_and_a_figure_is_words():
    with pytest.raises(InputError, match="There is no answer 3: choose 1 to 2"):
        said_in("3", ASKED)

    assert said_in("2", ASKED).text == "No"
    assert said_in("300", ASKED).action is None
    assert said_in("3", None).action is None


def test_a_text_in_pieces_is_set_as_in_one():
    text = "So **far** it\n- is a list of words\n| a | b |\n| - | - |\n| 1 | 2 |\nand 2**3 is 8"
    setter = Typesetter(16)

    pieces = "".join(setter.add(letter) for letter in text) + setter.end()

    assert pieces == typeset(text, 16) + "\n"
    assert pieces == (
        f"So {BOLD}far{PLAIN} it\n- is a list of\n  words\n{BOLD}a  b{PLAIN}\n1  2\nand 2**3 is 8\n"
    )


def test_a_table_that_is_too_wide_becomes_a_list():
    rows = "| rule | right when |\n| --- | --- |\n| two bytes | nothing is trained at all |"

    assert typeset(rows, 24) == ("- rule: two bytes\n  right when: nothing is\ntrained at all")


def test_what_steers_a_terminal_is_shown_and_not_obeyed():
    shown = typeset("\x1b[2Jgone \u202egnp.exe \x07", None)

    assert shown == "\\x1b[2Jgone \\u202egnp.exe \\x07"


def test_a_form_takes_numbers_words_that_are_offered_and_figures_until_done(monkeypatch):
    options = {"rag_tried": ("Yes", "No"), "needs_style": ("Yes", "No"),
               "labelled_examples": ("None", "Many"), "quality_target": ("80%", "90%"),
               "needs_format": ("Yes", "No"), "needs_citations": ("Yes", "No")}  # fmt: skip
    questions = [
        Question(field=field, text=f"{field}?", options=offered, why="-")
        for field, offered in options.items()
    ]
    typed = iter(["NO", "perhaps", "350", "5k %", "?", "done"])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))

    action = fill_in(questions).action

    assert action.answers == {"rag_tried": "No"}
    assert action.set == {"labelled_examples": 350}
    assert action.skips == ("needs_format",)
