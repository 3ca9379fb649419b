"""When an estimate, its explanation or a search for what fits is worth calling, and with what."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from agent.guided.arguments import (
    OF_ADAPTERS,
    continued,
    is_known,
    named,
    names_a_language_model,
    size_in_name,
)
from agent.guided.heard import Heard
from agent.guided.planning_topics import asked_for
from agent.guided.reading import Mentioned
from agent.guided.set_up_words import (
    asked_figure,
    asks_for_a_table,
    asks_of_the_data,
    corrects,
    methods_named,
    speaks_of_training,
)

Call = dict[str, Any]

METHODS = ("full", "lora", "qlora")
SIZES = (("Llama-3.2-3B", "lora"), ("Llama-3.1-8B", "lora"), ("Llama-3.1-70B", "qlora"))
"""Set-ups that show how time grows with size, where no language model is named."""
MOST_COMPARED = 3
EXPLAINING = frozenset({"saving", "why", "assumptions"})
ESTIMATING = frozenset({"fits", "memory", "time", "cost", "serving", "storage"})
_OTHERS = frozenset({"why"})
_OF_A_METHOD = ("method", "quantizer", "precision")
_WEAK = frozenset({"examples", "epochs", "sequence_length", "gpus"})
"""Arguments that a description of a task holds as well."""
_LONGEST_REMARK = 10
"""Words of a statement that changes a set-up."""
_LONG_BRIEF = 45
"""Words from which on a language model and a card are part of a story, and no question."""
FOR_EXAMPLE = 1_000
"""Examples that hours and prices are shown for where nobody said how many there are."""
_KNOWLEDGE = re.compile(
    r"^\W*(?:what(?:'s| is| are| does| do)?|explain|define|why|when|how (?:do|does|is|are))\b", re.I
)
"""Questions that a passage answers, unless they ask for a figure."""
_OF_QUALITY = re.compile(
    r"\b(?:quality|accura\w+|hurts?|harms?|better|worse|as good|forgets?|forgetting|safe(?:ty)?"
    r"|risks?|differ\w*)\b[^?]*\?",
    re.I,
)
"""Questions on what a method does to answers, not to memory."""


def answers(heard: Heard) -> bool:
    """Tell whether the calculators answer what was said."""
    return not heard.action and (bool(_asked(heard)) or heard.reading.mentioned.broken_config)


def calls(heard: Heard) -> list[Call]:
    """Give the calls that what was said, or the decision, asks for."""
    asked = [] if heard.action or _only_tells_of_one(heard) else _asked(heard)
    if asked or not heard.concludes or not heard.trains:
        return asked
    if names_a_language_model(heard.set_up):
        return [_call("estimate", heard.set_up | heard.method)]
    if size := heard.known.get("model_size_b"):
        return [_call("estimate", heard.set_up | {"params_b": size, **heard.method})]
    return []


def figure_asked(heard: Heard) -> float | None:
    """Give the figure whose origin is asked for (GB), where a set-up was computed before."""
    known = not heard.action and names_a_language_model(heard.set_up)
    return asked_figure(heard.said) if known else None


def takes_an_example(heard: Heard) -> bool:
    """Tell whether hours and prices stand for a number of examples that nobody named."""
    asks = frozenset(heard.reading.mentioned.topics) & {"time", "cost"}
    named = heard.known.get("labelled_examples") or _arguments(heard).get("examples")
    return bool(asks) and not heard.action and not named


def _only_tells_of_one(heard: Heard) -> bool:
    """Tell whether a long brief mentions a set-up, asks nothing of it, and leads to no training."""
    asks = frozenset(heard.reading.mentioned.topics) & ESTIMATING
    return not asks and not heard.trains and len(heard.said.split()) > _LONG_BRIEF


def _asked(heard: Heard) -> list[Call]:
    mentioned = heard.reading.mentioned
    if mentioned.broken_config or heard.reading.off_topic or heard.reading.harmful:
        return []
    if "model_size_b" in heard.reading.refused:
        return []  # another size in its place would answer something else
    if "plan_check" in asked_for(heard.said) and not mentioned.names_one:
        return []  # "does it all fit together?" is about the plan
    if asks_of_the_data(heard.said) and not mentioned.gpus:
        return []
    erases = heard.facts.get("erasure_request") or heard.known.get("erasure_request")
    if erases and not mentioned.topics and len(methods_named(heard.said)) < 2:
        return []  # a language model that holds what is to be erased is no set-up to plan
    if figure_asked(heard) is not None and not mentioned.names_one:
        return [*_estimates(heard.set_up, Mentioned()), *_explanations(heard.set_up, _OTHERS)]
    return _calculations(heard)


def _calculations(heard: Heard) -> list[Call]:
    mentioned = heard.reading.mentioned
    args, topics = _arguments(heard), frozenset(mentioned.topics)
    if takes_an_example(heard):
        args = args | {"examples": FOR_EXAMPLE}
    if topics & EXPLAINING:
        return list(_explanations(args, topics)) if names_a_language_model(args) else []
    if _asks_what_fits(heard, args):
        return [_call("what_fits", _card_only(args))]
    if not names_a_language_model(args):
        of_training = args.get("on") or speaks_of_training(heard.said)
        of_training = of_training and "cost" not in asked_for(heard.said)  # "when does it pay?"
        return list(_by_size(args)) if topics & {"time", "cost"} and of_training else []
    if not _asks_for_an_estimate(heard):
        return []
    named = methods_named(heard.said)
    return list(_by_method(args, named) if len(named) > 1 else _estimates(args, mentioned))


def _by_method(args: dict[str, Any], methods: Sequence[str]) -> Iterator[Call]:
    """Set the methods side by side that the words name."""
    kept = {name: value for name, value in args.items() if name not in _OF_A_METHOD}
    for method in methods:
        yield _call("estimate", kept | {"method": method})


def _call(name: str, args: dict[str, Any]) -> Call:
    return {"name": name, "args": args}


def _arguments(heard: Heard) -> dict[str, Any]:
    """Give the set-up that the words mean; words that name another one anew start from nothing."""
    mentioned = heard.reading.mentioned
    goes_on = "more" in mentioned.topics or corrects(heard.said)
    anew = mentioned.names_one and not goes_on
    if anew and names_a_language_model(heard.set_up):
        return named(mentioned)
    before = heard.set_up
    if before.get("examples") == FOR_EXAMPLE:
        before.pop("examples")  # nobody said them
    args = continued(before, mentioned)
    size = heard.known.get("model_size_b")
    return args if names_a_language_model(args) or not size else {"params_b": size, **args}


def _asks_what_fits(heard: Heard, args: dict[str, Any]) -> bool:
    mentioned = heard.reading.mentioned
    if mentioned.names_one or not (args.get("on") or heard.known.get("gpu_memory_gb")):
        return False
    if "what_fits" in mentioned.topics:
        return True
    asks_else = {"time", "cost"} & frozenset(mentioned.topics)
    return bool(mentioned.gpus) and not names_a_language_model(args) and not asks_else


def _card_only(args: dict[str, Any]) -> dict[str, Any]:
    return {
        name: args[name] for name in ("on", "gpus", "method", "sequence_length") if name in args
    }


def _asks_for_an_estimate(heard: Heard) -> bool:
    mentioned, said = heard.reading.mentioned, heard.said.rstrip()
    topics = frozenset(mentioned.topics)
    compares = len(methods_named(said)) > 1 and asks_for_a_table(said)
    if mentioned.config or topics & ESTIMATING or compares:
        return True
    if _OF_QUALITY.search(said) and not mentioned.names_one:
        return False
    strong = bool(mentioned.gpus or mentioned.arguments.keys() - _WEAK)
    if mentioned.names_one and (strong or mentioned.language_models or mentioned.arguments):
        return not (said.endswith("?") and _KNOWLEDGE.search(said) and not strong)
    if "more" in topics or (names_a_language_model(heard.set_up) and corrects(heard.said)):
        return bool(mentioned.names_one or mentioned.gpus or mentioned.arguments)
    if _KNOWLEDGE.search(said) or not strong:
        return False
    return said.endswith("?") or len(said.split()) <= _LONGEST_REMARK


def _explanations(args: dict[str, Any], topics: frozenset[str]) -> Iterator[Call]:
    """Explain the set-up; other rules are mostly about full fine-tuning, so that one as well."""
    yield _call("explain_estimate", args)
    if "why" in topics and args.get("method") != "full":
        full = {name: value for name, value in args.items() if name not in OF_ADAPTERS}
        yield _call("explain_estimate", full | {"method": "full"})


def _by_size(args: dict[str, Any]) -> Iterator[Call]:
    for model, method in SIZES:
        yield _call("estimate", {"model": model, "method": method, **args})


def _estimates(args: dict[str, Any], mentioned: Mentioned) -> Iterator[Call]:
    """Give one estimate, or the few that the words leave open side by side."""
    name = args.get("model")
    if name is not None and "params_b" not in args and not is_known(name):
        yield _call("estimate", args)  # the error names the nearest
        size = size_in_name(name)
        if size is None:
            return
        args = args | {"params_b": size}  # by its size alone, which the estimate says
    for field, values in _left_open(args, mentioned):
        for value in values[:MOST_COMPARED]:
            yield _call("estimate", args | {field: value})
        return
    yield _call("estimate", args)


def _left_open(args: dict[str, Any], mentioned: Mentioned) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Give what several values were named for, or the method where none was."""
    known = tuple(name for name in mentioned.language_models if is_known(name))
    if len(known) > 1 and "model" in args:
        yield "model", known
    if len(mentioned.gpus) > 1:
        yield "on", mentioned.gpus
    if "method" not in args and "quantizer" not in args and "measured_peak_gb" not in args:
        yield "method", METHODS[1:] if args.keys() & {"lora_rank", "lora_targets"} else METHODS
