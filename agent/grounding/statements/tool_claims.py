"""Statements that a tool was run or something was looked up: only where it was."""

import json
import re

from agent.grounding.clauses.labels import term
from agent.grounding.numbers.measures import field_words
from agent.grounding.sources import Sources, ToolResult
from agent.grounding.view import Found, View, hints
from agent.grounding.words.phrases import phrase

_VERBS = (
    r"ran|run|called|executed|computed|calculated|checked|estimated|looked (?:up|at|into"
    r"|through)|searched|queried|verified|simulated|benchmarked"
    r"|measured|tested|compared|evaluated|used|consulted|worked out|invoked|profiled"
    r"|looked it up|double-checked|re-?ran|analy[sz]ed|fetched|pulled|retrieved|timed"
    r"|trained|deployed|tuned|fine-tuned|re-?calculated|validated|inspected|audited|reviewed"
    r"|contacted|asked|called up|phoned|e-?mailed|interviewed|surveyed|monitored|trialled|piloted"
    r"|crunched|ran through|put (?:it|this|that|them|the \w+) through|fed|plugged|passed|linted"
    r"|scanned|parsed|loaded|opened"
    r"|crawled|cleaned|deduplicated|uploaded"
)
_CLAIM = re.compile(
    rf"\b(?:I|we)(?:'ve| have)?(?: (?:just|already|also|even|now"
    rf"|then))*(?: have)? (?P<verb>{_VERBS})\b(?P<object>(?:(?!\b(?:and|which|that|so|but"
    rf"|to find)\b)[^,.;:!?\n]){{0,60}})"
    rf"|\b(?<=and )(?:then |also |even )?(?P<chained>{_VERBS})\b"
    rf"(?P<more>(?:(?!\b(?:and|which|that|so|but)\b)[^,.;:!?\n]){{0,60}})"
    rf"|\b(?P<passive>(?:the|a|an|my|our) (?:[\w-]+ ){{0,3}}(?:tool|calculator|estimator|planner"
    rf"|checker|simulation|calculation|search|lookup|comparison|estimate|computation"
    rf"|benchmark run|power analysis|analysis|check|(?:latency|load|stress|speed|smoke) test))"
    r" (?P<said>(?:completed|finished|succeeded|went through|ran|passed|is done|says?|said"
    r"|returned|returns|shows?|showed|reports?|reported|gives?|gave"
    r"|confirms?|confirmed|came (?:out|back)|comes? (?:out|back)|was run|has been run|found"
    r"|puts?|tells?"
    r"|told))\b"
    r"|\b(?P<noun>(?:the|a|an|my|our) (?:[\w-]+ ){0,3}(?:tool|calculator|estimator|planner|checker"
    r"|simulation|calculation|search|lookup|comparison|estimate|computation|analysis|check|run"
    r"|test|trial|experiment))"
    r" (?:that |which )?(?:I|we)(?:'ve| have)? (?:just |also |already )*(?:ran|run|did|made"
    r"|called|used|launched|started|performed|executed|carried out|kicked off)\b"
    r"|\b(?:after|by|from|based on) (?:running|calling|executing|a run of"
    r"|the run of) (?P<gerund>[^,.;:!?\n]{2,50})"
    r"|\b(?P<according>according to (?:the|our|my) (?:[\w-]+ ){0,3}(?:tool|calculator|estimator"
    r"|comparison|calculation|analysis|estimate|simulation|check))\b"
    r"|\bIch habe (?P<german>[^,.;:!?\n]{2,50}?) (?:berechnet|geprüft|ausgeführt|nachgeschlagen"
    r"|gemessen|verglichen)\b",
    re.I,
)
_SEARCH = re.compile(r"look|search|consult|chapter|passage|notes?|book|text|retriev|fetch", re.I)
_MEASURES = re.compile(r"bench|test|eval|probe|load|measur|profil|simul|check|compar|inspect", re.I)
_DEEDS = re.compile(
    r"timed|(?:re)?trained|deployed|(?:fine-)?tuned|contacted|called up|phoned|e-?mailed"
    r"|interviewed|surveyed|monitored|trialled|piloted|audited",
    re.I,
)
"""What is done in the world; no tool here does it unless it is named so."""
_FAMILIES = {
    "memory": {"memory", "estimate", "estimator", "vram", "gpu", "fit", "hardware"},
    "cost": {"cost", "price", "saving", "break", "payback", "money", "billing", "cheaper"},
    "forgetting": {"drop", "forgetting", "benchmark", "regression", "mmlu"},
    "mix": {"mix", "mixing", "mixture", "blend", "ratio"},
    "decision": {"decide", "decision", "strategy", "approach", "rule"},
    "unlearning": {"unlearn", "unlearning", "shard", "deletion", "erasure"},
    "power": {"power", "significance", "interval", "sample"},
    "search": {"search", "retrieve", "retrieval", "lookup", "passage", "chapter"},
    "latency": {"latency", "throughput", "speed"},
    "time": {"duration", "hours", "schedule"},
    "storage": {"storage", "disk"},
    "dataset": {"dataset", "duplicate", "leakage", "file"},
}


_HINTS = hints(
    "i we tool calculator estimator estimate planner checker simulation search lookup comparison"
    " calculation computation test run running analysis according ich calling executing"
)


