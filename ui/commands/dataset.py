"""`dataset`: a JSONL or CSV file to format, duplicates, lengths, leakage, personal data, split."""

import json
import sys
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from tools.dataset import Dataset, DatasetRequest
from tools.dataset import dataset as dataset_of
from tools.errors import InputError, read
from ui.plain import as_lines

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_HTML = click.Path(dir_okay=False, writable=True, path_type=Path)
_OTHER_FORMS = {
    b"PAR1": "Parquet",
    b"\x1f\x8b": "gzip",
    b"PK": "ZIP or Excel",
    b"ARROW1": "Arrow",
}
"""First bytes of files that are no lines of text, with their names."""


@click.command()
@click.argument("file", type=_FILE)
@click.option("--test", "test_file", type=_FILE, help="The test set, to find what leaked.")
@click.option("--sequence-length", type=int, help="Longest row that training takes (tokens).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--html", type=_HTML, help="Write the report as a page that stands alone.")
def dataset(
    file: Path,
    test_file: Path | None,
    sequence_length: int | None,
    as_json: bool,
    html: Path | None,
) -> None:
    """Check whether training data are fit. Nothing leaves the machine; only counts are shown.

    \b
    Example:
      finetune-advisor dataset pairs.jsonl --test held-out.jsonl
    """
    found = _checked(file, test_file, sequence_length).model_dump(mode="json")
    if html is not None:
        from ui.render.dataset import page  # the page's parts are loaded where one is written

        html.write_text(page(found, file.name), encoding="utf-8")
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else as_lines(found))


def _checked(file: Path, test_file: Path | None, sequence_length: int | None) -> Dataset:
    """Check a file, with a bar on the terminal; a run that is cancelled leaves nothing."""
    files = [each for each in (file, test_file) if each is not None]
    for each in files:
        _refuse_what_is_no_text(each)
    length = sum(each.stat().st_size for each in files)
    with click.progressbar(
        length=length, label="Reading", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        request: dict[str, Any] = {
            "lines": _lines(file, bar.update),
            "sequence_length": sequence_length,
        }
        if test_file is not None:
            request["test_lines"] = _lines(test_file, bar.update)
        return dataset_of(read(DatasetRequest, request))


def _lines(file: Path, read: Callable[[int], object]) -> Iterator[str]:
    """Give a file's lines, telling how many bytes were read."""
    with file.open("rb") as raw, TextIOWrapper(raw, encoding="utf-8", errors="replace") as text:
        before = 0
        for number, line in enumerate(text):
            if number % 1_000 == 0:
                read(raw.tell() - before)
                before = raw.tell()
            yield line
        read(raw.tell() - before)


def _refuse_what_is_no_text(file: Path) -> None:
    with file.open("rb") as opened:
        start = opened.read(8)
    for mark, form in _OTHER_FORMS.items():
        if start.startswith(mark):
            raise InputError(
                f"{file.name} is {form}, which is not read here: write it as JSON Lines or CSV.",
                "file",
            )
