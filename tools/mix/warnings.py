"""What must be said beside the counts: nothing to mix, small supplies, unlike lengths."""

from tools.mix.request import MixRequest
from tools.mix.weights import by_tokens

PASSES_THAT_STILL_HELP = 4


def warnings(request: MixRequest, general: int) -> tuple[str, ...]:
    """Say what could make the mix mislead."""
    return tuple(
        words
        for applies, words in (
            (request.task_samples == 0, "No task samples: nothing to train on, and no share."),
            (
                request.task_samples > 0 and general == 0 and request.task_share < 1,
                "So few task samples that no whole general sample belongs to them.",
            ),
            (
                request.task_share == 1,
                "A task share of 100 % mixes in nothing: measure general abilities closely.",
            ),
            *_supply(request, general),
            *_token_gap(request, general),
        )
        if applies
    )


def _supply(request: MixRequest, general: int) -> tuple[tuple[bool, str], ...]:
    at_hand = request.general_available
    if at_hand is None or general == 0:
        return ()
    return (
        (
            at_hand == 0,
            "No general data at hand: let the untouched base answer general prompts and train on "
            "those answers (self-generated replay, evidence/self-generated-replay).",
        ),
        (
            at_hand > 0 and general > PASSES_THAT_STILL_HELP * at_hand,
            f"Each general sample would be seen {general / max(at_hand, 1):.1f} times in one pass; "
            f"beyond about {PASSES_THAT_STILL_HELP} repetitions teach little "
            "(evidence/muennighoff-2023): find more, or mix in less.",
        ),
    )


def _token_gap(request: MixRequest, general: int) -> tuple[tuple[bool, str], ...]:
    tokens = by_tokens(request, general)
    if tokens is None:
        return ()
    by_rows = 1 - request.task_share
    return (
        (
            tokens.general_token_share < by_rows / 2 or tokens.general_token_share > by_rows * 2,
            f"{by_rows:.1%} of the rows but {tokens.general_token_share:.1%} of the tokens are "
            "general; training weighs tokens, so set the share by tokens.",
        ),
    )
