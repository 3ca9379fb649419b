"""Words of an endpoint, put together as long as nothing that may be shown can have ended."""

import re
from collections.abc import AsyncIterator

from langchain_core.outputs import ChatGenerationChunk

LONGEST_PIECE = 200
"""Words are handed on at the latest when so many characters have come."""
MOST_HELD = 50
"""Chunks that are put together at most: those of a tool's arguments hold no words."""
_ENDS_NOTHING = re.compile(r"[\w ,'’-]*")
_BEGINS = re.compile(r"\s\S|\S\s")
"""A word that begins tells that what stood before it has ended."""


async def put_together(
    chunks: AsyncIterator[ChatGenerationChunk],
) -> AsyncIterator[ChatGenerationChunk]:
    """Give fewer, longer pieces; everything that reads one costs the same, however long it is.

    A sentence is shown once it is checked, so its words may come at once. Where one may have
    ended, nothing is held back: neither what ends it, nor what comes next and tells that it did.
    """
    held: list[ChatGenerationChunk] = []
    may_have_ended = False
    async for chunk in chunks:
        held.append(chunk)
        goes_on = not chunk.generation_info and _ENDS_NOTHING.fullmatch(chunk.text) is not None
        long_enough = len(held) >= MOST_HELD or sum(len(each.text) for each in held) > LONGEST_PIECE
        if may_have_ended or not goes_on or long_enough:
            yield _one(held)
            held = []
        may_have_ended = not goes_on or (may_have_ended and not _BEGINS.search(chunk.text))
    if held:
        yield _one(held)


def _one(chunks: list[ChatGenerationChunk]) -> ChatGenerationChunk:
    return chunks[0] + chunks[1:] if len(chunks) > 1 else chunks[0]
