"""Quoted words stay words: whatever they are, Markdown shows them and does nothing else."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from agent.transcripts.inert import inert, inert_cell, visible, without_links
from agent.transcripts.markdown import quoted, table

_RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_PIECES = st.sampled_from(
    ["*", "**", "_", "`", "```", "~~", "#", "- ", "+ ", "1. ", "2) ", "> ", "    ", "\t", "\n",
     "\n\n", "---", "===", "|", "[a](http://h.t)", "![i](x)", "[r]: /x", "<b>", "<!--", "&amp;",
     "&#42;", "\\", "$x$", "a", "b_c", "é", " ", "<http://h.t>", "www.h.t", "\r", "\x00", "\ud800"]
)  # fmt: skip
ATTACKS = [
    "![pixel](https://evil.example/a.png)",
    "[click](javascript:alert(1))",
    "<img src=https://evil.example/a.png onerror=alert(1)>",
    "<script>alert(1)</script>",
    "</blockquote><iframe src=//evil.example>",
    "[x]: https://evil.example\n![x]",
    "\\[x](https://evil.example)",
    "\\![x](https://evil.example)",
    "<https://evil.example>",
    "&lt;b&gt;",
    "# A heading\n---\n| a |\n| - |\n| ![b](c) |",
    "```html\n<img src=x>\n```",
    "<b onmouseover=alert(1)>7B</b>",
]


def tags(markdown: str) -> set[str]:
    return set(re.findall(r"<(\w+)", _RENDERER.render(markdown)))


def text(markdown: str) -> str:
    rendered = re.sub(r"<br ?/?>", "", _RENDERER.render(markdown))
    return unescape(re.sub(r"</?(p|blockquote)>", "", rendered))


def folded(words: str) -> str:
    return " ".join(words.split())


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(), st.lists(_PIECES, max_size=12).map("".join)))
def test_any_words_are_shown_as_they_are_and_do_nothing(words):
    for markdown in (inert(words), quoted(inert(words))):
        assert tags(markdown) <= {"p", "br", "blockquote"}
        assert folded(text(markdown)) == folded(visible(words))


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=12).map("".join))
def test_any_words_fill_one_cell_of_a_table(words):
    rendered = _RENDERER.render(table(("a", "b"), [(words, "end")]))

    assert rendered.count("<td>") == 2
    assert set(re.findall(r"<(\w+)", rendered)) == {"table", "thead", "tbody", "tr", "th", "td"}
    assert folded(unescape(rendered.split("<td>")[1].split("</td>")[0])) == folded(visible(words))


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_image_link_or_html_survives(attack):
    for markdown in (inert(attack), inert_cell(attack), without_links(attack)):
        assert not tags(markdown) & {"a", "img", "script", "iframe", "b"}


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=12).map("".join))
def test_a_chat_models_markdown_can_format_but_not_fetch(words):
    assert not tags(without_links(words)) & {"a", "img", "b"}


def test_emphasis_and_lists_of_a_reply_stay():
    assert tags(without_links("**RAG**\n\n- cheap\n- *fresh*")) == {"p", "strong", "ul", "li", "em"}


def test_bare_addresses_are_no_links_where_renderers_make_some():
    assert "://" not in inert("see https://evil.example")
    assert "www." not in inert("see www.evil.example")


def test_ordinary_words_stay_readable_in_the_source():
    said = "We have 100,000 tickets a day (85 % right); our target: 97 %. Is needs_format true?"

    assert inert(said) == said
