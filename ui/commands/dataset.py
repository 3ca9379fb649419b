"""`dataset`: a JSONL or CSV file to format, duplicates, lengths, leakage, personal data, split."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from tools.dataset import DatasetRequest
from tools.dataset import dataset as dataset_of
from ui.plain import as_lines

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--test", "test_file", type=_FILE, help="The test set, to find what leaked.")
@click.option("--sequence-length", type=int, help="Longest row that training takes (tokens).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def dataset(file: Path, test_file: Path | None, sequence_length: int | None, as_json: bool) -> None:
    """Check whether training data are fit. Nothing leaves the machine; only counts are shown.

    \b
    Example:
      finetune-advisor dataset pairs.jsonl --test held-out.jsonl
    """
    with ExitStack() as opened:
        request: dict[str, Any] = {
            "lines": opened.enter_context(file.open(encoding="utf-8", errors="replace")),
            "sequence_length": sequence_length,
        }
        if test_file is not None:
            request["test_lines"] = opened.enter_context(
                test_file.open(encoding="utf-8", errors="replace")
            )
        found = dataset_of(DatasetRequest.model_validate(request)).model_dump(mode="json")
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else as_lines(found))
