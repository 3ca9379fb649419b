"""Which process did something, and whether it still runs."""

import os
import platform
from functools import cache
from pathlib import Path


@cache
def this_machine() -> str:
    """Name where process numbers mean the same: host, boot and process namespace."""
    boot, namespace = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")
    try:
        return f"{platform.node()} {boot.read_text().strip()} {namespace.readlink()}"
    except OSError:
        return platform.node()


def has_died(machine: str, process: int) -> bool:
    """Say whether a process is known to be gone; one elsewhere may be alive."""
    return machine == this_machine() and not _is_running(process)


def _is_running(process: int) -> bool:
    if os.name != "posix":  # elsewhere, asking could end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
