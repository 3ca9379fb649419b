"""What is shown is inert, readable, and as it was given."""

import re
from html.parser import HTMLParser

import pytest

from agent.events import (
    AdvisorSaid,
    Asked,
    Decided,
    ToolCalled,
    ToolReturned,
    TroubleNoted,
    TurnEnded,
    UserSaid,
)
from agent.transcripts.fold import KnownFact
from knowledge.documents import DocumentPassage
from knowledge.passages import built_in
from tools.decision import decide
from tools.vocabulary import STRATEGIES, TaskProfile
from ui.render import (
    conversation,
    decided_line,
    decision_card,
    decision_parts,
    facts_panel,
    markdown,
    passage_panel,
    turn,
)
from ui.render.inert import Citations, cited
from ui.render.words import METHODS
from ui.render.words import STRATEGIES as IN_WORDS

CITED = "14.1/1.2/step2-knowledge"
HOSTILE = (
    "<script>x</script>",
    "<img src=x onerror=x>",
    "![x](http://evil.test/a.png)",
    "![x][1]\n\n[1]: http://evil.test/a.png",
    "[x](http://evil.test)",
    "[x](javascript:x)",
    "[x](data:text/html,x)",
    "<http://evil.test>",
    "http://evil.test",
    "[x][2]\n\n[2]: http://evil.test",
    "[x](#passage-../../x)",
    "`<b>`",
    "```html\n<iframe src=http://evil.test>\n```",
    "| a |\n|---|\n| <svg onload=x> |",
    "[14.1/x'><img src=x>]",
    "&lt;script&gt;",
)
TEXT_TAGS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "br"}
LIST_TAGS = {"ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"}
INLINE_TAGS = {"a", "b", "code", "em", "q", "span", "strong"}
BOX_TAGS = {"article", "aside", "details", "div", "section", "summary"}
TAGS = TEXT_TAGS | LIST_TAGS | INLINE_TAGS | BOX_TAGS
ATTRIBUTES = {"class", "id", "href", "title", "dir", "scope", "tabindex", "aria-label", "style"}
ATTRIBUTES |= {"role"}
OWN_LINK = re.compile(r"#passage-(14\.1|evidence)/[\w./+-]+|#decision")


class Notes:
    """The built-in notes, without an index."""

    def __init__(self):
        self.notes = {each.anchor: each for each in built_in()}

    def passage(self, anchor):
        return self.notes.get(anchor)


NOTES = Notes()


class Reader(HTMLParser):
    """Reads HTML as a browser does, and notes what is not ours."""

    def __init__(self):
        super().__init__()
        self.foreign = []

    def handle_starttag(self, tag, attrs):
        names = {name for name, _ in attrs if not name.startswith("data-")}
        links = [value for name, value in attrs if name == "href"]
        styles = [value for name, value in attrs if name == "style" if "url" in value]
        bad_links = [link for link in links if not OWN_LINK.fullmatch(link)]
        self.foreign += [*({tag} - TAGS), *(names - ATTRIBUTES), *bad_links, *styles]


def is_inert(shown: str) -> bool:
    reader = Reader()
    reader.feed(shown)
    return reader.foreign == []


def shown_turn(*events, **more) -> str:
    return turn([each.model_copy(update={"turn": 1}) for each in events], NOTES, **more)


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_is_inert(text):
    assert is_inert(markdown(text, Citations(NOTES)))


