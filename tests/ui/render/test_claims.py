"""Claims open what they trace to, are found where they stand, and stay inert."""

import re

import pytest

from agent.events import AdvisorSaid, Pointer, ToolCalled, ToolReturned, UserSaid
from knowledge.passages import built_in
from ui.render.claims import claims, reply_markdown
from ui.render.inert import Citations
from ui.render.origin import origin_panel, walk

CITED = "14.1/1.2/step2-knowledge"
RESULT = {"peak_gb": 16.9, "fits": [{"name": "L4", "memory_gb": 24}], "source": "tools/README.md"}


class Shelf:
    def passage(self, anchor):
        return next((each for each in built_in() if each.anchor == anchor), None)


def marked(text, *pointers):
    checked = tuple(Pointer(span=span, origin=origin) for span, origin in pointers)
    said = AdvisorSaid(text=text, checked=checked, number=9)
    return reply_markdown(said, Citations(Shelf()))


def links(shown):
    return re.findall(r'href="#claim-9-(\d+)" title="[^"]+">([^<]*)</a>', shown)


def panel(origin, span="16.9 GB"):
    events = (
        UserSaid(turn=1, number=1, text="We have 20,000 examples. HR rewrites them. <b>"),
        ToolCalled(turn=1, number=2, call="c2", tool="estimate", args={"params_b": 7}),
        ToolReturned(turn=1, number=3, call="c2", result=RESULT),
        AdvisorSaid(turn=1, number=9, text="x", checked=(Pointer(span=span, origin=origin),)),
    )
    return origin_panel(events, 9, 0, Shelf())


def test_each_figure_links_to_its_own_pointer():
    shown = marked("**16.9 GB** of 24 GB, 16.9 GB", ("16.9 GB", "c.a"), ("16.9 GB", "c.b"))

    assert links(shown) == [("0", "16.9 GB"), ("1", "16.9 GB")]
    assert "<strong><a" in shown


def test_equal_figures_in_later_lines_are_told_apart():
    text = "- A: 8 GB\n- B: 8 GB and 9 GB\n- C: 8 GB"

    found = claims(text, [Pointer(span=s, origin="c.x") for s in ("8 GB", "9 GB", "8 GB", "8 GB")])

    assert [text[: each.start].count("\n") for each in found] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("text", "span"),
    [("16.9 GB", "6.9 GB"), ("1,024 tokens", "1"), ("24 GB", "2"), ("nothing", "7 GB")],
)
def test_a_part_of_another_figure_is_no_claim(text, span):
    assert claims(text, [Pointer(span=span, origin="c.x")]) == []


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("16.9 **GB** here", "16.9 **GB** here"),
        ("- 5 GB", "- 5 GB"),
        ("1. first", "1. first"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "1 | 2"),
        ("`5` GB", "`5` GB"),
    ],
    ids=["across bold", "with its bullet", "with its number", "across cells", "across code"],
)
def test_a_claim_never_breaks_what_is_around_it(text, span):
    plain = marked(text)

    assert re.sub(r"<a class=\"claim.*?>|</a>", "", marked(text, (span, "c.x"))) == plain


def test_the_figures_of_a_long_claim_show_as_links():
    text = "It takes 14.2 GB at the peak, which is little beside 25.8 GB, says the driver of it."

    shown = marked(text, (text, "c.x"))

    assert re.findall(r'<span class="claim-figure">(.*?)</span>', shown) == ["14.2 GB", "25.8 GB"]


def test_hostile_spans_and_marks_of_our_own_stay_words():
    text = "\ue000\ue010x\ue001 <img src=x> 5 GB"

    shown = marked(text, ("<img src=x>", "c.x"), ("5 GB", '"><script>'))

    assert "<img" not in shown
    assert "script" not in shown
    assert not re.search("[\ue000-\ue01f]", shown)
    assert links(shown) == [("0", "&lt;img src=x&gt;"), ("1", "5 GB")]


def test_a_citation_and_our_fixed_words_are_no_claims():
    assert links(marked(f"So it is [{CITED}].", (f"[{CITED}]", CITED), ("So", "advisor"))) == []


def test_a_tools_value_is_shown_with_its_path_and_its_card():
    shown = panel("c2.fits[0].memory_gb", "24 GB")

    assert "Memory, time and cost of training › Fits › L4 › Memory, GB" in shown
    assert '<strong dir="auto">24</strong>' in shown
    assert '<details class="card" open>' in shown


def test_the_users_words_are_quoted_with_the_sentence_that_holds_the_claim():
    shown = panel("user:1", "20,000 examples")

    assert "<mark>We have 20,000 examples.</mark>" in shown
    assert "&lt;b&gt;" in shown


def test_a_passage_is_opened_at_its_sentence():
    assert "Framework step 2" in panel(CITED)


@pytest.mark.parametrize("origin", ["arithmetic", "user:9", "c7.peak_gb", "<script>", "c2.none[4]"])
def test_an_origin_that_leads_nowhere_still_says_something_inert(origin):
    assert "<script" not in panel(origin)


def test_there_is_no_panel_for_what_was_not_said():
    assert origin_panel((AdvisorSaid(text="x", number=9),), 9, 0, Shelf()) is None
    assert origin_panel((), 9, 0, Shelf()) is None


def test_a_path_is_followed_as_far_as_it_leads():
    assert walk(RESULT, ".fits[0].nothing") == (["Fits", "L4"], RESULT["fits"][0], RESULT["source"])


def test_a_reason_is_not_said_twice_where_the_claim_is_the_reason_itself():
    because = "It changes every quarter."
    result = {
        "noted": [],
        "skipped": [],
        "refused": [],
        "decision": {"rules": [{"id": "OUR-1", "because": because, "source": CITED}]},
    }
    events = (
        ToolCalled(turn=1, number=2, call="c1", tool="record_facts", args={}),
        ToolReturned(turn=1, number=3, call="c1", result=result),
        AdvisorSaid(
            turn=1,
            number=9,
            text="x",
            checked=(Pointer(span=because, origin="c1.decision.rules[0].because"),),
        ),
    )

    shown = origin_panel(events, 9, 0, Shelf())

    assert shown.count(because) == 1
    assert "turn 1: Decision › Rules › OUR-1 › Because" in shown
    assert f"#passage-{CITED}" in shown
