"""Words for the file: how deep the traces are, and what may be said of their removal."""

from tools.unlearning.request import UnlearnRequest
from tools.unlearning.tables import Conflict, option_rows
from tools.vocabulary import Entered

WAYS: dict[Entered, str] = {
    "index": "an index",
    "fine_tuning": "tuning data",
    "own_pre_training": "our own pre-training",
    "vendor_model": "a vendor's language model",
}


def memo(request: UnlearnRequest, checks: int, conflicts: tuple[Conflict, ...]) -> str:
    """Draft the note for the file: what is planned, and the most that may be said of it."""
    way = request.data_entered_via
    if way is None:
        return (
            "No memo yet: say first how the data came in (index, fine_tuning, own_pre_training or "
            "vendor_model); if by several ways, each needs its own."
        )
    plan = [row for row in option_rows() if way in row.planned_for]
    records = f"{request.deletions:,} records" if request.deletions else "the records"
    parts = (
        f"Request: delete {records} that came in via {WAYS[way]}.",
        "The records stood in a store, not in weights."
        if way == "index"
        else "Taking records out of a training set does not by itself change trained weights.",
        *(f"Planned: {row.do}." for row in plan),
        f"Guarantee: {', '.join(row.guarantee.replace('_', ' ') for row in plan)}.",
        "What may be said once that is done and tested:",
        *(f"- {row.may_say}" for row in plan),
        "Limits:",
        *(f"- {row.limits}." for row in plan),
        f"Tests to attach: {checks}, each with day, artefact and result.",
        *(f"Open conflict: {' and '.join(each.between)}. {each.do}." for each in conflicts),
        "Technical note for the file, not legal advice: counsel or the data protection officer "
        "decides whether this meets the duty (GDPR article 17, CCPA).",
    )
    return "\n".join(parts)


def risk(request: UnlearnRequest) -> str:
    """Say how deep the traces are likely to be."""
    if request.data_entered_via == "index":
        return "No traces in weights, as long as the data were never trained on."
    deep = (request.copies or 0) > 1 or request.distinctive is True
    if deep:
        return (
            "Repeated or distinctive records leave deeper traces, harder to erase "
            "(14.1/4.3/no-guarantee): expect approximate methods to fail some tests."
        )
    if request.copies is None and request.distinctive is None:
        return (
            "Unknown: ask how often the records were repeated, and whether they hold unusual "
            "strings; both deepen traces (14.1/4.3/no-guarantee)."
        )
    return (
        "Single, ordinary records leave shallower traces (14.1/4.3/no-guarantee); "
        "test all the same."
    )