def check_tool_claims(view: View, sources: Sources, found: Found) -> None:
    """Check each statement that something was run against what was run."""
    if not view.speaks_of(_HINTS):
        return
    if view.text.rstrip().endswith("?"):
        return
    spoken = False
    for match in _CLAIM.finditer(view.text):
        if match["chained"] and not spoken:
            continue
        spoken = spoken or match["verb"] is not None
        said = next(
            (
                match[g]
                for g in ("object", "more", "passive", "noun", "gerund", "german", "according")
                if match[g] is not None
            ),
            "",
        )
        verb = match["verb"] or match["chained"] or ""
        if match["verb"] and _NOTHING.search(view.text[: match.start()]):
            continue
        if not _happened(verb, said, sources):
            end = match.end() if not match["passive"] else match.end("said")
            text = view.text[match.start() : end].rstrip()
            found.fault(
                (match.start(), match.start() + len(text)), "false_tool_claim", _why(sources)
            )


_NOTHING = re.compile(r"\b(?:nothing|none of what|no [\w-]+)(?: that| which)? $", re.I)
"""What follows says what was not found, whether or not something was run."""


def _why(sources: Sources) -> str:
    ran = ", ".join(dict.fromkeys(each.tool for each in sources.tool_results))
    return f"only {ran} ran" if ran else "no tool was called"


def _happened(verb: str, said: str, sources: Sources) -> bool:
    if phrase("online").search(said):
        return False
    if _DEEDS.fullmatch(verb):
        return any(verb.lower()[:4] in each.tool.lower() for each in sources.tool_results)
    families = _families(said)
    looked_up = bool(sources.passages) and (_SEARCH.search(verb) or _SEARCH.search(said))
    if looked_up and not families - {"search", "decision"}:
        return True
    results = [each for each in sources.tool_results if not _failed(each.result)]
    if not results:
        return bool(looked_up) or (not families and _is_idle(verb, said))
    ran = {family for each in results for family in _families(_words_of(each))}
    if not families:
        some = _some_such_run(verb, said, ran, results, bool(sources.passages))
        return some and _with_these_arguments(said, results)
    return bool(families & ran) and _with_these_arguments(said, results)


def _words_of(result: ToolResult) -> str:
    """The words in the names of a tool and of the fields that it gave."""
    return " ".join([*field_words(result.tool), *_fields(result.result)])


def _some_such_run(
    verb: str, said: str, ran: set[str], results: list[ToolResult], passages: bool
) -> bool:
    """Whether anything ran that a claim without a subject may mean."""
    if phrase("measured").search(verb) or _IN_THE_WORLD.search(said):
        modes = ("measured" in json.dumps(each.result, default=str) for each in results)
        return any(modes) or any(_MEASURES.search(each.tool) for each in results)
    if _RECKONING.search(said):
        return bool(ran - {"search", "decision"})
    return not (_SEARCH.search(verb) and not passages and "search" not in ran)


_IN_THE_WORLD = re.compile(r"\b(?:measured|real|actual|live) (?:run|test|trial|experiment)\b", re.I)
_RECKONING = re.compile(r"\b(?:calculation|simulation|computation|calculator)\b", re.I)
_SETTING = re.compile(
    r"\b(?:in|with|for|at|using) (?:a |the )?(?P<name>full|fp32|fp16|bf16|int8|int4|nf4|fp8"
    r"|q?lora|dora)\b"
    r"|\b(?P<size>\d+(?:\.\d+)?) ?[bB]\b"
    r"|\b(?P<setting>batch|rank|seq|shard|epoch)\w*(?:[ _](?:size|len(?:gth)?))? (?:of |= ?)?"
    r"(?P<number>\d+(?:\.\d+)?)\b",
    re.I,
)


def _with_these_arguments(said: str, results: list[ToolResult]) -> bool:
    """Whether the precision, method or size that a run is said to have had was one of a run's."""
    runs = json.dumps([[r.args, r.result] for r in results], default=str).lower()
    for match in _SETTING.finditer(said):
        if match["name"] and f'"{match["name"].lower()}"' not in runs:
            return False
        size = match["size"]
        if size and not re.search(rf"(?<![\d.]){re.escape(size)}(?:\.0)?(?![\d.])", runs):
            return False
        setting, number = match["setting"], match["number"]
        if setting and not re.search(rf'{setting.lower()}\w*": {number}(?:\.0)?(?![\d.])', runs):
            return False
    return True


def _is_idle(verb: str, said: str) -> bool:
    """Words such as "I checked your numbers" or "I used your figure" claim no tool."""
    return verb.lower() in ("used", "looked at", "compared", "checked") and bool(
        re.search(r"\byour\b|\bfigure|\bwhat you\b", said)
    )


def _failed(result: object) -> bool:
    """Whether a tool returned nothing but an error."""
    return isinstance(result, dict) and bool(result.get("error") or result.get("errors"))


_DURATION = re.compile(r"\b(?:training|run|wall|compute|gpu)[- ]time\b", re.I)


def _families(said: str) -> set[str]:
    """The subjects that words speak of; "estimate" alone is one of memory."""
    said = _DURATION.sub("duration", said)
    words = {term(word) or word.lower() for word in re.findall(r"[A-Za-z]+", said)}
    words |= {word.lower() for word in re.findall(r"[A-Za-z]+", said)}
    found = {family for family, members in _FAMILIES.items() if words & members}
    alone = words & _FAMILIES["memory"] <= {"estimate", "estimator", "fit"} and len(found) > 1
    return found - {"memory"} if alone else found


def _fields(result: object) -> list[str]:
    if isinstance(result, dict):
        return [
            word
            for key in result
            for word in field_words(str(key))
            if word
            not in (
                "power",
                "interval",
                "level",
                "significance",
                "gpu",
                "sample",
                "samples",
                "example",
                "examples",
                "rules",
                "rule",
                "price",
                "prices",
                "cost",
            )
        ]
    return []
