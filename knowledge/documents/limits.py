"""What a document may be: every limit is stated here, shown to people, and enforced."""

MOST_BYTES = 25_000_000
"""Size of one file [bytes]."""
MOST_PAGES = 500
"""Pages of one PDF."""
MOST_CHARACTERS = 2_000_000
"""Text that is read out of one file [characters]."""
MOST_SECONDS = 30
"""Time that reading one file may take [s]."""
MOST_MEMORY_BYTES = 2 * 1024**3
"""Address space of the process that reads a file [bytes]."""
MOST_FILES = 100
"""Files of one call."""
MOST_DOCUMENTS = 100
"""Documents of one owner."""
MOST_PASSAGES = 3_000
"""Passages of one owner's documents together."""

SUFFIXES = {
    ".md": "Markdown",
    ".markdown": "Markdown",
    ".txt": "text",
    ".text": "text",
    ".html": "HTML",
    ".htm": "HTML",
    ".pdf": "PDF",
}
"""Endings that are read, and what they say a file is."""


def in_words() -> str:
    """Say what is taken, in a sentence.

    >>> in_words()
    'Markdown, text, HTML and PDF; a file up to 25 MB, 500 pages and 30 s of reading; 100 in all.'
    """
    return (
        f"Markdown, text, HTML and PDF; a file up to {MOST_BYTES // 10**6} MB, {MOST_PAGES} pages "
        f"and {MOST_SECONDS} s of reading; {MOST_DOCUMENTS} in all."
    )
