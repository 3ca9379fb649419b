"""What people ask of an estimate: its origin, a table, only the price, the same for another."""

import pytest

from agent.events import AdvisorSaid, Asked, ToolCalled, ToolReturned

BIG = "Should I fine-tune Llama-3.1-8B with full fine-tuning on 2 A100 80GB?"
SMALL = "LoRA on a 7B"


@pytest.fixture
def talk(advisor, everything):
    async def said(*messages):
        events = []
        for message in messages:
            events = await everything(advisor.reply("s", message))
        return events

    return said


def words(events):
    return "\n".join(event.text for event in events if isinstance(event, AdvisorSaid))


def calls(events, tool="estimate"):
    return [each.args for each in events if isinstance(each, ToolCalled) and each.tool == tool]


def repaired(events):
    return [each for event in events if isinstance(event, AdvisorSaid) for each in event.repaired]


async def test_where_a_figure_comes_from_is_answered_by_its_sum(talk):
    events = await talk(BIG, "where does 35.4 GB come from?")

    assert "= 35.444 GB, at the end of the backward pass" in words(events)
    assert "No figure of this set-up" not in words(events)
    assert not repaired(events)


async def test_a_figure_of_nobody_is_told_as_one_and_set_beside_published_rules(talk):
    events = await talk(BIG, "where does 28 GB come from?")

    assert words(events).startswith("No figure of this set-up is 28 GB.")
    assert "| ZeRO paper |" in words(events)
    assert "we estimate on each GPU, GB" in words(events)
    assert not repaired(events)


async def test_asking_where_a_figure_comes_from_keeps_the_set_up(talk):
    events = await talk(BIG, "where does 28 GB come from?", "and with LoRA?")

    assert calls(events)[0]["gpus"] == 2


@pytest.mark.parametrize("asked", ["Can we fully fine-tune a 7B?", "How much to fully train a 7B?"])
async def test_tuning_fully_is_the_full_method_alone(talk, asked):
    events = await talk(asked)

    assert [args["method"] for args in calls(events)] == ["full"]


async def test_methods_that_are_named_stand_in_a_table(talk):
    events = await talk(BIG, "give me a table of full, lora and qlora")

    assert [args["method"] for args in calls(events)] == ["full", "lora", "qlora"]
    assert "| QLoRA |" in words(events)
    assert not repaired(events)


async def test_a_corrected_size_is_computed_on_the_same_cards(talk):
    (args,) = calls(await talk(BIG, "actually it is a 13B model"))

    assert (args["params_b"], args["method"], args["gpus"]) == (13.0, "full", 2)


@pytest.mark.parametrize(
    "question", ["How much does it cost to fine-tune?", "what would training a 7B cost?"]
)
async def test_a_price_without_examples_is_shown_for_an_example_and_says_so(talk, question):
    events = await talk(question)

    assert all(args["examples"] == 1_000 for args in calls(events))
    assert "USD" in words(events)
    assert "You have not said how many examples" in words(events)
    assert not repaired(events)


async def test_what_stood_for_an_example_gives_way_to_what_was_said(talk):
    events = await talk(SMALL, "what would it cost?", "we have 5000 examples", "how long is that?")

    assert calls(events)[0]["examples"] == 5_000


async def test_only_the_time_is_said_where_only_that_is_asked(talk):
    events = await talk(SMALL, "we have 5000 examples", "how long does that take?")

    assert words(events).startswith("**Time with LoRA**")
    assert "Parts of it" not in words(events)


async def test_no_hours_are_given_where_it_can_not_run(talk):
    events = await talk("We have 5000 examples. Full fine-tuning of Llama-3.1-8B on a 4090?")

    assert "too large for RTX-4090" in words(events)
    assert "hours" not in words(events)


async def test_each_of_several_gpus_holds_its_part(talk):
    assert "It fits on one card" not in words(await talk("LoRA on Llama-3.1-8B with 2 GPUs"))


async def test_what_stands_in_is_said_once(talk):
    first = words(await talk("does a 7B fit on a 4090?"))
    second = words(await talk("and with batch size 4?"))

    assert "stands in" in first
    assert "stands in" not in second


async def test_whether_data_suffice_is_no_question_of_memory(talk):
    events = await talk(SMALL, "is the data enough?")

    assert not calls(events)
    assert "[14.1/5/quality-tip]" in words(events)


async def test_the_first_question_for_both_gets_a_direction_with_the_figures(talk):
    events = await talk(BIG)

    assert "So far this points to" in words(events)
    assert [each for each in events if isinstance(each, Asked)]


async def test_a_long_brief_that_names_a_pilot_is_not_buried_under_its_memory(talk):
    brief = (
        "The city answers citizens' questions on permits and fees with a reference to the by-law. "
        "By-laws are amended by the council every month and span 6,500 pages. The data centre has "
        "two L40S. A pilot with a prompted Mistral-7B answered 71 % of 200 questions correctly, "
        "acceptance requires 92 %. Vendors shall state which approach they propose."
    )

    events = await talk(brief)

    assert not [
        each for each in events if isinstance(each, ToolReturned) and "peak_gb" in each.result
    ]


async def test_a_price_that_the_table_lacks_is_named(talk):
    events = await talk(
        "200k requests a month, 1500 prompt tokens on gpt-4o-mini. When does tuning pay off?"
    )

    assert "gpt-4o-mini is not in our table of prices" in words(events)
    assert "e-05" not in words(events)
    assert not repaired(events)
