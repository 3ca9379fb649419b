"""`dataset`: a JSONL or CSV file to format, duplicates, lengths, leakage, personal data, split."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from tools.dataset import Dataset, DatasetRequest
from tools.dataset import dataset as dataset_of
from tools.errors import InputError, read, shown
from ui.dataset_lines import dataset_lines
from ui.training_file import STDIN, lines_of
from ui.typeset import inert

_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
_HTML = click.Path(dir_okay=False, writable=True, path_type=Path)


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

    FILE holds JSON Lines or CSV with a header, in UTF-8; - reads standard input. Known are
    messages, conversations, instruction and output, prompt and completion, chosen and rejected,
    text and label, and text alone. Ends with 1 where no row can be trained on.

    \b
    Examples:
      finetune-advisor dataset pairs.jsonl --test held-out.jsonl
      zcat pairs.jsonl.gz | finetune-advisor dataset - --html report.html
    """
    found = _checked(file, test_file, sequence_length).model_dump(mode="json")
    if html is not None:
        from ui.render.dataset import page  # the page's parts are loaded where one is written

        html.write_text(page(found, file.name), encoding="utf-8")
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else inert(dataset_lines(found)))
    if not found["rows"]:
        click.echo(f"No row of {shown(file.name)} can be trained on; see the faults.", err=True)
        raise click.exceptions.Exit(1)


def _checked(file: Path, test_file: Path | None, sequence_length: int | None) -> Dataset:
    """Check a file, with a bar on the terminal; a run that is cancelled leaves nothing."""
    files = {"lines": file} if test_file is None else {"lines": file, "test_lines": test_file}
    length = sum(each.stat().st_size for each in files.values() if each != STDIN)
    with click.progressbar(
        length=length, label="Reading", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        request: dict[str, Any] = {name: lines_of(each, bar.update) for name, each in files.items()}
        try:
            return dataset_of(read(DatasetRequest, request | {"sequence_length": sequence_length}))
        except InputError as error:
            if error.field not in files:
                raise
            why = str(error).removeprefix(f"{error.field}: ")
            raise InputError(f"{shown(files[error.field].name)}: {why}", "file") from error
