"""Dataset: whether training data are fit, read line by line; only counts leave this module."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BeforeValidator, SkipValidation

from tools.dataset.copies import Copies, CopyCounts
from tools.dataset.inspection import Inspection
from tools.dataset.lengths import Lengths
from tools.dataset.personal import patterns
from tools.dataset.rows import NOT_UTF8, Example, Format, Reader
from tools.dataset.split import Band, Split, band_of, split_of
from tools.encodings import converting
from tools.ranges import whole
from tools.vocabulary import Assumption, Record, as_word

__all__ = ["Dataset", "DatasetRequest", "dataset"]

WITHOUT_ANSWERS = "text"
OFTEN_NEAR = 0.2


class DatasetRequest(Record):
    """The lines of a training file, and of its test file where there is one.

    Lines are read once and forgotten; any iterable of text does, an open file among them.
    """

    lines: SkipValidation[Iterable[str]]
    """Lines of the file: JSON Lines, or CSV with a header."""
    test_lines: SkipValidation[Iterable[str]] | None = None
    """Lines of the test file, to find what leaked into training."""
    format: Annotated[Format | None, BeforeValidator(as_word)] = None
    """chat, sharegpt, alpaca, prompt_completion, preference, classification or text; absent: as
    the first row that is recognised."""
    sequence_length: Annotated[int, whole(1, 100_000_000, "tokens")] | None = None
    """Longest row that training takes (tokens)."""
    near_duplicates: bool = True
    """Look for rows that say nearly the same; takes about half of the time."""


class FaultCount(Record):
    """One kind of fault."""

    what: str
    rows: int
    first_lines: tuple[int, ...]
    """Where the first ones stand (line numbers)."""


class Found(Record):
    """One kind of personal data or secret; never the values."""

    kind: str
    family: Literal["personal", "secret"]
    rows: int
    first_lines: tuple[int, ...]


class Labels(Record):
    """Balance of labels or short answers; the labels themselves are left out."""

    distinct: int
    rows_by_label: tuple[int, ...]
    """Rows of each label, the most frequent first (rows)."""
    largest_share: float


class Leakage(Record):
    """Test rows that training has seen (rows)."""

    test_rows: int
    exact: int
    """Same text but for case, punctuation and space."""
    near: int
    """Nearly the same, and not exact."""
    same_prompt: int
    """The same prompt, whatever the answer."""


class Dataset(Record):
    """Counts over a training file. Nothing here quotes it."""

    container: Literal["jsonl", "csv"] | None
    format: Format | None
    rows: int
    """Rows that can be trained on (rows)."""
    faulty_rows: int
    faults: tuple[FaultCount, ...]
    duplicates: int
    """Rows that repeat an earlier one, but for case, punctuation and space (rows)."""
    near_duplicates: int | None
    """Rows that say nearly the same as an earlier one; null if not looked for (rows)."""
    same_prompt_other_answer: int
    """Rows whose prompt came before with another answer (rows)."""
    empty_answers: int
    maybe_truncated: int
    """Long answers that end without a closing mark (rows)."""
    refusals: int
    """Answers that begin as refusals do (rows)."""
    total_tokens: Lengths | None
    prompt_tokens: Lengths | None
    answer_tokens: Lengths | None
    too_long: int | None
    """Rows longer than `sequence_length` (rows)."""
    labels: Labels | None
    languages: dict[str, int]
    """Rows by guessed language (rows)."""
    found: tuple[Found, ...]
    leakage: Leakage | None
    split: Split | None
    band: Band
    warnings: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    rounding: str = "token counts are estimates; shares are not rounded"
    sources: tuple[str, ...]


def dataset(request: DatasetRequest) -> Dataset:
    """Check training data line by line: format, faults, copies, lengths, leakage (rows, tokens).

    Memory stays under 300 MB however long the file is: hashes go on in a nameless temporary file.
    Nothing of the file but counts and line numbers is given back.

    Source: chapter, `14.1/5/quality-tip`, `14.1/ex/5`; patterns: `tables/personal_data.csv`.

    >>> rows = ['{"prompt": "2 + 2?", "completion": "4"}'] * 3
    >>> answer = dataset(DatasetRequest(lines=rows))
    >>> answer.format, answer.rows, answer.duplicates
    ('prompt_completion', 3, 2)
    """
    reader, inspection = Reader(request.format), Inspection()
    copies = Copies(request.near_duplicates)
    for row in reader.read(request.lines):
        if isinstance(row, Example):
            copies.add(row, test=False)
            inspection.look(row, has_answers=reader.format != WITHOUT_ANSWERS)
        else:
            inspection.fault(row)
    if not copies.training_rows and not inspection.faults:
        reader.refuse_nothing()
    faulty = _read_test(request, reader.format, copies)
    return _report(request, reader, inspection, copies, faulty)


def _read_test(request: DatasetRequest, wanted: Format | None, copies: Copies) -> int:
    """Take in the rows of the test file; give how many of them can't be read."""
    if request.test_lines is None:
        return 0
    reader, faulty = Reader(wanted, "test_lines"), 0
    for row in reader.read(request.test_lines):
        if isinstance(row, Example):
            copies.add(row, test=True)
        else:
            faulty += 1
    if copies.rows == copies.training_rows and not faulty:
        reader.refuse_nothing()
    return faulty


