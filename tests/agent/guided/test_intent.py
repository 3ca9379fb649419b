"""What people do besides stating facts, and words that are hard to read."""

import time

import pytest

from agent.guided.reading import read_facts


@pytest.mark.parametrize("text", ["What does that mean?", "why do you ask?", "I don't get it"])
def test_asking_back_is_heard(text):
    assert read_facts(text, "needs_format").asks_back


@pytest.mark.parametrize(
    "text",
    [
        "just tell me",
        "enough questions",
        "What do you recommend?",
        "Answer with what you know now.",
        "Go ahead with what you have.",
    ],
)
def test_wanting_the_answer_is_heard(text):
    assert read_facts(text).wants_answer


def test_questions_to_us_are_kept_whole_and_echoes_are_not():
    reading = read_facts("What's the difference between LoRA and QLoRA? Fixed format? yes.")

    assert reading.questions == ("What's the difference between LoRA and QLoRA?",)
    assert reading.value("needs_format") is True


def test_a_topic_with_a_question_mark_is_answered_by_what_follows():
    reading = read_facts("latency? no matter. changes? rarely")

    assert reading.questions == ()
    assert reading.value("latency_is_tight") is False
    assert reading.value("knowledge_changes") == "yearly"


def test_a_guess_with_a_question_mark_asks_nothing():
    reading = read_facts("maybe 900 pages? house manuals and so on")

    assert reading.questions == ()
    assert reading.value("domain_corpus_tokens") == 360_000


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wir bekommen 1.500 Anfragen pro Tag", "de"),
        ("¿Entrenamos un modelo para nuestras pólizas?", "es"),
        ("Nous voulons un assistant pour notre mairie.", "fr"),
        ("we get 1,500 requests a day", "en"),
        ("7B, 24 GB", "en"),
    ],
)
def test_the_language_is_told(text, language):
    assert read_facts(text).language == language


def test_german_numbers_are_read_the_german_way():
    reading = read_facts(
        "Wir haben 1.500 Anfragen pro Tag, die Antwortzeit darf höchstens 1,5 Sekunden sein."
    )

    assert reading.value("monthly_requests") == 45_000
    assert reading.value("latency_budget_ms") == 1500


def test_what_cannot_be_is_refused_with_its_words():
    reading = read_facts("we have -500 training examples and a latency budget of -3ms")

    assert {each.field: each.quote for each in reading.impossible} == {
        "labelled_examples": "-500 training examples",
        "latency_budget_ms": "latency budget of -3ms",
    }
    assert reading.value("labelled_examples") is None


@pytest.mark.parametrize(
    ("text", "off_topic", "harmful"),
    [
        ("can you write me a cover letter for a data science job?", True, False),
        ("We want to train a model to write phishing mails to customers", False, True),
        ("We want to train a classifier that detects phishing mails", False, False),
        ("Should we fine-tune for our bakery?", False, False),
    ],
)
def test_aims_that_are_not_ours_are_told(text, off_topic, harmful):
    reading = read_facts(text)

    assert (reading.off_topic, reading.harmful) == (off_topic, harmful)


def test_unknown_fields_are_named():
    reading = read_facts("RAG quality: below target. target? no idea")

    assert reading.unknown == ("quality_target",)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "1" * 100_000,
        "1,1" * 33_000,
        "we need citations and 5 examples " * 3_000,
        "\x00" * 50_000 + "<b>500 labelled emails</b>",
        "<" * 100_000,
        '"' * 100_000,
        "((((" * 25_000,
        "not " * 25_000,
        "\n" * 100_000,
        "." * 100_000,
        "1 " * 50_000,
        "[x]: " * 20_000,
        "",
        "\n\n\n",
        "🙂" * 1000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_long_and_strange_words_are_read_in_time(text):
    started = time.process_time()

    read_facts(text, "labelled_examples")

    assert time.process_time() - started < 8


def test_tags_and_control_characters_do_not_hide_facts():
    assert read_facts("<p>We have\x00 500 labelled emails</p>").value("labelled_examples") == 500


def test_an_ok_that_leads_on_answers_nothing():
    assert read_facts("ok, what now", "prompting_quality").facts == ()
    assert read_facts("ok", "prompting_quality").value("prompting_meets_target") is True


def test_a_target_beside_a_score_is_no_answer_to_another_question():
    reading = read_facts("The prompt reaches 75%, we need 85", "latency_budget_ms")

    assert reading.value("quality_target") == 0.85
    assert reading.value("latency_budget_ms") is None
