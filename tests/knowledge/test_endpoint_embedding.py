"""An embedding endpoint: text goes out only where it is set, to a collection of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.embedding_endpoint import EmbeddingEndpoint, embedding_endpoint
from support.loopback import redirecting

from knowledge import EmbeddingChoice, Knowledge, is_built
from tools.errors import InputError

ASKED = "Which learning rate should I use?"


@pytest.fixture
def endpoint() -> Iterator[EmbeddingEndpoint]:
    with embedding_endpoint() as running:
        yield running


def choice(endpoint: EmbeddingEndpoint, name: str = "openai:small-embedding") -> EmbeddingChoice:
    return EmbeddingChoice(name=name, api_key="a-key", base_url=endpoint.url)


def test_notes_and_questions_are_embedded_there(
    tmp_path: Path, endpoint: EmbeddingEndpoint
) -> None:
    knowledge = Knowledge.open(tmp_path, embedding=choice(endpoint))

    found = knowledge.search(ASKED)

    assert found.passages[0].anchor == "14.1/4.2/learning-rate"
    assert endpoint.texts[-1] == ASKED
    assert len(endpoint.texts) == len(knowledge.anchors) + 1
    assert endpoint.keys == {"a-key"}


def test_words_are_not_sent_on_to_where_an_endpoint_points(
    tmp_path: Path, endpoint: EmbeddingEndpoint
) -> None:
    with redirecting(endpoint.url) as url:
        choice = EmbeddingChoice(name="openai:small-embedding", api_key="a-key", base_url=url)
        Knowledge.open(tmp_path, embedding=choice).search(ASKED)

    assert endpoint.texts == []


def test_its_index_is_its_own_and_no_key_lies_in_it(
    tmp_path: Path, endpoint: EmbeddingEndpoint
) -> None:
    Knowledge.open(tmp_path, embedding=choice(endpoint)).warm()

    assert is_built(tmp_path, choice(endpoint))
    assert not is_built(tmp_path)
    assert not is_built(tmp_path, choice(endpoint, "openai:another"))
    held = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert b"a-key" not in held


def test_a_second_opening_sends_nothing_but_the_question(
    tmp_path: Path, endpoint: EmbeddingEndpoint
) -> None:
    Knowledge.open(tmp_path, embedding=choice(endpoint))
    endpoint.texts.clear()

    Knowledge.open(tmp_path, embedding=choice(endpoint)).search(ASKED)

    assert endpoint.texts == [ASKED]


def test_where_it_fails_words_alone_serve_and_it_is_left_alone(
    tmp_path: Path, endpoint: EmbeddingEndpoint
) -> None:
    said: list[str] = []
    endpoint.fails = True

    knowledge = Knowledge.open(tmp_path, embedding=choice(endpoint), progress=said.append)
    found = knowledge.search(ASKED)

    assert "searching by words alone" in said[-1]
    assert found.passages[0].anchor == "14.1/4.2/learning-rate"
    assert endpoint.texts == []


def test_without_a_key_it_says_what_to_set(tmp_path: Path, endpoint: EmbeddingEndpoint) -> None:
    keyless = choice(endpoint).model_copy(update={"api_key": ""})

    with pytest.raises(InputError, match="OPENAI_API_KEY"):
        Knowledge.open(tmp_path, embedding=keyless)


def test_it_says_where_text_goes(endpoint: EmbeddingEndpoint) -> None:
    host = endpoint.url.split("/")[2]

    assert choice(endpoint).in_words.endswith(f"the text of questions and notes goes to {host}")
    assert "no text leaves" in EmbeddingChoice().in_words
