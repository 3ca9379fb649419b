"""What a number is said to be: the words of field names and of prose, brought to one form."""

import re
from functools import lru_cache

_SYNONYMS: dict[str, str] = {
    # before and after, prompting and tuned
    "before": "before", "base": "before", "baseline": "before", "original": "before",
    "originally": "before", "initial": "before", "initially": "before", "untuned": "before",
    "previously": "before", "pretrained": "before", "pre": "before", "start": "before",
    "after": "after", "afterwards": "after", "now": "after", "post": "after",
    "tuned": "tuned", "tuning": "tuned", "tune": "tuned", "finetuned": "tuned",
    "finetuning": "tuned", "finetune": "tuned",
    "prompt": "prompting", "prompting": "prompting", "prompts": "prompting", "prompted": "prompting",
    "retrieval": "rag", "rag": "rag",
    # parts of memory
    "weight": "weights", "weights": "weights", "gewichte": "weights",
    "gradient": "gradients", "gradients": "gradients", "grads": "gradients", "grad": "gradients",
    "optimizer": "optimizer", "optimiser": "optimizer", "adam": "optimizer", "adamw": "optimizer",
    "moments": "optimizer", "activation": "activations", "activations": "activations",
    "overhead": "overhead", "logits": "logits",
    "total": "total", "totals": "total", "altogether": "total", "overall": "total", "insgesamt": "total",
    "headroom": "headroom", "spare": "headroom", "free": "headroom", "left": "headroom",
    "remaining": "headroom", "remain": "headroom", "remains": "headroom", "leaves": "headroom",
    "leaving": "headroom", "leave": "headroom", "room": "headroom", "margin": "headroom",
    "short": "headroom", "shortfall": "headroom", "missing": "headroom",
    "checkpoint": "checkpoint", "checkpoints": "checkpoint", "saved": "checkpoint",
    "file": "checkpoint", "disk": "checkpoint", "storage": "checkpoint",
    "trainable": "trainable", "trained": "trainable", "trains": "training", "train": "training",
    "peak": "peak", "vram": "memory", "memory": "memory",
    # money and time
    "saving": "saving", "savings": "saving", "saves": "saving", "save": "saving",
    "cheaper": "saving", "less": "saving", "more": "extra", "extra": "extra",
    "additional": "extra",
    "breakeven": "break", "break": "break", "even": "",
    "payback": "payback", "pays": "payback", "repays": "payback", "recoup": "payback",
    "recouped": "payback", "recovered": "payback", "amortised": "payback", "amortized": "payback",
    "paid": "payback", "back": "payback", "pay": "payback",
    "cost": "cost", "costs": "cost", "price": "price", "prices": "price", "priced": "price",
    "hosting": "hosting", "host": "hosting", "labelling": "labelling", "labeling": "labelling",
    "annotation": "labelling", "training": "training",
    "duration": "time", "latency": "latency", "median": "p50", "p50": "p50", "p95": "p95", "p99": "p99",
    # data
    "task": "task", "domain": "task", "general": "general", "generic": "general",
    "broad": "general", "share": "share", "fraction": "share", "ratio": "share", "proportion": "share",
    "exact": "exact", "exactly": "exact", "unrounded": "exact", "precisely": "exact",
    # forgetting
    "threshold": "threshold", "limit": "threshold", "line": "threshold", "bound": "threshold",
    "tolerance": "threshold", "cap": "threshold", "bar": "target", "goal": "target",
    "target": "target", "drop": "drop", "dropped": "drop", "drops": "drop", "fall": "drop",
    "fell": "drop", "falls": "drop", "loss": "drop", "lost": "drop", "loses": "drop", "lose": "drop",
    "decline": "drop", "declined": "drop", "decrease": "drop", "decreased": "drop", "down": "drop",
    "forgot": "drop", "forgetting": "drop", "degradation": "drop", "regression": "drop",
    "relative": "relative", "relatively": "relative", "points": "points", "point": "points",
    "gain": "gain", "gained": "gain", "gains": "gain", "rise": "gain", "rose": "gain",
    "improvement": "gain", "improved": "gain", "increase": "gain", "increased": "gain",
    # ranges
    "low": "low", "lower": "low", "lowest": "low", "minimum": "low", "min": "low", "least": "low",
    "best": "best", "high": "high", "upper": "high", "highest": "high", "maximum": "high",
    "max": "high", "most": "high",
    # unlearning and power
    "retrain": "retrain", "retraining": "retrain", "retrained": "retrain", "affected": "hit",
    "hit": "hit", "hits": "hit", "touched": "hit", "expected": "expected", "arm": "arm",
    "arms": "arm", "group": "arm", "groups": "arm", "gpu": "gpu", "gpus": "gpu", "card": "gpu",
    "cards": "gpu", "full": "", "qlora": "qlora", "lora": "lora",
    "query": "request", "queries": "request", "call": "request", "calls": "request",
    "requests": "request", "example": "sample", "examples": "sample", "samples": "sample",
    "params": "parameter", "parameters": "parameter", "size": "size",
    "fail": "failure", "fails": "failure", "failed": "failure", "failing": "failure",
    "failures": "failure", "failure": "failure", "errors": "failure", "error": "failure",
}  # fmt: skip

