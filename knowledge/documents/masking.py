"""A document as it is kept: without the secrets that stand in it."""

from knowledge.documents.blocks import Reading
from tools.masking import mask

_BETWEEN = "\n<\x1e>\n"
"""Between two blocks: only a private key goes on over it, no other secret holds a bracket."""


def without_secrets(reading: Reading) -> tuple[Reading, tuple[str, ...]]:
    """Mask what looks like a credential, before it is split and indexed; name what was found.

    >>> from knowledge.documents.blocks import Block
    >>> page = Reading((Block("text", "see postgres://ada:" + "l0velace@db/x"),))
    >>> clean, found = without_secrets(page)
    >>> clean.blocks[0].text
    'see postgres://ada:(masked: database password)@db/x'
    >>> found
    ('database password',)
    """
    texts = [block.text.replace(_BETWEEN, "\n\n") for block in reading.blocks]
    clean = mask(_BETWEEN.join(texts), keep=_BETWEEN)
    pieces = clean.text.split(_BETWEEN)
    blocks = tuple(
        block._replace(text=text) for block, text in zip(reading.blocks, pieces, strict=True)
    )
    return reading._replace(blocks=blocks), tuple(dict.fromkeys(clean.found))
