"""`index`: adds, lists and deletes documents of one's own; alone, (re)builds the built-in index."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from agent.settings import Settings
from knowledge import build, is_built
from knowledge.documents import OPERATOR, Document, Documents
from knowledge.documents.limits import SUFFIXES, in_words
from tools.errors import InputError, shown
from ui.compose import be_quiet, embedding_choice, open_library
from ui.progress import tell

_EMPTY = "There are no documents. Add some with: finetune-advisor index PATH…"


@click.command(
    epilog=f"Read are {in_words()} They are kept in the data folder until they are deleted; a chat "
    "model sees only the passages that a question finds."
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--if-missing", is_flag=True, help="Leave an index that is there as it is.")
@click.option("--list", "listing", is_flag=True, help="List your documents.")
@click.option("--delete", "unwanted", metavar="NAME", multiple=True, help="Delete a document.")
def index(
    paths: tuple[Path, ...], if_missing: bool, listing: bool, unwanted: tuple[str, ...]
) -> None:
    """Add files or folders to your own documents, or build the index of the chapter's notes.

    A file that was added before is indexed again if it has changed. Ends with 1 where a file
    could not be added.

    \b
    Example:
      finetune-advisor index handbook.pdf policies/
      finetune-advisor index --list
      finetune-advisor index --delete handbook.pdf
    """
    be_quiet()
    settings = Settings.read()
    documents = open_library(settings).of(OPERATOR)
    for name in unwanted:
        _delete(documents, name)
    if paths:
        _add(documents, paths)
    if listing:
        _list(documents.listed())
    if not (paths or listing or unwanted):
        _build(settings, if_missing)


def _build(settings: Settings, if_missing: bool) -> None:
    folder, embedding = settings.data_dir / "index", embedding_choice(settings)
    if not (if_missing and is_built(folder, embedding)):
        build(folder, tell, embedding)


def _add(documents: Documents, paths: Sequence[Path]) -> None:
    outcomes = documents.add(list(_files(paths)), tell)
    for outcome in outcomes:
        click.echo(outcome.in_words())
    if any(outcome.what == "refused" for outcome in outcomes):
        raise click.exceptions.Exit(1)


def _files(paths: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Give files by name; what a folder holds is named by its path within the folder.

    Raises InputError where there is no such path, or a folder holds nothing that can be read.
    """
    for path in paths:
        if path.is_dir():
            yield from _within(path.resolve())
        elif path.exists():
            yield path.name, path
        else:
            raise InputError(f"There is no file or folder {shown(str(path))}.", "PATH")


def _within(folder: Path) -> Iterator[tuple[str, Path]]:
    found = [
        each
        for each in sorted(folder.rglob("*"))
        if each.suffix.lower() in SUFFIXES
        and each.is_file()
        and not any(part.startswith(".") for part in each.relative_to(folder).parts)
    ]
    if not found:
        raise InputError(f"{folder} holds no file that is read ({', '.join(SUFFIXES)}).", "PATH")
    for each in found:
        yield (Path(folder.name) / each.relative_to(folder)).as_posix(), each


def _list(documents: Sequence[Document]) -> None:
    if not documents:
        click.echo(_EMPTY)
    for each in documents:
        click.echo(in_a_line(each))


def in_a_line(document: Document) -> str:
    """Say what is kept of a document."""
    pages = f"{document.pages} pages, " if document.pages else ""
    count = len(document.passages)
    size = f"{max(document.size_bytes / 1000, 0.1):,.1f} kB"
    return (
        f"{document.name}  {pages}{count} passage{'s' * (count != 1)}, {size}, "
        f"added {document.added:%d %b %Y}  doc/{document.slug}/…"
    )


def _delete(documents: Documents, name: str) -> None:
    if not documents.delete(name):
        known = ", ".join(each.name for each in documents.listed()) or "none"
        raise InputError(f"There is no document {shown(name)}. Your documents: {known}.", "NAME")
    click.echo(f"{name}: deleted, with its passages and vectors.")
