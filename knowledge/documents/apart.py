"""Reads a file in a process of its own: whatever it does there, we and the other files go on."""

import contextlib
import json
import os
import subprocess
import sys

from knowledge.documents.blocks import Block, Reading
from knowledge.documents.limits import MOST_MEMORY_BYTES, MOST_SECONDS
from tools.errors import InputError

_KEPT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LANG", "VIRTUAL_ENV", "TMPDIR")
"""What the process sees of the environment: no key of anybody's."""


def read_apart(name: str, content: bytes, *, seconds: float = MOST_SECONDS) -> Reading:
    """Read a file within a time and a memory that it can't exceed.

    Raises InputError, without the file's name, where it can't be read.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "knowledge.documents.apart", name],
            input=content,
            capture_output=True,
            timeout=seconds,
            env={each: os.environ[each] for each in _KEPT if each in os.environ},
            check=False,
        )
    except subprocess.TimeoutExpired as trouble:
        raise InputError(f"reading it took longer than {seconds:g} s.") from trouble
    try:
        told = json.loads(done.stdout)
    except ValueError as trouble:
        raise InputError(
            "reading it broke off: it is damaged, or needs too much memory."
        ) from trouble
    if "error" in told:
        raise InputError(told["error"])
    return Reading(tuple(Block(*each) for each in told["blocks"]), told["pages"])


def main() -> None:
    """Read the file that comes in, named by the argument; its blocks, or an error, go out."""
    _bound_memory()
    from knowledge.documents.reading import read

    try:
        reading = read(sys.argv[1], sys.stdin.buffer.read())
        told = json.dumps({"blocks": reading.blocks, "pages": reading.pages})
    except InputError as error:
        told = json.dumps({"error": str(error)})
    except MemoryError:
        told = json.dumps({"error": "reading it needs more memory than one file may have."})
    except RecursionError:
        told = json.dumps({"error": "it is nested too deeply to be read."})
    sys.stdout.write(told)


def _bound_memory() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):  # not every system has such bounds
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))


if __name__ == "__main__":
    main()
