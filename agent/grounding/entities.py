"""Names of cards, language models, benchmarks and data sets: only those the sources know."""

import re
from functools import lru_cache

from agent.grounding.shelf import USERS
from agent.grounding.view import Found, View

_CARDS = (
    r"(?:NVIDIA |AMD |Nvidia )?(?:(?:RTX|GTX|GeForce|Quadro|Tesla|Radeon"
    r"|Instinct)[ -]?(?:RTX[ -]?|GTX[ -]?)?(?:PRO[ -]?)?[A-Z]?\d{2,4}(?:[ -]?(?:Ti|Super|XTX?"
    r"|Ada))*"
    r"|(?:GH|GB|MI|TPU[ -]?v|Gaudi[ -]?)\d{1,3}[A-Zapex]{0,2}|TPU|(?:[ABHLTVP]|RTX A)(?:2|4|10"
    r"|16|30|40|100|200|300|400|500|800|2000|4000|5000|6000)[GS]?)"
    r"(?:[ -](?:SXM\d?|PCIe|NVL|Ultra|Super))*(?:[ -]?\d{2,3}[ -]?Gi?B\b)?(?:[ -](?:SXM\d?|PCIe"
    r"|NVL))*"
)
_SIZE = r"(?:[ -]?\d+(?:\.\d+)?[ -]?[BM]\b)?"
_VERSION = r"(?:[ -]?[VRv]?\d(?:\.\d)?)?"
_FAMILIES = (
    r"(?:Meta[ -])?(?:Code ?)?Ll?ama",
    r"(?:Mistral|Mixtral|Ministral|Codestral|Magistral)(?:[ -](?:Large|Small|Nemo|Medium))?",
    r"Qwen",
    r"Gemma",
    r"Phi(?=[ -]?\d)",
    r"(?:DeepSeek|Falcon|Yi|OLMo|Pythia|Bloom|BLOOM|MPT|StableLM|TinyLlama|SmolLM|Vicuna)",
    r"(?:Granite|Command[ -]R|Grok|Kimi|GLM|RoBERTa|DeBERTa|BERT|T5|OPT|Zephyr|InternLM)",
    r"(?:Nemotron|Jamba|DBRX)",
)
_CHAT = (
    r"GPT[ -]?(?:\d(?:\.\d)?[a-z]?|J|NeoX|oss)(?:[ -](?:mini|nano|turbo|Turbo|luna))?" + _SIZE,
    r"Claude(?:[ -]\d(?:\.\d)?)?(?:[ -](?:Opus|Sonnet|Haiku))?(?:[ -]\d(?:\.\d)?)?",
    r"Gemini(?:[ -]\d(?:\.\d)?)?(?:[ -](?:Pro|Flash|Ultra))?",
)
_MODELS = "|".join(
    [
        *(rf"{family}{_VERSION}(?:[ -]?\d+x\d+B|{_SIZE})" for family in _FAMILIES),
        *_CHAT,
    ]
)
_BENCHMARKS = (
    r"MMLU(?:[ -]Pro)?|HellaSwag|GSM[ -]?8K|HumanEval\+?|TruthfulQA|ARC(?:[ -](?:Challenge|Easy"
    r"|C|E|AGI))|Wino[Gg]rande|BBH|BIG-?[Bb]ench(?: Hard)?|MBPP|DROP|SQuAD(?: ?\d(?:\.\d)?)?"
    r"|(?:Super)?GLUE"
    r"|PIQA|BoolQ|MT-?Bench|AlpacaEval(?: ?\d(?:\.\d)?)?|IFEval|GPQA|LAMBADA|NaturalQuestions"
    r"|TriviaQA|AGIEval|C-?Eval|MATH(?:-500)?|LiveCodeBench|SWE-?[Bb]ench|MuSR|RULER"
    r"|CommonsenseQA|OpenBookQA|HELM|Chatbot Arena"
    r"|OpenAssistant|Alpaca|Dolly(?:-15k)?|ShareGPT|UltraChat|OpenHermes|SlimOrca|OpenOrca|FLAN"
    r"|LIMA|RedPajama|SlimPajama|The Pile|C4|FineWeb(?:-Edu)?|Dolma|RefinedWeb|Wikipedia"
    r"|Tulu(?: ?\d)?|LongBench"
)
_NAMED = re.compile(
    r"(?<![\w/.-])(?=[A-Zaghlmqrv])"  # most places are passed over by their first letter
    rf"(?:(?P<card>{_CARDS})|(?P<language_model>{_MODELS})|(?P<benchmark>{_BENCHMARKS})"
    rf"|(?P<lower>(?:rtx|gtx) ?\d{{4}}|[ahlv](?:10|40|100|200)|mmlu|hellaswag|gsm8k"
    rf"|humaneval|truthfulqa|llama[ -]?\d?(?:\.\d)?|mistral|qwen[ -]?\d?(?:\.\d)?"
    rf"|gemma[ -]?\d?))(?![\w])"
)
_ADVISED = re.compile(
    r"\b(?:buy|order|purchase|rent|recommend|suggest|advise|get yourself|go for|upgrade to)"
    r" (?:an? |the |some |two |\w+ )?$",
    re.I,
)
"""What the user alone has named can be spoken of, and is not advised."""
_PARTS = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?")
_COMMON = frozenset(("MATH", "DROP", "OPT", "GLUE", "FLAN", "YI", "BLOOM", "C4", "TPU"))