def _report(
    request: DatasetRequest,
    reader: Reader,
    inspection: Inspection,
    copies: Copies,
    faulty_test_rows: int,
) -> Dataset:
    counts = copies.count()
    distinct = copies.training_rows - counts.duplicates - counts.near
    return Dataset(
        container=reader.container,
        format=reader.format,
        rows=copies.training_rows,
        faulty_rows=sum(noted.rows for noted in inspection.faults.values()),
        faults=_faults(inspection),
        duplicates=counts.duplicates,
        near_duplicates=counts.near if request.near_duplicates else None,
        same_prompt_other_answer=counts.other_answer,
        empty_answers=inspection.empty,
        maybe_truncated=inspection.truncated,
        refusals=inspection.refusals,
        total_tokens=inspection.total.lengths(),
        prompt_tokens=inspection.prompt.lengths(),
        answer_tokens=inspection.answer.lengths(),
        too_long=_too_long(request, inspection),
        labels=_labels(inspection),
        languages=dict(inspection.languages.most_common()),
        found=_found(inspection),
        leakage=_leakage(request, copies, counts),
        split=split_of(copies.training_rows, distinct),
        band=band_of(distinct),
        warnings=(
            *_of_files(inspection, faulty_test_rows),
            *_warnings(request, inspection, copies, counts),
        ),
        assumptions=_assumptions(request, reader),
        sources=_sources(inspection),
    )


def _faults(inspection: Inspection) -> tuple[FaultCount, ...]:
    return tuple(
        FaultCount(what=what, rows=noted.rows, first_lines=tuple(noted.first_lines))
        for what, noted in sorted(inspection.faults.items(), key=lambda item: -item[1].rows)
    )


def _found(inspection: Inspection) -> tuple[Found, ...]:
    families = {pattern.kind: pattern.family for pattern in patterns()}
    return tuple(
        Found(
            kind=kind,
            family=families[kind],
            rows=noted.rows,
            first_lines=tuple(noted.first_lines),
        )
        for kind, noted in sorted(inspection.found.items(), key=lambda item: -item[1].rows)
    )


def _too_long(request: DatasetRequest, inspection: Inspection) -> int | None:
    limit = request.sequence_length
    return None if limit is None else inspection.total.above(limit)


def _labels(inspection: Inspection) -> Labels | None:
    labels = inspection.labels
    if not labels or labels.total() < 2 * len(labels):
        return None
    rows = tuple(count for _, count in labels.most_common())
    return Labels(distinct=len(rows), rows_by_label=rows, largest_share=rows[0] / sum(rows))


def _leakage(request: DatasetRequest, copies: Copies, counts: CopyCounts) -> Leakage | None:
    if request.test_lines is None:
        return None
    return Leakage(
        test_rows=copies.rows - copies.training_rows,
        exact=counts.leaked,
        near=counts.leaked_near,
        same_prompt=counts.leaked_prompt,
    )


def _of_files(inspection: Inspection, faulty_test_rows: int) -> tuple[str, ...]:
    foreign = inspection.faults.get(NOT_UTF8)
    rows = (
        (
            foreign is not None,
            f"{_counted(foreign.rows if foreign else 0)} not in UTF-8, which training reads: "
            f"{converting('WINDOWS-1252')} (or the encoding that it is in).",
        ),
        (
            faulty_test_rows > 0,
            f"{_counted(faulty_test_rows)} of the test file not looked for: unreadable, or in "
            "another format than training.",
        ),
    )
    return tuple(words for applies, words in rows if applies)


def _counted(count: int, what: str = "row") -> str:
    """Count things.

    >>> _counted(1), _counted(1_200, "test row")
    ('1 row', '1,200 test rows')
    """
    return f"{count:,} {what}{'s' * (count != 1)}"


def _warnings(
    request: DatasetRequest, inspection: Inspection, copies: Copies, counts: CopyCounts
) -> tuple[str, ...]:
    secrets = sum(each.rows for each in _found(inspection) if each.family == "secret")
    leaked = counts.leaked + counts.leaked_near
    rows = (
        (secrets > 0, f"{_counted(secrets)} with secrets: take them out, and revoke the secrets."),
        (
            leaked > 0,
            f"{_counted(leaked, 'test row')} in training as well: the test would flatter.",
        ),
        (
            counts.other_answer > 0,
            f"{_counted(counts.other_answer)} with another answer to an earlier prompt: mean it, "
            "or fix it.",
        ),
        (
            inspection.empty > 0,
            f"{_counted(inspection.empty, 'empty answer')}: training on it teaches silence.",
        ),
        (
            bool(_too_long(request, inspection)),
            f"{_counted(_too_long(request, inspection) or 0)} longer than training takes: the end, "
            "and with it the answer, is cut off.",
        ),
        (
            counts.near > copies.training_rows * OFTEN_NEAR,
            f"{counts.near:,} near-duplicates are many: a template that all rows share may be the "
            "cause, and then they are none.",
        ),
        (copies.near_is_full, "Near-duplicates were looked for in the first 2,000,000 rows only."),
    )
    return tuple(words for applies, words in rows if applies)


def _assumptions(request: DatasetRequest, reader: Reader) -> tuple[Assumption, ...]:
    tokens = Assumption(
        field="tokens",
        value="a quarter of the bytes",
        because="an estimate; the tokenizer of the language model to train was not at hand",
    )
    if request.format is not None:
        return (tokens,)
    return (
        tokens,
        Assumption(field="format", value=reader.format, because="the first row that has one"),
    )


def _sources(inspection: Inspection) -> tuple[str, ...]:
    personal = {pattern.kind: pattern.source for pattern in patterns()}
    named = ("14.1/5/quality-tip", "14.1/ex/5", "evidence/minhash")
    return tuple(dict.fromkeys((*named, *(personal[kind] for kind in inspection.found))))
