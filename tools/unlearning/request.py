"""What a deletion request may tell."""

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from tools.ranges import more_than, whole, within
from tools.vocabulary import Count, Entered, Record, as_word


def planned(value: Any) -> Any:
    """Count a number of edits as yes, and none as no.

    >>> planned(3), planned(0), planned("yes")
    (True, False, 'yes')
    """
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return value > 0 if number and value >= 0 else value


class UnlearnRequest(Record):
    """A deletion request: what is to go, how it came in, and what comes after."""

    ALSO_CALLED: ClassVar[dict[str, str]] = {
        "via": "data_entered_via", "source": "data_entered_via", "records": "deletions",
        "requests": "deletions", "bits": "serving_bits", "edits": "edits_planned",
    }  # fmt: skip
    """What other tools call these fields."""

    data_entered_via: Annotated[Entered | None, BeforeValidator(as_word)] = None
    """How the data came in: index, fine_tuning, own_pre_training or vendor_model."""
    shards: Annotated[int, whole(1, 10**9, "shards")] | None = None
    """Shards that were trained apart from each other (shards)."""
    deletions: Count | None = None
    """Records to delete (records)."""
    serving_bits: Annotated[float, more_than(0, 64, "bits")] | None = None
    """Bits of a weight as it is served (bits)."""
    edits_planned: Annotated[bool | None, BeforeValidator(planned)] = None
    """Knowledge edits are planned afterwards; a number of edits counts as yes."""
    retuning_planned: bool | None = None
    """More tuning is planned afterwards."""
    weights_released: bool | None = None
    """The weights were given to others."""
    copies: Count | None = None
    """Times a record stood in the training data (copies)."""
    distinctive: bool | None = None
    """The records hold unusual strings: names, numbers, keys."""
    retraining_usd: Annotated[float, within(0, 10**12, "USD")] | None = None
    """Cost of training everything again (USD)."""
