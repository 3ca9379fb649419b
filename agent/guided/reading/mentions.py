"""Set-ups for the calculators that a message names: language models, GPUs, method, epochs."""

import re

from agent.guided.reading.reading import Mentioned

_FAMILIES = (
    "llama|mistral|mixtral|ministral|qwen|gemma|phi|deepseek|falcon|olmo|yi|smollm|tinyllama|gpt-oss|"
    "codellama|code llama|command r|granite|nemotron|vicuna|alpaca|zephyr|bloom|pythia|opt|mpt|glm|internlm|"
    "baichuan|starcoder|aya|eurollm|teuken|apertus"
)
_MODEL = re.compile(
    rf"(?<![\w-])(?:{_FAMILIES})(?![a-z])(?:[ -]?v?\d+(?:\.\d+)?(?![\d.]*[bBx]))?(?:[ -](?:nemo|small|mini|medium|instruct|chat|base))?"
    r"(?:[ -]?(?:\d+x)?\d+(?:\.\d+)?[bm](?:-a\d+b)?(?![\w]))?",
    re.IGNORECASE,
)
_GPU = re.compile(
    r"(?<![\w.])(?:(\d{1,4})\s?[x×]\s?)?((?:nvidia |rtx |tesla |geforce )?"
    r"(?:[abhl]\d{2,3}s?|a10g|t4|v100|l4|mi\d{3}x?|rtx a?\d{4}|[345]0[6789]0|a[456]000|gh200)"
    r"(?: ?(?:ti|super|ada|nvl|sxm|pcie))?(?:[ -]?(?:12|16|24|32|40|48|80|96|141|192) ?gb)?)s?(?![\w])",
    re.IGNORECASE,
)
_NUMBER_WORDS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "eight": 8, "sixteen": 16}
_COUNT = re.compile(
    r"\b(\d{1,4}|one|two|three|four|eight|sixteen)\s(?:of the |x )?(?:\w+ ){0,2}$", re.IGNORECASE
)
_GPUS = re.compile(r"\b(\d{1,4})\s?(?:x\s)?(?:gpus|cards)\b", re.IGNORECASE)
_METHODS = (
    (
        "qlora",
        re.compile(r"\bq-?lora\b|\b4-?bit\b(?=[^.]{0,30}\b(?:lora|tun|train))", re.IGNORECASE),
    ),
    ("lora", re.compile(r"\blora\b|\badapters?\b|\bpeft\b", re.IGNORECASE)),
    (
        "full",
        re.compile(
            r"\bfull(?:[ -](?:fine[ -]?tun\w*|parameter|ft|sft|weights?))|\ball (?:the )?weights\b",
            re.IGNORECASE,
        ),
    ),
)
_EPOCHS = re.compile(r"\b(\d{1,3}(?:\.\d)?)\s?(?:epochs?|passes)\b", re.IGNORECASE)
_SEQUENCE = re.compile(
    r"(?:seq(?:uence)?[ _-]?len(?:gth)?|context(?: length| window)?|max[ _]?length|sequences? of)\D{0,12}?(\d[\d,]*)\s?(k)?\b"
    r"|\b(\d[\d,]*)\s?(k)?[ -](?:token )?(?:sequences|context|seq)",
    re.IGNORECASE,
)
_BATCH = re.compile(
    r"\bbatch(?:[ _-]?size)?\s?(?:of|=|:|is)?\s?(\d{1,5})\b|\bbs\s?=?\s?(\d{1,5})\b", re.IGNORECASE
)


def mentioned(text: str) -> Mentioned:
    """Read what a calculator could be set up with.

    >>> mentioned("QLoRA for Llama 3.1 8B on two 4090s, 3 epochs, batch size 4").gpus
    ('4090',)
    >>> mentioned("would a Mistral-7B fit?").language_models
    ('Mistral-7B',)
    """
    gpus = list(_GPU.finditer(text))
    return Mentioned(
        language_models=_unique(
            m[0].strip() for m in _MODEL.finditer(text) if re.search(r"\d", m[0])
        ),
        gpus=_unique(m[2].strip() for m in gpus),
        gpu_count=_gpu_count(text, gpus),
        method=next((name for name, pattern in _METHODS if pattern.search(text)), None),
        epochs=_first(_EPOCHS, text),
        sequence_length=_whole(_first(_SEQUENCE, text)),
        batch_size=_whole(_first(_BATCH, text)),
    )


def _unique(names: "object") -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))  # type: ignore[call-overload]


def _first(pattern: re.Pattern[str], text: str) -> float | None:
    found = pattern.search(text)
    if found is None:
        return None
    groups = [group for group in found.groups() if group]
    value = float(groups[0].replace(",", ""))
    return value * (1024 if len(groups) > 1 and groups[1].lower() == "k" else 1)


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _gpu_count(text: str, gpus: list[re.Match[str]]) -> int | None:
    for gpu in gpus:
        if gpu[1]:
            return int(gpu[1])
        before = _COUNT.search(text[max(0, gpu.start() - 30) : gpu.start()])
        if before:
            word = before[1].lower()
            return _NUMBER_WORDS.get(word) or int(word)
    plain = _GPUS.search(text)
    return int(plain[1]) if plain else None
