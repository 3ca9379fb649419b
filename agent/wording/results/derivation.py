"""Where a figure of an estimate comes from, in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.wording.phrases import cite, sentence
from agent.wording.results.estimate import method_of
from agent.wording.results.explanation import published
from agent.wording.results.figures import METHODS, Result, number

Outcome = tuple[Mapping[str, Any], Result]


def derivation(
    figure: float, estimates: Sequence[Outcome], explained: Sequence[Outcome]
) -> Iterator[str]:
    """Say how the estimate that has a figure adds up; for a figure of nobody's, what others say."""
    args, result = next(
        (each for each in estimates if _holds(each[1], figure)), next(iter(estimates))
    )
    if not _holds(result, figure):
        yield f"No figure of this set-up is {number(figure)} GB."
    method = METHODS.get(method_of(args, result), "this method")
    yield f"**How it adds up** for {result['language_model']} with {method}:"
    yield f"- {sentence(result['formula'])}"
    yield (
        f"- It counts {number(result['total_params'])} parameters, of which "
        f"{number(result['trainable_params'])} are trained. Weights, gradients and optimizer "
        "follow from those and from the precision; activations and logits from batch, sequence "
        "length, width and vocabulary."
    )
    yield from _beside_the_chapter(result)
    if not _holds(result, figure):
        for each_args, each in explained:
            yield ""
            yield from published(each_args, each)


def _beside_the_chapter(result: Result) -> Iterator[str]:
    chapter = result.get("chapter")
    if chapter and result.get("chapter_differs"):
        yield (
            f"- The chapter's rule gives {number(chapter['training_memory_gb'])} GB: "
            f"{'; '.join(result['chapter_differs'])}. {cite(chapter['source'])}"
        )


def _holds(result: Result, figure: float) -> bool:
    """Tell whether a result has a figure, as it is written for reading."""
    return any(number(each) == number(figure) or each == figure for each in _leaves(result))


def _leaves(value: Any) -> Iterator[float]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _leaves(each)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)
