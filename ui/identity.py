"""Who asks: a browser's signed cookie, or the user a trusted proxy names; and who may come in."""

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections import OrderedDict, deque
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from itsdangerous import BadSignature, URLSafeTimedSerializer

from tools.errors import InputError

OWNER_COOKIE = "finetune_advisor_owner"
LOGIN_COOKIE = "finetune_advisor_login"
A_YEAR_S = 365 * 24 * 3600
A_DAY_S = 24 * 3600
MOST_TRIES = 10
"""Wrong passwords a minute, from anybody; the next one is not looked at."""
MOST_PAGES = 50_000
"""Pages whose owner is remembered; the one unused for longest goes first."""


def refuse_open_door(host: str, password: str | None, trusted_user_header: str | None) -> None:
    """Refuse to listen beyond loopback where nothing tells users apart.

    >>> refuse_open_door("127.0.0.1", None, None)
    """
    if password or trusted_user_header or is_loopback(host):
        return
    raise InputError(
        f"Not listening on {host}: anybody in the network could use this server. Set "
        "FINETUNE_ADVISOR_PASSWORD, or FINETUNE_ADVISOR_TRUSTED_USER_HEADER behind a proxy that "
        "logs users in, or listen on 127.0.0.1.",
        "host",
    )


def is_loopback(host: str) -> bool:
    """Tell whether a name or address is this machine's own.

    >>> is_loopback("127.0.0.1"), is_loopback("example.org")
    (True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Identity:
    """Reads and signs who an owner is. An owner is `browser:…` or `user:…`."""

    def __init__(
        self, key: bytes, *, password: str | None = None, trusted_user_header: str | None = None
    ) -> None:
        self._owners = URLSafeTimedSerializer(key, salt="owner")
        self._logins = URLSafeTimedSerializer(key, salt=f"login {_print_of(password or '')}")
        self._password = password
        self._header = trusted_user_header.lower() if trusted_user_header else None
        self._tries: deque[float] = deque(maxlen=MOST_TRIES)

    @property
    def needs_password(self) -> bool:
        """Tell whether a browser has to log in."""
        return bool(self._password) and self._header is None

    def is_addressed(self, host: str) -> bool:
        """Tell whether a request's Host is one that may be answered.

        Where nothing but this machine's own address keeps others out, a foreign name that leads
        here (DNS rebinding) would let any web page in.
        """
        if self.needs_password or not self.by_cookie or not host:
            return True
        try:
            return is_loopback(urlsplit(f"//{host}").hostname or "")
        except ValueError:
            return False

    @property
    def by_cookie(self) -> bool:
        """Tell whether the owner is a browser's cookie rather than a proxy's user."""
        return self._header is None

    def owner(self, headers: dict[str, str]) -> str | None:
        """Read the owner from request headers; None where there is none, or a forged one."""
        if self._header is not None:
            user = headers.get(self._header, "").strip()
            return f"user:{user}" if user else None
        return _signed(self._owners, _cookie(headers, OWNER_COOKIE), A_YEAR_S)

    def new_owner(self) -> tuple[str, str]:
        """Make an owner nobody can guess (128 random bits), and the cookie that proves it."""
        owner = f"browser:{secrets.token_hex(16)}"
        return owner, self._owners.dumps(owner)

    def is_logged_in(self, headers: dict[str, str]) -> bool:
        """Tell whether this browser may come in."""
        if not self.needs_password:
            return True
        return _signed(self._logins, _cookie(headers, LOGIN_COOKIE), A_DAY_S) == "in"

    def log_in(self, password: str) -> str | None:
        """Compare a password in constant time; the cookie for the right one.

        Raises InputError after too many wrong ones.
        """
        now = time.monotonic()
        if len(self._tries) == MOST_TRIES and now - self._tries[0] < 60:
            raise InputError("Too many wrong passwords. Wait a minute, then try again.", "password")
        if hmac.compare_digest(_print_of(password), _print_of(self._password or "")):
            return self._logins.dumps("in")
        self._tries.append(now)
        return None


def _print_of(password: str) -> str:
    return hashlib.sha256(password.encode(errors="replace")).hexdigest()


def _cookie(headers: dict[str, str], name: str) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _signed(signer: URLSafeTimedSerializer, token: str, seconds: int) -> str | None:
    try:
        return str(signer.loads(token, max_age=seconds))
    except BadSignature:
        return None


class Pages:
    """Remembers which owner opened which page: Gradio's session hash alone proves nothing."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()

    def belongs(self, session_hash: str, owner: str) -> bool:
        """Tell whether a page is this owner's; the first to use it owns it."""
        first = self._owners.setdefault(session_hash, owner)
        self._owners.move_to_end(session_hash)
        if len(self._owners) > MOST_PAGES:
            self._owners.popitem(last=False)
        return first == owner
