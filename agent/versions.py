"""Versions of what we believe: a transcript names those that it was recorded under."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files

from knowledge import Knowledge

TABLES = {"rules": ("chapter.csv", "ours.csv"), "prices": ("prices.csv",)}


def versions(knowledge: Knowledge) -> dict[str, str]:
    """Name the versions of the rules, the prices and the notes, each by a hash."""
    return {
        **{name: _hash(tables) for name, tables in TABLES.items()},
        "notes": knowledge.fingerprint,
    }


@cache
def app_version() -> str:
    """Name the version of this program; reading it anew would cost every turn a millisecond."""
    return version("finetune-advisor")


@cache
def _hash(tables: tuple[str, ...]) -> str:
    folder = files("tools.tables")
    content = b"".join(folder.joinpath(table).read_bytes() for table in tables)
    return sha256(content).hexdigest()[:12]
