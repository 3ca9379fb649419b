"""Whether the address that is to be listened on can be: said before anything is set up."""

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