_EMPTY = frozenset(
    ["the", "a", "an", "of", "and", "or", "is", "in", "per", "to", "for", "with", "at", "on", "that", "are", "was", "it", "this", "as", "by", "be", "from", "its", "your", "you", "i", "we", "our", "will", "would", "gb", "gib", "mb", "mib", "kb", "kib", "tb", "tib", "ms", "s", "sec", "h", "hr", "hour", "hours", "minute", "minutes", "second", "seconds", "day", "days", "week", "weeks", "month", "months", "monthly", "daily", "year", "years", "yearly", "usd", "eur", "pct", "percent", "b", "pp", "value", "values", "result", "results", "number", "amount", "model", "models", "fine", "estimate", "estimated", "compare", "check", "plan", "decide", "get", "run", "calc", "calculate", "compute", "tool", "mode", "about", "per1k", "data", "count", "n", "no", "not", "so", "if", "then", "than", "but", "each", "every", "all", "any", "needs", "need", "takes", "take", "requires", "bytes", "bits", "bit", "as_of", "one", "two", "three", "there", "has", "have", "do", "does", "can"]
)
_TOKEN = re.compile(r"[A-Za-z0-9]+")
_FULL = re.compile(
    r"\b(?:full(?:[ -]parameter|[ -]weight)?[ -](?:fine[ -]?)?tun(?:ing|ed|e)|fully (?:fine[ -]?)?tun(?:ed|ing)"
    r"|full[ -]ft|(?<!in )full(?=,| one\b|\s+and (?:q?lora)|\s*[|:]|\s*$| checkpoint| method| needs| takes|/)|tun(?:ing|ed) (?:it |everything )?in full|full (?:run|update|method))\b",
    re.I,
)
SIZE = re.compile(r"^\d+(?:\.\d+)?b$")
CLASSES: dict[str, frozenset[str]] = {
    "method": frozenset(("full", "lora", "qlora", "dora")),
    "precision": frozenset(("bf16", "fp16", "fp32", "int8", "int4", "nf4", "fp8")),
}
"""Words of which only one can be true of a number."""


@lru_cache(maxsize=8192)
def term(word: str) -> str:
    """Bring one word to the form that stands for its kind; empty where it labels nothing.

    >>> term("Gradients"), term("saves"), term("gb"), term("shards")
    ('gradients', 'saving', '', 'shard')
    """
    if word in ("A", "B", "C"):
        return f"arm {word}"
    word = word.lower()
    if word in _SYNONYMS:
        return _SYNONYMS[word]
    if word in _EMPTY or (word.isdigit() and len(word) < 3):
        return ""
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=4096)
def name_terms(name: str) -> frozenset[str]:
    """Give the terms in a name, of a field or of a thing.

    >>> sorted(name_terms("A100 40GB")), sorted(name_terms("full"))
    (['40gb', 'a100'], ['full'])
    """
    if name.lower() in ("full", "full_ft"):
        return frozenset(("full",))
    return frozenset(t for t in (term(w) for w in _TOKEN.findall(name)) if t)


@lru_cache(maxsize=4096)
def field_terms(words: tuple[str, ...]) -> frozenset[str]:
    """Give the terms in the words of a field's name."""
    arms = {w.upper() for w in words[1:] if w in ("a", "b", "c")}
    if {"size", "params", "parameters", "tokens"} & set(words):
        arms = set()
    return frozenset(t for t in map(term, [*words, *arms]) if t) | ({"full"} if "full" in words else set())


def exclusive(term: str) -> bool:
    """Whether a term belongs to a class of which only one can be true."""
    return term == "adapter" or bool(SIZE.match(term)) or any(term in words for words in CLASSES.values())


_NO_LABEL = re.compile(r"\b(?:at (?:most|least)|in short|no longer|right now|for now|go back|back to)\b", re.I)


@lru_cache(maxsize=1024)
def mentions(text: str) -> tuple[tuple[int, int, str], ...]:
    """Find the label words of a text: where each stands and its term."""
    skipped = [m.span() for m in _NO_LABEL.finditer(text)]
    found = [
        (m.start(), m.end(), t)
        for m in _TOKEN.finditer(text)
        if not m.group().isdigit() or (len(m.group()) > 2 and text[m.start() - 1 : m.start()] not in (".", ","))
        if (t := term(m.group())) and not any(a <= m.start() < b for a, b in skipped)
    ]
    if "full" in text.lower():
        found += [(m.start(), m.end(), "full") for m in _FULL.finditer(text)]
    return tuple(found)
