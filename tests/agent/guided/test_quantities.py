"""Numbers and units paraphrased: however a quantity is said, it is the same quantity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.guided.reading import read_facts
from agent.guided.reading.quantities import read_quantities

ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(number: int) -> str:
    if number < 20:
        return ONES[number]
    if number < 100:
        ten, one = divmod(number, 10)
        return TENS[ten] + (f"-{ONES[one]}" if one else "")
    for size, word in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            head, rest = divmod(number, size)
            return f"{in_words(head)} {word}" + (f" {in_words(rest)}" if rest else "")
    raise AssertionError(number)


def written(number: int) -> list[str]:
    forms = [str(number), f"{number:,}", in_words(number)]
    if number % 100 == 0 and number >= 1000:
        forms += [f"{number / 1000:g}k", f"{number / 1000:g} thousand"]
    if number % 100_000 == 0 and number:
        forms += [f"{number / 1e6:g}M", f"{number / 1e6:g} million"]
    return forms


NUMBERS = st.one_of(
    st.integers(2, 999),
    st.integers(1, 999).map(lambda n: n * 100),
    st.integers(1, 90).map(lambda n: n * 10**5),
)


@given(NUMBERS, st.data())
def test_a_number_is_the_same_in_figures_and_in_words(number, data):
    form = data.draw(st.sampled_from(written(number)))

    (quantity,) = read_quantities(f"about {form} tokens")

    assert quantity.kind == "tokens"
    assert quantity.value == pytest.approx(number)


PERIODS = {"a day": 30, "per day": 30, "daily": 30, "/month": 1, "each month": 1, "a week": 30 / 7,
           "per week": 30 / 7, "every hour, 24/7": 720, "a year": 1 / 12}  # fmt: skip
NOUNS = ("requests", "calls", "queries", "messages", "questions")
FRAMES = ("We get {}.", "volume: {}", "{}, roughly", "The bot handles about {} at the moment.")


@given(
    st.integers(12, 900_000),
    st.sampled_from(sorted(PERIODS)),
    st.sampled_from(NOUNS),
    st.sampled_from(FRAMES),
)
def test_a_rate_is_brought_to_a_month_of_30_days(number, period, noun, frame):
    text = frame.format(f"{number:,} {noun} {period}")

    read = read_facts(text).value("monthly_requests")

    assert read == pytest.approx(number * PERIODS[period], abs=1)


@given(
    st.integers(2, 50),
    st.sampled_from(["{} must come within {}", "{}: at most {}", "{} budget {}"]),
)
def test_tenths_of_a_second_and_milliseconds_are_the_same_time(tenths, frame):
    readings = {
        read_facts(frame.format("response time", said)).value("latency_budget_ms")
        for said in (
            f"{tenths * 100} ms",
            f"{tenths / 10:g} s",
            f"{tenths / 10:g} seconds",
            f"{tenths * 100}ms",
        )
    }

    assert readings == {tenths * 100}


@given(st.integers(1, 80))
def test_cents_a_call_and_dollars_a_thousand_calls_are_the_same_money(tenths):
    said = (
        f"{tenths / 10:g} cents per call", f"${tenths / 1000:g} a call",
        f"${tenths:g} per 1,000 calls", f"${tenths} per thousand requests",
        f"{tenths / 10:g} ct each",
    )  # fmt: skip

    readings = [read_facts(f"We can pay at most {each}.") for each in said]

    values = [reading.value("cost_per_query_budget_usd") for reading in readings]
    assert values == pytest.approx([tenths / 1000] * len(said))


@given(st.integers(40, 97))
def test_a_score_is_the_same_in_percent_in_share_and_out_of_a_hundred(percent):
    said = (
        f"{percent}%",
        f"{percent} percent",
        f"{percent} per cent",
        f"{percent / 100:g}",
        f"{percent} out of 100",
    )

    readings = [read_facts(f"Our prompt gets {each} right.") for each in said]

    assert [each.value("prompting_quality") for each in readings] == pytest.approx(
        [percent / 100] * 5
    )


@given(st.integers(2, 400), st.integers(1, 400))
def test_a_range_counts_as_its_middle(low, more):
    high = low + more

    for said in (
        f"between {low} and {high} tokens",
        f"{low}-{high} tokens",
        f"{low} to {high} tokens",
    ):
        (quantity,) = read_quantities(said)
        assert (quantity.low, quantity.value, quantity.high) == (low, (low + high) / 2, high)


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("half a second", 500, "duration"),
        ("a quarter of a cent", 0.0025, "money"),
        ("1,5 Sekunden", 1500, "duration"),
        ("a 7 billion parameter language model", 7, "parameters"),
        ("450M parameters", 0.45, "parameters"),
        ("13B tokens", 13e9, "tokens"),
        ("8 out of 10", 0.8, "score"),
        ("$2 per million input tokens", 2, "price-input"),
        ("-500 examples", -500, "count"),
        ("10 000 rows", 10_000, "count"),
    ],
)
def test_quantities_as_people_write_them(text, value, kind):
    (quantity,) = read_quantities(text)

    assert (quantity.value, quantity.kind) == (pytest.approx(value), kind)


@pytest.mark.parametrize("text", ["GPT-4", "an H100", "p99", "Llama-3", "founded in 1972"])
def test_numbers_in_names_and_years_count_nothing(text):
    assert not [each for each in read_quantities(text) if each.kind != "year"]


@pytest.mark.parametrize(
    ("text", "a_month"),
    [
        ("We handle 1,900 clients; each writes twice a month.", 3_800),
        ("We have 1,900 clients. Each of them writes two mails a month.", 3_800),
        ("We have 60 stores. Every store asks about 20 questions a day.", 36_000),
        ("There are 35 agents. They ask 5 questions a day each.", 5_250),
        ("We get 500 requests a day. Each request has 800 tokens.", 15_000),
    ],
)
def test_what_each_of_them_sends_is_counted_for_all_across_two_sentences(text, a_month):
    assert read_facts(text).value("monthly_requests") == a_month


def test_what_changes_twice_a_month_counts_nothing():
    reading = read_facts("The docs change twice a month.")

    assert reading.value("knowledge_records") is None
    assert reading.value("monthly_requests") is None
