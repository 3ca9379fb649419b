"""How to part the data into training, validation and test, and what so many rows are good for."""

from tools.vocabulary import Record

LEAST_TO_PART = 10


class Split(Record):
    """A proposed split (rows)."""

    train: int
    validation: int
    test: int
    how: str
    because: str
    source: str = "14.1/ex/5"


class Band(Record):
    """What this number of good rows is good for."""

    advice: str
    source: str


def split_of(rows: int, families: int) -> Split | None:
    """Propose a split of rows, copies and near-copies kept on one side (rows).

    >>> split_of(5_000, 5_000).test
    500
    """
    if rows < LEAST_TO_PART:
        return None
    test = min(max(rows // 10, min(rows // 5, 100)), 2_000)
    validation = min(max(rows // 20, 1), 1_000)
    return Split(
        train=rows - test - validation,
        validation=validation,
        test=test,
        how=(
            f"part the {families:,} families of copies, not the {rows:,} rows, by a hash of the "
            "normalised prompt; keep the shares of labels"
        ),
        because=(
            f"{test:,} test rows; `power` says what they can show"
            if rows >= 1_000
            else f"{test:,} test rows show little: cross-validate as well (see `power`)"
        ),
    )


def band_of(rows: int) -> Band:
    """Say what this number of rows is good for; quality outranks count.

    >>> band_of(49).advice
    'too few to tune on: use them as examples in the prompt and as a test set'
    """
    if rows < 50:
        return Band(
            advice="too few to tune on: use them as examples in the prompt and as a test set",
            source="14.1/ex/1",
        )
    if rows < 500:
        return Band(advice="a pilot with LoRA; add more or synthetic rows", source="14.1/ex/5")
    if rows < 1_000:
        return Band(advice="possible; watch for overfitting", source="14.1/ex/5")
    return Band(
        advice="a normal size for tuning; auditing rows now gains more than adding some",
        source="14.1/5/quality-tip",
    )
