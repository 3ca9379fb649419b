"""Where the page is listened for, and whether it can be: said before anything is set up."""

import socket

from tools.errors import InputError, shown


def refuse_unusable(host: str, port: int) -> None:
    """Refuse an address that is not this machine's, and a port that is in use.

    Raises InputError with the way out.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(address)
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no host name"
        raise InputError(
            f"Can't listen on {shown(host)}, port {port}: {why}. Set FINETUNE_ADVISOR_PORT to a "
            "port that is free, FINETUNE_ADVISOR_HOST to an address of this machine.",
            "port",
        ) from error


def address(host: str, port: int) -> str:
    """Write where the page is opened on this machine; every address includes this machine's own.

    >>> address("0.0.0.0", 7860), address("::1", 80), address("10.0.0.5", 80)
    ('http://127.0.0.1:7860', 'http://[::1]:80', 'http://10.0.0.5:80')
    """
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host.strip("[]"), host.strip("[]"))
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"
