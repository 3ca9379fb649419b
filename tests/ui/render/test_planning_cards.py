"""Cards of the planning tools: their pictures speak, and what they show is inert."""

import re
from html.parser import HTMLParser

import pytest

from agent.events import ToolCalled, ToolReturned
from knowledge.passages import built_in
from tools import CATALOGUE
from ui.render.cards import tool_card
from ui.render.cost import body as cost_body

CHECKPOINTS = [
    {"step": 500, "task": 0.81, "general": {"mmlu": 0.61}},
    {"step": 1000, "task": 0.86, "general": {"mmlu": 0.60}},
    {"step": 1500, "task": 0.88, "general": {"mmlu": 0.55}},
]
PAYS = {
    "monthly_requests": 300_000, "prompt_tokens": 3_000, "tuned_prompt_tokens": 500,
    "priced_as": "gpt-6-sol", "training_usd": 5_000, "today": "2026-11-24",
}  # fmt: skip
CALLS = {
    "mix": {"task_samples": 5000, "method": "lora"},
    "forgetting": {"method": "lora", "base": {"mmlu": 0.62}, "checkpoints": CHECKPOINTS},
    "cost": PAYS,
    "power": {"baseline": 0.88, "target": 0.95, "successes": 481, "samples": 500},
    "unlearn": {
        "data_entered_via": "fine_tuning", "shards": 20, "deletions": 10, "serving_bits": 4,
    },
    "plan_check": {"latency_budget_ms": 150, "strategy": "rag"},
}  # fmt: skip
PICTURES = {
    "mix": "70 % task and 30 % general",
    "forgetting": "Best: step 1,000",
    "cost": "they cross at",
    "power": "96.2 % measured",
    "unlearn": "8.03 of 20 shards",
}
HOSTILE = "<script>x</script><img src=x onerror=x>\"'"


class Notes:
    def __init__(self):
        self.notes = {each.anchor: each for each in built_in()}

    def passage(self, anchor):
        return self.notes.get(anchor)


NOTES = Notes()


class Tags(HTMLParser):
    """Collects what a browser would build."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.opened = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.opened += [] if tag == "br" else [tag]

    def handle_endtag(self, tag):
        assert self.opened.pop() == tag


def result_of(tool, args):
    known = CATALOGUE[tool]
    return known.function(known.request.model_validate(args)).model_dump(mode="json")


def card(tool, result, args=None):
    called = ToolCalled(call="c1", tool=tool, args=args or {})
    return tool_card(called, ToolReturned(call="c1", result=result), NOTES)


def built(html):
    tags = Tags()
    tags.feed(html)
    assert tags.opened == []
    return tags


def hostile(value):
    if isinstance(value, dict):
        return {key: hostile(each) for key, each in value.items()}
    if isinstance(value, list):
        return [hostile(each) for each in value]
    return HOSTILE if isinstance(value, str) else value


@pytest.mark.parametrize("tool", CALLS)
def test_a_card_is_well_formed_and_its_own(tool):
    html = card(tool, result_of(tool, CALLS[tool]))

    assert built(html)
    assert "What came out" not in html


@pytest.mark.parametrize(("tool", "words"), PICTURES.items())
def test_a_picture_says_in_words_what_it_shows(tool, words):
    html = card(tool, result_of(tool, CALLS[tool]))

    labels = re.findall(r'<svg [^>]*role="img" aria-label="([^"]*)"', html)
    assert any(words in label for label in labels)


@pytest.mark.parametrize("tool", CALLS)
def test_hostile_words_stay_words(tool):
    html = card(tool, hostile(result_of(tool, CALLS[tool])))

    tags = built(html)
    assert not {"script", "img", "iframe", "object", "foreignobject", "style"} & tags.tags
    assert not {name for name in tags.attributes if name.startswith("on")}


@pytest.mark.parametrize("tool", CALLS)
def test_a_result_of_another_version_is_shown_as_it_is(tool):
    html = card(tool, {"something": 1})

    assert built(html)
    assert "Something" in html


def test_coordinates_are_numbers():
    for tool, args in CALLS.items():
        html = card(tool, result_of(tool, args))
        for value in re.findall(r' (?:x|y|x1|y1|x2|y2|cx|cy|width|height)="([^"]*)"', html):
            assert float(value) == float(value)


@pytest.mark.parametrize(
    "more",
    [{"training_usd": 0}, {"monthly_requests": None}, {"hosting_usd_per_month": 1e6}],
)
def test_every_kind_of_break_even_has_a_card(more):
    args = {name: value for name, value in (PAYS | more).items() if value is not None}

    assert built(cost_body(result_of("cost", args), NOTES))


def test_old_prices_are_said_in_the_card():
    html = card("cost", result_of("cost", PAYS | {"today": "2027-06-01"}))

    assert "days old" in html
