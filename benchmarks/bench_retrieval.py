"""Find the chapter's passages: our recipe beside dense, lexical, rank fusion and Chroma's default.

Run it with `.venv/bin/python benchmarks/bench_retrieval.py`; it takes about half a minute.
Questions: gold = with gold passages, written, fresh and later = our own with gold passages, facts =
with facts that a found note must hold. Cells: recall at 1 / 3 / 5 and mean reciprocal rank. Whoever
wrote the questions inside the notes had seen these sets. On questions that nobody had seen, expect
what they gave at first look, before the notes were asked more: fresh .80 / .89 / .93, later
.72 / .90 / .92.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from knowledge import Knowledge
from knowledge.choice import LOCAL
from knowledge.embedding import InstalledMiniLM
from knowledge.index import nearest, open_index
from knowledge.lexical import Lexical
from knowledge.passages import Passage, built_in
from knowledge.pointer import embedded_text, fingerprint_of
from knowledge.search import COSINE_SHARE, KNOWN_SHARE, NEAR, standing
from knowledge.words import telling_words

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "tests" / "knowledge" / "questions"
SETS = ("gold", "written", "fresh", "later", "facts")
PASSAGES = built_in()
ANCHORS = [each.anchor for each in PASSAGES]
OF_THE_CHAPTER = np.array([not each.is_evidence for each in PASSAGES])
BARE = tuple(each.model_copy(update={"asked": ()}) for each in PASSAGES)
"""The notes without the questions that they answer, as the other recipes see them."""

Matrix = np.ndarray[Any, np.dtype[np.float64]]
Question = dict[str, Any]


def main() -> None:
    questions = read_questions()
    embedding = InstalledMiniLM()
    scores = recipes(questions, embedding)
    print_recall(questions, scores)
    print_missed(questions, scores["ours"])
    print_coverage(questions, embedding)
    print_times(questions, embedding)


def read_questions() -> list[Question]:
    return [
        json.loads(line) | {"set": name}
        for name in SETS
        for line in (QUESTIONS / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]


def recipes(questions: list[Question], embedding: InstalledMiniLM) -> dict[str, Matrix]:
    """Score every passage for every question, by each recipe."""
    asked = vectors(embedding, [each["question"] for each in questions])

    def cosine(text_of: Callable[[Passage], str]) -> Matrix:
        return np.asarray(asked @ vectors(embedding, [text_of(each) for each in PASSAGES]).T)

    full = cosine(lambda each: f"{each.title}. {each.prose} {'; '.join(each.facts)}.")
    plain = cosine(lambda each: f"{each.title}\n{each.text}")
    words = by_words(questions, BARE)
    return {
        "lexical alone (FTS5)": words,
        "dense alone": full,
        "Chroma's default: title and text": plain,
        "rank fusion (k 60)": reciprocal(words) + reciprocal(full),
        "weighted sum .4, bare notes": 0.4 * full + 0.6 * words,
        "ours": np.array(
            [[standing(to, each["question"]) for to in PASSAGES] for each in questions]
        )
        * (
            COSINE_SHARE * cosine(embedded_text)
            + (1 - COSINE_SHARE) * by_words(questions, PASSAGES)
        ),
    }


def vectors(embedding: InstalledMiniLM, texts: list[str]) -> Matrix:
    return np.array(embedding(texts), dtype=np.float64)


def by_words(questions: list[Question], passages: tuple[Passage, ...]) -> Matrix:
    lexical = Lexical(passages)
    return np.array([lexical.search(each["question"]).scores for each in questions])


def reciprocal(scores: Matrix) -> Matrix:
    ranks = np.argsort(np.argsort(-scores, axis=1, kind="stable"), axis=1)
    return np.asarray(1.0 / (60 + 1 + ranks))


def print_recall(questions: list[Question], scores: dict[str, Matrix]) -> None:
    print(f"{len(PASSAGES)} notes, {int(OF_THE_CHAPTER.sum())} of them of the chapter\n")
    print("| recipe | " + " | ".join(SETS) + " |\n|---" + "|---" * len(SETS) + "|")
    for recipe, matrix in scores.items():
        cells = [
            " / ".join(f"{value:.2f}" for value in recall(questions, matrix, name)) for name in SETS
        ]
        print(f"| {recipe} | " + " | ".join(cells) + " |")


def recall(questions: list[Question], scores: Matrix, name: str) -> tuple[float, ...]:
    ranks = [
        np.array(ranks_of(question, row))
        for question, row in zip(questions, scores, strict=True)
        if question["set"] == name and question["answerable"] and targets(question)
    ]
    found = [np.mean([np.mean(each < most) for each in ranks]) for most in (1, 3, 5)]
    return (*map(float, found), float(np.mean([1 / (1 + each.min()) for each in ranks])))


def ranks_of(question: Question, row: Matrix) -> list[int]:
    """Give, for each target of a question, the rank of the first passage that meets it."""
    place = {int(at): rank for rank, at in enumerate(np.argsort(-row, kind="stable"))}
    return [min(place[at] for at in target) for target in targets(question)]


def targets(question: Question) -> list[list[int]]:
    """Give, for each thing to be found, the passages that hold it.

    A fact counts as held where three quarters of its words stand in the note; facts that more than
    ten notes hold tell nothing and are left out.
    """
    if question.get("gold"):
        return [[ANCHORS.index(anchor) for anchor in question["gold"]]]
    held = [
        [at for at, each in enumerate(PASSAGES) if not each.is_evidence and holds(each, fact)]
        for fact in question.get("must_contain_facts", ())
    ]
    return [each for each in held if 0 < len(each) <= 10]


def holds(passage: Passage, fact: str) -> bool:
    wanted = [stem(word) for word in telling_words(fact)]
    there = {stem(word) for word in telling_words(f"{passage.title} {passage.text}")}
    return bool(wanted) and sum(word in there for word in wanted) >= 0.75 * len(wanted)


def stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "ly", "s"):
        if word.endswith(ending):
            return word[: -len(ending)]
    return word


def print_missed(questions: list[Question], scores: Matrix) -> None:
    print("\nMissed at rank 1 by ours:")
    for question, row in zip(questions, scores, strict=True):
        if question["set"] != "facts" and question["answerable"]:
            (rank,) = ranks_of(question, row)
            if rank:
                first, wanted = ANCHORS[int(row.argmax())], "|".join(question["gold"])
                print(f"  {rank + 1:>3}  {question['question']}  [{first}, not {wanted}]")


def print_coverage(questions: list[Question], embedding: InstalledMiniLM) -> None:
    lexical = Lexical(PASSAGES)
    asked = vectors(embedding, [each["question"] for each in questions])
    cosines = asked @ vectors(embedding, [embedded_text(each) for each in PASSAGES]).T
    matches = [lexical.search(each["question"]) for each in questions]
    likely = cosines.max(axis=1) + KNOWN_SHARE * np.array([each.known for each in matches])
    field = np.array([each.in_the_field for each in matches])
    strange = np.array([bool(each.strange) for each in matches])
    kinds = np.array(
        ["answerable" if each["answerable"] else each.get("type", "near") for each in questions]
    )
    print(
        "\n| coverage | bounds | answerable: outside | covered | near: near | outside"
        " | far: outside |"
    )
    print("|---|---|---|---|---|---|---|")
    shipped = judge(likely, field, strange, np.array(NEAR))
    print_shares("as shipped", f"{NEAR[0]:.2f}, {NEAR[1]:.2f}", shipped, kinds)
    folds = np.arange(len(kinds)) % 5
    judged, bounds = np.empty(len(kinds), dtype=object), []
    for fold in range(5):
        kept, left = folds != fold, folds == fold
        fitted = fit(likely[kept], field[kept], strange[kept], kinds[kept])
        judged[left] = judge(likely[left], field[left], strange[left], fitted)
        bounds.append(fitted)
    mean = np.mean(bounds, axis=0)
    print_shares("5-fold cross-validation", f"{mean[0]:.2f}, {mean[1]:.2f}", judged, kinds)


def judge(likely: Matrix, field: Any, strange: Any, bounds: Matrix) -> Any:
    outside = (likely < bounds[0]) & ~field
    covered = (likely >= bounds[1]) & ~strange
    return np.where(outside, "outside", np.where(covered, "covered", "near"))


def fit(likely: Matrix, field: Any, strange: Any, kinds: Any) -> Matrix:
    """Fit the bounds: far questions outside, near ones near, answerable ones covered."""
    grid = [(low, high) for low in np.arange(0.35, 0.6, 0.01) for high in np.arange(low, 0.8, 0.01)]

    def worth(bounds: tuple[float, float]) -> float:
        judged = judge(likely, field, strange, np.array(bounds))
        mine = {kind: judged[kinds == kind] for kind in ("answerable", "near", "far")}
        return float(
            2 * np.mean(mine["far"] == "outside")
            + np.mean(mine["near"] == "near")
            + np.mean(mine["answerable"] == "covered")
            - 4 * np.mean(mine["answerable"] == "outside")
        )

    return np.array(max(grid, key=worth))


def print_shares(name: str, bounds: str, judged: Any, kinds: Any) -> None:
    def share(kind: str, word: str) -> str:
        mine = judged[kinds == kind]
        return f"{np.sum(mine == word)}/{len(mine)}"

    print(
        f"| {name} | {bounds} | {share('answerable', 'outside')} | {share('answerable', 'covered')}"
        f" | {share('near', 'near')} | {share('near', 'outside')} | {share('far', 'outside')} |"
    )


def print_times(questions: list[Question], embedding: InstalledMiniLM) -> None:
    with tempfile.TemporaryDirectory() as folder:
        built_s = timed(lambda: Knowledge.open(Path(folder)))
        print_openings(Path(folder))
        knowledge = Knowledge.open(Path(folder))
        asked = [each["question"] for each in questions]
        knowledge.search("warm")
        whole_ms = [1000 * timed(lambda q=each: knowledge.search(q)) for each in asked]
        embed_ms = [1000 * timed(lambda q=each: embedding([q])) for each in asked]
        lexical = Lexical(PASSAGES)
        words_ms = [1000 * timed(lambda q=each: lexical.search(q)) for each in asked]
        fingerprint = fingerprint_of(PASSAGES, LOCAL.id)
        collection = open_index(Path(folder), PASSAGES, fingerprint, embedding, print)
        without = Knowledge(
            PASSAGES,
            fingerprint,
            Given(collection, dict(zip(asked, vectors(embedding, asked), strict=True))),
        )
        rest_ms = [1000 * timed(lambda q=each: without.search(q)) for each in asked]
        vector = embedding(["warm"])[0]
        chroma_ms = [1000 * timed(lambda: nearest(collection, vector, len(ANCHORS))) for _ in asked]
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"build {built_s:.1f} s (libraries already imported)")
    parts = {
        "search": whole_ms,
        "embedding": embed_ms,
        "search without embedding": rest_ms,
        "words": words_ms,
        "Chroma": chroma_ms,
    }
    for name, times in parts.items():
        low, high = np.percentile(times, 50), np.percentile(times, 95)
        print(f"{name}: p50 {low:.1f} ms, p95 {high:.1f} ms")
    print(f"memory of this process at most {memory_mb:.0f} MB")


class Given:
    """Vectors of questions that are known before: what a search costs beside the embedding."""

    is_local = True

    def __init__(self, collection: Any, vector_of: dict[str, Any]) -> None:
        self._collection = collection
        self._vector_of = vector_of

    def cosines(self, question: str) -> dict[str, float]:
        return nearest(self._collection, self._vector_of[question], len(ANCHORS))


OPENINGS = {
    "ours, ready for a question": "Knowledge.open(folder)",
    "ours, index and embedding loaded": "Knowledge.open(folder).warm()",
    "peer: import chromadb, open its client and collection": (
        "chromadb.PersistentClient(str(next(folder.glob('index-*'))))"
        ".get_collection('passages', embedding_function=None).count()"
    ),
}
IMPORTS = {"ours": "from knowledge import Knowledge", "peer": "import chromadb"}


def print_openings(folder: Path) -> None:
    """Time a warm start, each in a process of its own, imports included."""
    print("\n| warm start in a fresh process | s, best of 3 |\n|---|---|")
    for name, work in OPENINGS.items():
        code = (
            "import time; start = time.perf_counter()\n"
            f"{IMPORTS[name[:4]]}\nfrom pathlib import Path\nfolder = Path({str(folder)!r})\n"
            f"{work}\nprint(time.perf_counter() - start)"
        )
        runs = [
            subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
            for _ in range(3)
        ]
        print(f"| {name} | {min(float(each.stdout) for each in runs):.2f} |")


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
