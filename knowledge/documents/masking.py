"""A document as it is kept: without the secrets that stand in it."""

from knowledge.documents.blocks import Reading
from tools.masking import mask


def without_secrets(reading: Reading) -> Reading:
    """Mask what looks like a credential in every block, before it is split and indexed.

    >>> from knowledge.documents.blocks import Block
    >>> page = Reading((Block("text", "see postgres://ada:" + "l0velace@db/x"),))
    >>> without_secrets(page).blocks[0].text
    'see postgres://ada:(masked: database password)@db/x'
    """
    return reading._replace(
        blocks=tuple(block._replace(text=mask(block.text).text) for block in reading.blocks)
    )