@pytest.mark.parametrize("text", HOSTILE)
def test_every_place_of_a_turn_is_inert(text):
    decision = {
        "strategy": text,
        "status": text,
        "possible": [text],
        "method": text,
        "plan": {"kind": text, "steps": [{"do": text, "because": text, "source": text}]},
        "chapter": {"strategy": text, "because": text, "differs_because": text},
        "rules": [{"id": text, "because": text, "source": text}],
        "would_change": [{"field": text, "to": text, "strategy": text, "threshold": text}],
        "assumptions": [{"field": text, "value": text, "because": text, "otherwise": text}],
        "experiments": [{"text": text, "branches": {text: text}, "source": text}],
        "contradictions": [text],
        "advisories": [{"id": text, "text": text, "source": text}],
    }
    shown = shown_turn(
        UserSaid(text=text),
        ToolCalled(call="c1", tool=text, args={text: text}),
        ToolReturned(call="c1", result={text: [{text: text}], "formula": text}),
        ToolCalled(call="c2", tool="search", args={"question": text}),
        ToolReturned(call="c2", result={"passages": [{"anchor": text, "score": text}]}),
        ToolCalled(call="c3", tool="mix", args={}),
        ToolReturned(call="c3", error=text),
        AdvisorSaid(text=text),
        TroubleNoted(what=text),
        Decided(decision=decision),
        Asked(field=text, text=text, options=(text,), why=text),
        released=text,
    )
    fact = KnownFact(value=text, quote=text, turn=1, origin=text)

    assert is_inert(shown)
    assert is_inert(decision_card(decision, NOTES))
    assert is_inert(facts_panel({text: fact}))


def test_every_passage_is_inert_and_shows_its_anchor():
    for passage in built_in():
        shown = passage_panel(passage, NOTES)
        assert is_inert(shown)
        assert passage.anchor in shown


def test_a_citation_is_a_number_and_a_link_to_its_passage():
    citations = Citations(NOTES)

    shown = markdown(f"One [{CITED}]. Two [{CITED}; 14.1/1.2/step1-prompting].", citations)

    assert shown.count(f'href="#passage-{CITED}"') == 2
    assert [each.anchor for each in citations.passages] == [CITED, "14.1/1.2/step1-prompting"]
    assert ">[1]</a>" in shown and ">[2]</a>" in shown


def test_a_citation_of_nothing_stays_as_it_is_written():
    assert "[14.1/none]" in markdown("So [14.1/none].", Citations(NOTES))


def test_what_no_screen_can_show_becomes_a_mark():
    shown = shown_turn(UserSaid(text="a\x00b"), AdvisorSaid(text="c\ud800d"))

    assert "a\ufffdb" in shown and "c\ufffdd" in shown
    shown.encode()


def test_a_hundred_thousand_characters_are_kept_and_folded():
    shown = shown_turn(UserSaid(text="x" * 100_000), AdvisorSaid(text="[" * 100_000))

    assert shown.count("x") >= 100_000
    assert "All 100,000 characters" in shown


def test_a_card_says_what_went_in_and_out_with_units_and_formula():
    shown = shown_turn(
        ToolCalled(call="c1", tool="estimate", args={"params_b": 7, "method": "lora"}),
        ToolReturned(
            call="c1",
            result={
                "peak_gb": 16.9,
                "gpus_that_fit": [{"name": "L4", "usd_per_hour": 0.7}],
                "formula": "2 x parameters",
            },
        ),
    )

    for words in ("Parameters, billions", "Peak, GB", "16.9", "USD per hour", "2 x parameters"):
        assert words in shown


def test_a_tool_that_failed_says_why():
    shown = shown_turn(
        ToolCalled(call="c1", tool="mix", args={"task_ratio": 7}),
        ToolReturned(call="c1", error="task_ratio: must be below 1"),
    )

    assert "task_ratio: must be below 1" in shown


def test_a_question_that_the_reply_holds_is_not_asked_twice():
    shown = shown_turn(
        AdvisorSaid(text="Fine. Must answers cite?"),
        Asked(field="needs_citations", text="Must answers cite?", why="It may add a step."),
    )

    assert shown.count("Must answers cite?") == 1
    assert "Why I ask:" in shown


