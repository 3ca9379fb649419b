"""How many wrong replies the check finds, how many right ones it refuses, and what it costs.

python -m benchmarks.bench_grounding [--mutants 10000] [--rewrites 5000] [--show 10]
"""

import argparse
import json
import random
import re
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import Any, get_args

from agent.grounding import Sources, Violation, verify
from agent.grounding.known.reading import read_sources
from agent.grounding.sources import Kind
from benchmarks.grounding_mutants import OPERATORS, REWRITES, Base, Change, bases
from knowledge.passages import built_in

REPLIES = Path(__file__).parent.parent / "tests" / "agent" / "grounding" / "replies"


SETS = (
    ("marked.jsonl", "scenarios.json"),
    ("other_domains.jsonl", "other_domains.json"),
    ("second_look.jsonl", "second_look.json"),
    ("third_look.jsonl", "third_look.json"),
    ("fourth_look.jsonl", "fourth_look.json"),
)
"""Replies with their sources: ours, and those that were written before the check knew them."""


def rows() -> list[dict[str, Any]]:
    """Read the marked replies, each with its sources."""
    lines = (REPLIES / "samples.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    for marked, scenarios in SETS:
        sources = json.loads((REPLIES / scenarios).read_text(encoding="utf-8"))
        for line in (REPLIES / marked).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.append({**sources[row["scenario"]], **row, **unmarked(row["marked"])})
    for path in sorted((REPLIES / "unseen").glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [{**row, **unmarked(row["marked"])} for row in map(json.loads, lines)]
    return found


_MARKED = re.compile(rf"⟦(?P<span>[^⟦⟧]*)\|(?P<kind>{'|'.join(get_args(Kind))})⟧")


def unmarked(marked: str) -> dict[str, Any]:
    """Take the marks ⟦span|kind⟧ out of a reply and give them as violations."""
    reply, violations, at = "", [], 0
    for match in _MARKED.finditer(marked):
        reply += marked[at : match.start()]
        start, at = len(reply), match.end()
        reply += match["span"]
        violations.append({**match.groupdict(), "start": start, "end": len(reply)})
    return {"reply": reply + marked[at:], "violations": violations}


def outcomes(found: list[dict[str, Any]]) -> None:
    """Print by level what is found and what is refused though right, and by kind what is found."""
    levels: dict[tuple[int, bool], list[bool]] = {}
    kinds: dict[str, list[bool]] = {}
    named: list[bool] = []
    marked = reported_there = both = 0
    anchors = known_anchors()
    for row in found:
        given = {k: row[k] for k in ("tool_results", "passages", "user")}
        sources = Sources.model_validate(given | {"known_anchors": anchors})
        reported = verify(row["reply"], sources).violations
        hits = {fault["start"]: _overlaps(fault, reported) for fault in row["violations"]}
        wrong = bool(row["violations"])
        as_it_should = all(hits.values()) if wrong else not reported
        levels.setdefault((row["level"], wrong), []).append(as_it_should)
        for fault in row["violations"]:
            kinds.setdefault(fault["kind"], []).append(hits[fault["start"]])
            there = [v.kind for v in reported if _overlaps(fault, (v,))]
            named += [fault["kind"] in there] if there else []
        theirs, ours = _places(row["violations"]), _places([v.model_dump() for v in reported])
        if wrong:
            marked += len(theirs)
            reported_there += len(ours)
            both += len(theirs & ours)
    print(f"{len(found)} marked replies")
    for (level, wrong), results in sorted(levels.items()):
        what = "wrong, found" if wrong else "right, let through"
        print(f"  level {level}, {what:20}{sum(results):5} of {len(results):5}")
    for kind, results in sorted(kinds.items()):
        print(f"  {kind:24}{sum(results):5} of {len(results):5}")
    print(f"  spans, F1 by characters {2 * both / (marked + reported_there):.3f}")
    print(f"  kinds named rightly     {sum(named) / len(named):.3f}")


def known_anchors() -> frozenset[str]:
    """Give the anchors of our own notes, as the `verify` command does."""
    return frozenset(passage.anchor for passage in built_in())


def _places(faults: list[dict[str, Any]]) -> set[int]:
    return {place for fault in faults for place in range(fault["start"], fault["end"])}


def _overlaps(fault: dict[str, Any], reported: tuple[Violation, ...]) -> bool:
    return any(v.start < fault["end"] and fault["start"] < v.end for v in reported)


def changed(
    pool: list[Base], changes: tuple[Change, ...], wanted: int, seed: int
) -> list[tuple[str, Base, str]]:
    """Draw replies and change them, until there are as many as wanted."""
    dice = random.Random(seed)
    known = {}
    found: dict[tuple[str, int], tuple[str, Base, str]] = {}
    for _ in range(wanted * 60):
        if len(found) >= wanted:
            break
        base, change = dice.choice(pool), dice.choice(changes)
        key = id(base.sources)
        known.setdefault(key, read_sources(base.sources))
        text = change(base.reply, dice, known[key])
        if text is not None and text != base.reply:
            found[text, key] = (change.__name__, base, text)
    return list(found.values())


def report(title: str, cases: list[tuple[str, Base, str]], flagged: bool, show: int) -> float:
    """Print how many cases of each change were flagged; give the share that went as it should."""
    total, right = Counter[str](), Counter[str]()
    for name, base, text in cases:
        total[name] += 1
        if bool(verify(text, base.sources).violations) == flagged:
            right[name] += 1
        elif show:
            show -= 1
            print(f"  {name}: {base.reply!r} -> {text!r}")
    share = sum(right.values()) / max(1, sum(total.values()))
    print(f"{title}: {sum(total.values())} cases, {share:.2%}")
    for name in sorted(total):
        print(f"  {name:22}{right[name]:6} of {total[name]:6}  {right[name] / total[name]:.2%}")
    return share


def cost(found: list[dict[str, Any]], words: int) -> tuple[float, float]:
    """Measure the check of a reply of so many words (median and 95th percentile, ms of CPU)."""
    row = next(r for r in found if r.get("scenario") == "full7")
    passages = {p["anchor"]: p for r in found for p in r["passages"]}
    filler = "Whether that is enough depends on how far your texts lie from what it has seen. " * 2
    clean = [r["reply"] for r in found if r.get("scenario") == "full7" and not r["violations"]]
    text = filler.join(each.strip() + " " for each in clean)
    reply = " ".join((text * (1 + words // len(text.split()))).split(" ")[:words])
    sources = Sources.model_validate(
        {
            "tool_results": row["tool_results"],
            "user": row["user"],
            "passages": list(passages.values())[:6],
        }
    )
    times = []
    for _ in range(40):
        start = time.process_time()
        verify(reply, sources)
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times), sorted(times)[37]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=10_000)
    parser.add_argument("--rewrites", type=int, default=5_000)
    parser.add_argument("--show", type=int, default=0, help="print so many cases that went wrong")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found = rows()
    outcomes(found)
    pool = [b for b in bases(found) if not verify(b.reply, b.sources).violations]
    report("Mutants killed", changed(pool, OPERATORS, asked.mutants, asked.seed), True, asked.show)
    rewrites = changed(pool, REWRITES, asked.rewrites, asked.seed)
    report("Rewrites let through", rewrites, False, asked.show)
    for words in (400, 4_000):
        median, slow = cost(found, words)
        print(f"{words} words: {median:.1f} ms median, {slow:.1f} ms at the 95th percentile (CPU)")


if __name__ == "__main__":
    main()
