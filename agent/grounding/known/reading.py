"""Reading the sources: results, passages and the user's words become one set of values."""

from agent.grounding.known.prose import prose, without_pasted_results
from agent.grounding.known.results import read_result
from agent.grounding.known.values import Known, index
from agent.grounding.sources import Sources


def read_sources(sources: Sources) -> Known:
    """Read results, passages and the user's words into one set of values."""
    known = Known()
    for number, result in enumerate(sources.tool_results):
        read_result(known, sources, number, result)
    for passage in sources.passages:
        known.values.extend(prose(passage.title, passage.anchor, "passage"))
        text = without_pasted_results(passage.text)
        known.values.extend(prose(text, passage.anchor, "passage", passage.title))
    for number, message in enumerate(sources.user, start=1):
        own = without_pasted_results(message)
        known.values.extend(prose(own, f"user:{number}", "user"))
        if own != message:
            known.values.extend(prose(message, f"user:{number}", "pasted"))
    index(known)
    return known