def entities(text: str) -> list[tuple[int, int, str]]:
    """Find the names of cards, language models, benchmarks and data sets in a folded text."""
    if not any(c.isupper() or c.isdigit() for c in text):
        return []
    return [(m.start(), m.end(), m.group()) for m in _NAMED.finditer(text)]


def names_with_digits(words: list[str]) -> re.Pattern[str] | None:
    """Match the sources' own names that hold digits, however they are spaced."""
    products = {w for w in words if _is_product(w)}
    if not products:
        return None
    named = sorted(products, key=len, reverse=True)
    whole = "|".join(_loosely(each) for each in named)
    numbers = {n for each in named for n in re.findall(r"(?<![\w.])\d{3,4}(?![\w.])", each)}
    alone = "|".join(rf"{n}(?![.,]\d| ?[%KMG])" for n in sorted(numbers)) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{whole})(?!\w)|(?<![\w$€.,])(?:{alone})(?!\w)", re.I)


def _is_product(word: str) -> bool:
    return bool(
        re.search(r"[A-Za-z]", word) and re.search(r"\d", word) and len(word.split()) <= 3
    ) and not re.fullmatch(r"[\d.,]+ ?[A-Za-z%]+|.*\d{4}-\d\d.*", word)


@lru_cache(maxsize=2048)
def _loosely(name: str) -> str:
    return r"[ _-]?".join(re.escape(part) for part in _PARTS.findall(name))


def read_entities(view: View, own_names: re.Pattern[str] | None) -> None:
    """Find the names in a unit and mask them: their digits claim nothing."""
    view.named = entities(view.text)
    view.masked += [(start, end) for start, end, _ in view.named]
    if own_names is not None:
        view.masked += [match.span() for match in own_names.finditer(view.text)]


@lru_cache(maxsize=4096)
def _known_as(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9]){_loosely(name)}(?![A-Za-z0-9]|\.\d)", re.I)


def check_entities(view: View, corpus: str, found: Found) -> None:
    """Refuse names that no source and no message of the user's knows."""
    for start, end, name in view.named:
        if name in _COMMON and not view.text[end : end + 1].isdigit() and name not in corpus:
            continue
        advised = _ADVISED.search(view.text[:start])
        known = corpus.partition(USERS)[0] if advised else corpus
        if not _known_as(name).search(known):
            found.fault((start, end), "unknown_entity", f"no source speaks of {name}")