@pytest.mark.parametrize(
    ("how", "words"), [("stopped", "Stopped"), ("interrupted", "cut off"), ("failed", "finished")]
)
def test_a_reply_that_did_not_end_well_says_so(how, words):
    assert words in shown_turn(UserSaid(text="x"), TurnEnded(how=how), over=True)


def test_a_turn_without_an_end_was_cut_off():
    cut = UserSaid(text="x").model_copy(update={"turn": 1})

    assert "cut off" in conversation([cut], NOTES)


def test_every_strategy_and_method_has_words():
    assert set(IN_WORDS) == set(STRATEGIES)
    assert set(METHODS) >= {"full", "lora", "qlora", "api", "none"}


def test_a_real_decision_is_shown_whole():
    decision = decide(
        TaskProfile(
            needs_format=True,
            prompting_tried=True,
            prompting_quality=0.85,
            quality_target=0.97,
            few_shot_works="no",
        )
    ).model_dump(mode="json")

    card = decision_card(decision, NOTES)

    assert IN_WORDS[decision["strategy"]] in card
    assert all(step["do"].split("'")[0] in card for step in decision["plan"]["steps"])
    assert is_inert(card)
    assert IN_WORDS[decision["strategy"]] in decided_line(Decided(decision=decision))


def test_a_source_from_a_document_is_named_with_the_document():
    proof = DocumentPassage(
        anchor="doc/policy/proof", title="Proof", section="Policy", text="Six years.",
        file="policy.md", position=1,
    )  # fmt: skip

    class Own:
        def passage(self, anchor):
            return proof if anchor == proof.anchor else NOTES.passage(anchor)

    said = AdvisorSaid(text=f"Six years [doc/policy/proof]. It moves [{CITED}].", turn=1)

    shown = turn([said], Own())

    assert ">Proof (policy.md)</a></li>" in shown
    assert f">{NOTES.passage(CITED).title}</a></li>" in shown


def test_a_passage_that_a_tool_names_in_parentheses_is_a_link():
    shown = cited("<b>Hosting</b> may decide (evidence/evals-first), see (doc/unknown).", NOTES)

    assert "(<a " in shown and "#passage-evidence/evals-first" in shown
    assert "(doc/unknown)" in shown and "&lt;b&gt;" in shown


def test_what_a_reply_told_in_full_is_folded_on_the_card():
    decision = decide(TaskProfile(needs_external_knowledge=True)).model_dump(mode="json")

    spread, folded = (decision_parts(decision, NOTES, told) for told in (False, True))

    assert spread["decision-plan"].startswith("<h3>Plan")
    for part in ("decision-plan", "decision-mind"):
        assert folded[part].startswith("<details")
        assert folded[part].count("<li>") == spread[part].count("<li>")
    assert folded["decision-why"] == spread["decision-why"]


def test_a_decision_that_rests_on_guesses_shows_no_code_of_a_table():
    unsure = frozenset({"task_changes", "few_shot_works", "prompting_quality"})
    known = TaskProfile(needs_style=True, labelled_examples=3_000)

    card = decision_card(decide(known, unsure).model_dump(mode="json"), NOTES)

    shown = re.sub(r"<[^>]*>", " ", card)
    assert "monthly or slower" in shown
    assert not re.findall(r"\w\|\w|\d\.\.\d|\b[a-z]+_[a-z_]+\b", shown)


def test_a_fact_shows_its_words_and_how_it_came():
    shown = facts_panel(
        {"monthly_requests": KnownFact(value=3_000_000, quote="100k a day", turn=1, origin="said")}
    )

    assert "Requests a month" in shown and "3,000,000" in shown
    assert "You said" in shown and "100k a day" in shown


def test_who_answers_instead_is_said_before_the_answer():
    trouble = TroubleNoted(what="The chat model took too long. The rules answer instead.")

    shown = shown_turn(UserSaid(text="x"), AdvisorSaid(text="It needs a prompt."), trouble)

    assert shown.index("The rules answer instead") < shown.index("It needs a prompt")
