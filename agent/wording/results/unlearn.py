"""What can be done about a deletion request, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from agent.wording.phrases import cite, sentence, uncapitalised
from agent.wording.results.figures import Result, linked, number, share

MOST_OPTIONS = 3
GUARANTEES = {
    "deleted": "deleted",
    "exact": "exact",
    "exact_for_this_stage": "exact for this stage",
    "exact_if_sharded": "exact if it was sharded from the start",
    "none_proven": "no guarantee is proven",
    "hides_only": "hides, and removes nothing",
    "outside_your_control": "outside your control",
}
NOT_LEGAL = (
    "- This is a technical note, no legal advice; the full result holds a memo for the file."
)


def unlearn(args: Mapping[str, Any], result: Result) -> Iterator[str]:
    yield (
        "**Removing data**, the firmest guarantee first. Taking records out of a training set "
        "does not by itself change trained weights. [14.1/4.3/unlearning]"
        if args.get("data_entered_via") != "index"
        else "**Removing data**: they stand in a store, not in weights. [14.1/4.3/unlearning]"
    )
    for at, option in enumerate(result["options"][:MOST_OPTIONS], 1):
        yield (
            f"{at}. {sentence(option['do'])} Guarantee: {GUARANTEES[option['guarantee']]}. "
            f"{sentence(option['limits'])} {cite(option['source'])}"
        )
    if result["expected_shards_hit"] is not None and args.get("shards", 1) > 1:
        yield (
            f"- On average {number(result['expected_shards_hit'])} of {number(args['shards'])} "
            f"shards are hit, {share(result['expected_share_retrained'])} of the training."
        )
    for conflict in result["conflicts"]:
        yield (
            f"- Conflict, {' against '.join(conflict['between'])}: "
            f"{sentence(conflict['because'])} {sentence(conflict['do'])} {cite(conflict['source'])}"
        )
    if result["verification"]:
        first = result["verification"][0]
        yield (
            f"- Then test, first like this: {uncapitalised(sentence(first['do']))} Ask “how do we "
            "prove it is gone?” for the other tests."
        )
    yield f"- {sentence(linked(result['risk']))}"
    yield NOT_LEGAL


def proof(result: Result) -> Iterator[str]:
    """Say what can be proven of a removal, and how to test the rest."""
    firmest = result["options"][0]
    yield (
        f"**What proves it**: the way it is done. {sentence(firmest['do'])} Guarantee: "
        f"{GUARANTEES[firmest['guarantee']]}. {cite(firmest['source'])}"
    )
    yield ""
    yield "**Tests**, which show traces and can't show that there are none:"
    for at, check in enumerate(result["verification"], 1):
        yield f"{at}. {sentence(check['do'])} {sentence(check['because'])} {cite(check['source'])}"
    yield NOT_LEGAL
