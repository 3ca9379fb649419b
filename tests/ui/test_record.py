"""One page that a person who was not there can judge, and that does nothing but be read."""

import re

import pytest
from markdown_it import MarkdownIt

from agent.events import (
    Decided,
    Event,
    FactNoted,
    SessionStarted,
    ToolCalled,
    ToolReturned,
    UserSaid,
)
from ui.record import decision_record

HOSTILE = "![x](https://evil.example/a.png) <img src=x> [y](http://h.t) | a |\n# Approved\n```"
SETTLES = {"yes": "rag+fine_tuning", "no": "rag"}
DECISION = {
    "strategy": "rag+fine_tuning",
    "status": "provisional",
    "possible": ["rag", "rag+fine_tuning"],
    "next_question": {"field": "needs_style", "text": "A voice of its own?"},
    "plan": {"kind": "staged", "steps": [{"do": "Index", "because": "Fresh", "source": "14.1/3"}]},
    "method": "lora",
    "kept_share": 0.29,
    "chapter": {
        "strategy": "rag",
        "rule": "CH-4",
        "because": "It changes often",
        "differs_because": "Voice is needed too.",
        "differs_source": "14.1/5/hybrid",
    },
    "assumptions": [{"field": "needs_format", "value": "no", "because": "nobody named it"}],
    "experiments": [
        {"field": "rag_tried", "text": "Try it", "branches": SETTLES, "source": "14.1/2"},
        {"field": "rag_gap", "text": "Sort it", "branches": {"lookup": "rag"}, "source": "14.1/2"},
    ],
    "contradictions": ["Is it static or not?"],
    "dissent": [{"id": "D-1", "text": "Small ones won", "source": "evidence/x"}],
    "recheck": [{"id": "R-1", "text": "Volume doubles", "source": "evidence/y"}],
    "rules": [{"id": "OUR-4", "because": "Knowledge changes", "source": "14.1/1.2/rag-dynamic"}],
    "would_change": [{"field": "needs_style", "to": False, "strategy": "rag", "threshold": "no"}],
    "advisories": [{"id": "A-1", "text": "Measure first", "source": "14.1/0/gatekeeping"}],
}


def events(said: str = "Policies change every quarter.", decision=DECISION) -> list[Event]:
    return [
        SessionStarted(
            channel="browser", app="0.1.0", versions={"rules": "r1"}, session="abc", number=1
        ),
        UserSaid(text=said, turn=1),
        FactNoted(field="knowledge_changes", value="quarterly", quote="every quarter", turn=1),
        FactNoted(field="needs_citations", value=True, origin="assumed", turn=1),
        ToolCalled(call="c1", tool="estimate", args={"params_b": 7, "method": "lora"}, turn=1),
        ToolReturned(
            call="c1",
            result={
                "peak_gb": 16.9,
                "time_hours": {"low": 1, "high": 2},
                "gpus_that_fit": [{"name": "L4"}],
                "assumptions": [{"field": "batch_size", "value": 1, "because": "not given"}],
            },
            turn=1,
        ),
        ToolCalled(call="c2", tool="search", args={"question": "policies"}, turn=1),
        ToolReturned(call="c2", result={"coverage": "covered"}, turn=1),
        Decided(decision=decision, turn=1, number=9),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "> Policies change every quarter.",
        "## Decision: Retrieval and fine-tuning",
        "Provisional. Unknown facts could still lead to: Retrieval (RAG). "
        "Form of the plan: staged. Method: LoRA. "
        "By the stated priors it stays with a likelihood of 29%.",
        "| this advisor | Retrieval and fine-tuning | OUR-4 | Knowledge changes |",
        "| the chapter | Retrieval (RAG) | CH-4 | It changes often |",
        "They differ: Voice is needed too. (14.1/5/hybrid)",
        "| A strict form is needed | no | nobody named it |",
        "| Retrieval was tried | Try it | 14.1/2 |",
        "- Is it static or not?",
        "| D-1 | Small ones won | evidence/x |",
        "| R-1 | Volume doubles | evidence/y |",
        "| OUR-4 | Knowledge changes | 14.1/1.2/rag-dynamic |",
        "| How often the knowledge changes | quarterly | every quarter | said | 1 |",
        "| Sources must be shown | yes |  |",
        "| estimate: batch_size | 1 | not given |",
        "| no particular style is needed | Retrieval (RAG) |",
        "| Index | Fresh | 14.1/3 |",
        "| A-1 | Measure first | 14.1/0/gatekeeping |",
        "A voice of its own?",
        "| version of rules | r1 |",
        "| transcript | abc, events 1 to 9 |",
    ],
)
def test_the_page_says(line):
    assert line in decision_record(events()).split("\n")


def test_numbers_stand_with_what_they_were_computed_from():
    (row,) = [line for line in decision_record(events()).split("\n") if "peak_gb" in line]

    assert row.startswith("| estimate (c1) | params_b 7, method lora | peak_gb 16.9, ")
    assert "time_hours.low 1, time_hours.high 2" in row


def test_an_older_answer_to_the_same_question_is_left_to_the_transcript():
    twice = [*events(), *events()[4:6]]

    assert decision_record(twice).count("| estimate (c1) |") == 1


def test_a_final_decision_says_so():
    final = DECISION | {"status": "final", "method": "none", "next_question": None}

    record = decision_record(events(decision=final))

    assert "Final: nothing still unknown can change the strategy." in record
    assert "Method" not in record
    assert "Still open" not in record


def test_without_a_decision_the_page_says_so():
    assert "No decision has been reached yet." in decision_record(events()[:4])
    assert "Nothing has been said yet." in decision_record([])


@pytest.mark.parametrize("junk", [{}, {"strategy": None, "plan": "x", "rules": "y", "chapter": 3}])
def test_a_decision_from_elsewhere_that_fits_no_form_is_written_down(junk):
    assert "## Decision: –" in decision_record(events(decision=junk))


def test_what_people_say_cannot_format_link_or_fetch():
    said = events(said=HOSTILE)
    said.append(FactNoted(field="task_summary", value=HOSTILE, quote=HOSTILE, turn=1))
    hostile: dict[str, object] = dict.fromkeys(DECISION, HOSTILE) | {
        "rules": [{"id": HOSTILE, "source": HOSTILE}]
    }
    said.append(Decided(decision=hostile, turn=1))

    rendered = (
        MarkdownIt("commonmark", {"html": True}).enable("table").render(decision_record(said))
    )

    assert set(re.findall(r"<(\w+)", rendered)) <= {
        "h1", "h2", "p", "br", "blockquote", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert rendered.count("<h1>") == 1


def test_a_very_long_task_is_shortened():
    assert len(decision_record(events(said="words " * 20_000))) < 6_000


def test_an_experiment_that_decides_nothing_is_left_out():
    assert "Sort it" not in decision_record(events())
