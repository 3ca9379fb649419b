"""Dataset: formats, faults by line, copies, leakage, personal data, and no value given away."""

import json
import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tools.dataset import Dataset, DatasetRequest, dataset
from tools.dataset.duplicates import Index, normalised, sketch
from tools.dataset.personal import found_in, patterns
from tools.errors import InputError

WORDS = [f"{first}{second}" for first in ("ba", "do", "ki", "lu") for second in "abcdefghijklmnop"]


def checked(rows: list[object], **given_: object) -> Dataset:
    return dataset(DatasetRequest(lines=[json.dumps(row) for row in rows], **given_))  # type: ignore[arg-type]


def prose(seed: int, words: int = 40) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def chat(question: str, answer: str) -> dict[str, object]:
    return {
        "messages": [
            {"role": "user", "content": question},
            {"role": "assistant", "content": answer},
        ]
    }


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (chat("Hi", "Hello."), "chat"),
        (
            {"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Yo"}]},
            "sharegpt",
        ),
        ({"instruction": "Add", "input": "1 1", "output": "2"}, "alpaca"),
        ({"prompt": "1 + 1?", "completion": "2"}, "prompt_completion"),
        ({"question": "1 + 1?", "answer": "2"}, "prompt_completion"),
        ({"prompt": "Hi", "chosen": "Hello.", "rejected": "Go."}, "preference"),
        ({"text": "great film", "label": 1}, "classification"),
        ({"text": "Once upon a time."}, "text"),
    ],
)
def test_formats_are_recognised(row: dict[str, object], name: str) -> None:
    answer = checked([row])

    assert (answer.format, answer.rows, answer.faulty_rows) == (name, 1, 0)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_is_read_with_its_delimiter_and_quoted_lines(mark: str) -> None:
    text = f'text{mark}label\n"two\nlines"{mark}a\nplain{mark}b\n\nplain{mark}b\n'

    answer = dataset(DatasetRequest(lines=text.splitlines(keepends=True)))

    assert (answer.container, answer.format, answer.rows) == ("csv", "classification", 3)
    assert answer.duplicates == 1


def test_faults_are_named_with_their_lines_and_without_their_text() -> None:
    lines = [
        json.dumps(chat("q", "a")),
        "",
        "{broken",
        json.dumps({"messages": []}),
        json.dumps({"messages": [{"role": "user", "content": "SECRET"}]}),
        json.dumps({"instruction": "SECRET", "output": "x"}),
        json.dumps(["SECRET"]),
        json.dumps({"messages": [{"role": "wizard", "content": "SECRET"}]}),
    ]

    answer = dataset(DatasetRequest(lines=lines))
    faults = {fault.what: fault.first_lines for fault in answer.faults}

    assert faults == {
        "not valid JSON": (3,),
        "messages is not a list with turns": (4,),
        "the last turn is not the assistant's: nothing to learn from": (5,),
        "another format than the file: alpaca, not chat": (6,),
        "not a JSON object": (7,),
        "a turn has an unknown role": (8,),
    }
    assert "SECRET" not in answer.model_dump_json()


def test_copies_near_copies_and_other_answers_are_told_apart() -> None:
    long = prose(1)
    changed = long.replace(long.split()[20], "altered", 1)

    answer = checked(
        [
            chat("a question", long),
            chat("A question!", long.upper()),
            chat("a question", changed),
            chat("a question", prose(2)),
            chat("else", prose(3)),
        ]
    )

    assert (answer.duplicates, answer.near_duplicates) == (1, 1)
    assert answer.same_prompt_other_answer == 2


def test_unrelated_texts_are_not_near() -> None:
    answer = checked([chat(prose(seed), prose(seed + 10_000)) for seed in range(300)])

    assert (answer.duplicates, answer.near_duplicates) == (0, 0)


def test_a_sketch_agrees_about_as_much_as_the_texts_do() -> None:
    one = prose(7, words=200)
    other = " ".join([*one.split()[:190], *prose(8, words=10).split()])

    same = sum(a == b for a, b in zip(sketch(one), sketch(other), strict=True)) / 32

    assert same > 0.75
    assert sketch(one) == sketch(normalised(one.upper()))


def test_test_rows_that_training_has_seen_are_counted() -> None:
    train = [chat("one", prose(1)), chat("two", prose(2)), chat("three", prose(3))]
    test = [
        chat("ONE", prose(1)),
        chat("two", prose(2).replace(prose(2).split()[9], "altered", 1)),
        chat("three", "something else entirely"),
        chat("four", prose(4)),
        chat("four", prose(4)),
    ]

    answer = checked(train, test_lines=[json.dumps(row) for row in test])

    assert answer.leakage is not None
    assert answer.leakage.model_dump() == {
        "test_rows": 5, "exact": 1, "near": 1, "same_prompt": 3,
    }  # fmt: skip
    assert answer.rows == 3
    assert answer.duplicates == 0


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("mail jo.do@mail.example.org now", "e-mail address"),
        ("call +49 30 1234 5678", "telephone number"),
        ("call (212) 555-0187", "telephone number"),
        ("card 4111-1111-1111-1111", "payment card"),
        ("DE89 3704 0044 0532 0130 00", "bank account (IBAN)"),
        ("ssn 219-09-9999", "US social security number"),
        ("host 192.168.0.12", "IP address"),
        ("AKIA" + "ABCDEFGHIJKLMNOP", "AWS access key"),
        ("key sk-" + "test" * 7, "API key of an AI provider"),
        ("ghp_" + "a1" * 18, "GitHub token"),
        ("xoxb-" + "1234567890-ab", "Slack token"),
        ("-----BEGIN RSA PRIVATE KEY-----", "private key"),
        ("eyJhbGciOiJI.eyJzdWIiOiIx.c2ln", "JSON web token"),
        ('password: "hunter2hunter"', "password in plain text"),
    ],
)
def test_personal_data_and_secrets_are_found(text: str, kind: str) -> None:
    assert kind in found_in(text)


