"""Exports tell the whole conversation, and neither fetch nor run anything."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from agent.events import AdvisorSaid, SessionStarted, UserSaid
from agent.transcripts.html import to_html
from agent.transcripts.markdown import to_markdown

TOLD = [
    "HR rewrites our policies every quarter. 7B, please.", "every quarter", "estimate (c1)",
    '"method": "lora"', '"peak_gb": 16.9', '"chapter": null', "14.1/1.2/rag-dynamic", "0.71",
    "What changes belongs outside", "Knowledge that changes is looked up.", "covered",
    "c1.peak_gb", "16.9 GB", "wrong_number", "Knowledge changes", "Index the policies",
    "Measure first", "rag+fine_tuning", "A voice of its own?", "yes, no", "The endpoint refused.",
    "needs_format", "rated", '"stars": 5', "forgotten", "version of rules",
    "10 tokens in, 5 out, 0.01 USD",
]  # fmt: skip
HOSTILE = (
    '<img src="https://evil.example/a.png"><script>alert(1)</script> ![x](https://evil.example) '
    "[y](javascript:alert(1)) \x00 \ud800 \u202e </p></article> ''' \"onload=x"
)
HARMLESS = {
    "html", "head", "meta", "title", "style", "body", "main", "article", "p", "strong", "code",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "pre", "h1", "h2",
    "div",
}  # fmt: skip


class Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(attrs)


def hostile_events():
    return [
        SessionStarted(channel=HOSTILE, app=HOSTILE, chat_model=HOSTILE),
        UserSaid(text=HOSTILE, by=HOSTILE, turn=1),
        AdvisorSaid(text=HOSTILE, citations=(HOSTILE,), turn=1),
    ]


@pytest.mark.parametrize("told", TOLD)
def test_everything_that_happened_is_told(told, consultation):
    page = unescape(re.sub(r"<[^>]+>", "", to_html(consultation)))

    assert told in page
    assert told in unescape(to_markdown(consultation).replace("\\", ""))


def test_a_page_fetches_and_runs_nothing(consultation):
    page = to_html([*consultation, *hostile_events()])

    parsed = Page(page)
    assert parsed.tags <= HARMLESS
    assert {name for name, _ in parsed.attributes} <= {
        "lang", "charset", "http-equiv", "content", "name", "class", "dir", "scope", "open",
    }  # fmt: skip
    assert "url(" not in page
    assert "@import" not in page


def test_a_page_forbids_all_but_its_own_style():
    page = to_html([])

    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert policy.group(1).startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy.group(1)


def test_exports_can_be_written_whatever_was_said():
    to_html(hostile_events()).encode()
    to_markdown(hostile_events()).encode()


def test_a_turn_that_was_cut_off_is_named(consultation):
    assert "was cut off" in to_markdown(consultation[:-1])
    assert "was cut off" not in to_markdown(consultation)


def test_a_call_without_an_answer_is_told(consultation):
    assert "no answer was recorded" in to_markdown(consultation[:3])


def test_an_answer_without_its_call_is_told(consultation):
    assert "an answer without a call (c1)" in to_markdown([consultation[3]])


def test_passages_without_text_are_told_by_their_anchors(consultation):
    bare = [
        each.model_copy(update={"result": {"anchors": []}}) if each.number == 6 else each
        for each in consultation
    ]

    assert '"anchor": "14.1/1.2/rag-dynamic", "score": 0.71' in to_markdown(bare)


def test_a_long_card_is_folded_and_a_short_one_open(consultation):
    long = consultation[3].model_copy(update={"result": {"rows": ["x" * 50] * 100}})

    assert "<details open>" in to_html(consultation)
    assert "<details>" in to_html([*consultation[:3], long])
