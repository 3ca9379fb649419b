"""The same mix as the training sees it: weighed by tokens, and in each optimizer step."""

from tools.mix.request import MixRequest
from tools.vocabulary import Record


class TokenWeights(Record):
    """The same mix weighed by tokens, which is what the loss sees."""

    general_token_share: float
    """Share of general tokens in the mix."""
    general_samples_for_share: int
    """General samples at which the share holds by tokens (samples)."""


class BatchWeights(Record):
    """What one optimizer step sees under uniform shuffling."""

    general_samples_mean: float
    """General samples in a step, on average (samples)."""
    steps_without_general: float
    """Share of steps that see no general sample."""


def by_tokens(request: MixRequest, general: int) -> TokenWeights | None:
    """Weigh a mix by tokens; None while a mean length is not known."""
    if not (request.task_tokens and request.general_tokens and request.task_samples):
        return None
    task_tokens = request.task_samples * request.task_tokens
    general_tokens = general * request.general_tokens
    share = request.task_share
    wanted = task_tokens * (1 - share) / share / request.general_tokens
    return TokenWeights(
        general_token_share=general_tokens / (task_tokens + general_tokens),
        general_samples_for_share=round(wanted),
    )


def by_batch(request: MixRequest, task_share: float | None) -> BatchWeights | None:
    """Weigh a mix by optimizer steps; None while their size is not known, or for an empty mix."""
    if request.batch_size is None or task_share is None:
        return None
    return BatchWeights(
        general_samples_mean=request.batch_size * (1 - task_share),
        steps_without_general=task_share**request.batch_size,
    )