@pytest.mark.parametrize(
    "text",
    ["order 4111111111111112", "version 1.2.3", "in 2024, 15 000 of 18 000", "a@b", "ask-me-later",
     "DE88 3704 0044 0532 0130 00", "0.123456789012345678", "passwords are hard"],
)  # fmt: skip
def test_numbers_that_are_no_personal_data_are_left_alone(text: str) -> None:
    assert found_in(text) == frozenset()


def test_what_was_found_is_counted_and_never_shown() -> None:
    answer = checked([chat("Who?", "jo@example.org"), chat("Key?", "sk-" + "z" * 24)])

    assert [(each.family, each.rows) for each in answer.found] == [("personal", 1), ("secret", 1)]
    assert any("revoke" in words for words in answer.warnings)
    report = answer.model_dump_json()
    assert "jo@example.org" not in report
    assert "zzzz" not in report


def test_answers_are_looked_at() -> None:
    answer = checked(
        [
            chat("a", ""),
            chat("b", "I'm sorry, but I can't help with that."),
            chat("c", prose(5) + " and then it stops in the"),
            chat("d", prose(6) + "."),
        ]
    )

    assert (answer.empty_answers, answer.refusals, answer.maybe_truncated) == (1, 1, 1)


def test_label_balance_is_given_without_the_labels() -> None:
    rows: list[object] = [{"text": prose(seed), "label": "refund"} for seed in range(9)]
    rows.append({"text": prose(99), "label": "parcel"})

    answer = checked(rows)

    assert answer.labels is not None
    assert (answer.labels.rows_by_label, answer.labels.largest_share) == ((9, 1), 0.9)
    assert "refund" not in answer.model_dump_json()


def test_lengths_are_estimates_and_long_rows_are_counted() -> None:
    answer = checked([{"text": "x" * 400}, {"text": "y" * 4_000}], sequence_length=512)

    assert answer.total_tokens is not None
    assert (answer.total_tokens.p50, answer.total_tokens.longest) == (100, 1_000)
    assert answer.total_tokens.histogram == {"≤ 128": 1, "≤ 1,024": 1}
    assert answer.too_long == 1
    assert answer.answer_tokens is None


def test_languages_are_guessed() -> None:
    answer = checked(
        [
            {"text": "What is the name of the city that you live in?"},
            {"text": "Wie heißt die Stadt und ist der Zug nicht da?"},
            {"text": "你叫什么名字"},
        ]
    )

    assert answer.languages == {"English": 1, "German": 1, "Chinese": 1}


def test_a_split_keeps_families_together_and_fits() -> None:
    answer = checked([chat(prose(seed), "yes") for seed in range(500)])

    assert answer.split is not None
    assert (answer.split.test, answer.split.validation) == (100, 25)
    assert answer.split.train + answer.split.validation + answer.split.test == 500
    assert "cross-validate" in answer.split.because
    assert answer.band.source == "14.1/ex/5"


def test_lines_are_read_once() -> None:
    def stream() -> Iterator[str]:
        for seed in range(2_500):
            yield json.dumps({"text": f"row {seed}"})

    answer = dataset(DatasetRequest(lines=stream(), near_duplicates=False))

    assert answer.rows == 2_500
    assert answer.near_duplicates is None


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "the file is empty"),
        (["", " \n"], "the file is empty"),
        (["[1]"], "one JSON array"),
        (["a\rb"], "neither a JSON object nor a header"),
    ],
)
def test_a_file_that_cannot_be_checked_is_refused_in_words(lines: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        dataset(DatasetRequest(lines=lines))


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="format"):
        DatasetRequest.model_validate({"lines": [], "format": "xml"})


def test_every_pattern_has_a_source() -> None:
    assert all(pattern.source for pattern in patterns())


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=30),
            st.recursive(
                st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=9)),
                lambda inner: st.one_of(
                    st.lists(inner, max_size=3),
                    st.dictionaries(
                        st.sampled_from(
                            ["messages", "role", "content", "text", "label", "prompt", "chosen",
                             "completion", "rejected", "conversations", "from", "value"]
                        ),
                        inner,
                        max_size=4,
                    ),
                ),
                max_leaves=8,
            ).map(json.dumps),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_any_lines_are_counted_or_refused_in_words(lines: list[str]) -> None:
    try:
        answer = dataset(DatasetRequest(lines=lines))
    except InputError as refused:
        assert refused.field == "lines"
        return

    json.loads(answer.model_dump_json())
    assert answer.rows + answer.faulty_rows <= len(lines)


def test_hashes_that_went_to_a_file_group_as_those_in_memory() -> None:
    small, large = Index(kept=10), Index()
    for row in range(500):
        for index in (small, large):
            index.add(row % 97 * 2_654_435_761, row)

    assert list(small.groups()) == list(large.groups())
    assert list(small.groups()) == list(large.groups())
