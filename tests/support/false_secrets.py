"""False secrets, built from parts when they are needed, so that the tree holds none."""

import base64
import csv
import json
import random
import re
import string
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

Make = Callable[[random.Random], str]
_ALL = string.ascii_letters + string.digits
_UPPER = string.ascii_uppercase + string.digits


def _some(dice: random.Random, length: int, letters: str = _ALL) -> str:
    body = "".join(dice.choice(letters) for _ in range(length - 2))
    return f"{body}7k" if letters == _ALL else f"{body}{letters[-1]}{letters[0]}"


def _base64(dice: random.Random, length: int) -> str:
    return base64.b64encode(dice.randbytes(length)).decode()


def _web_token(dice: random.Random) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": _some(dice, 9), "iat": 1_700_000_000})
    coded = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts]
    return ".".join([*coded, _some(dice, 43)])


def _pem(dice: random.Random) -> str:
    kind = dice.choice(("RSA ", "EC ", "OPENSSH ", ""))
    lines = "\n".join(_base64(dice, 48) for _ in range(6))
    edge = "-" * 5
    return f"{edge}BEGIN {kind}PRIVATE KEY{edge}\n{lines}\n{edge}END {kind}PRIVATE KEY{edge}"


FORMATS: dict[str, tuple[Make, str]] = {
    "OpenAI": (lambda d: "s" + "k-proj-" + _some(d, 48), "{}"),
    "OpenAI, old": (lambda d: "s" + "k-" + _some(d, 48), "{}"),
    "Anthropic": (lambda d: "s" + "k-ant-api03-" + _some(d, 90), "{}"),
    "AWS access key": (lambda d: "AK" + "IA" + _some(d, 16, _UPPER), "{}"),
    "AWS secret key": (lambda d: _some(d, 40), "aws_secret_access_key = {}"),
    "GitHub": (lambda d: "gh" + d.choice("pous") + "_" + _some(d, 36), "{}"),
    "GitHub, fine-grained": (
        lambda d: "github" + "_pat_" + _some(d, 22) + "_" + _some(d, 59),
        "{}",
    ),
    "GitLab": (lambda d: "gl" + "pat-" + _some(d, 20), "{}"),
    "Slack": (lambda d: "xo" + "xb-" + _some(d, 12, string.digits) + "-" + _some(d, 24), "{}"),
    "Slack webhook": (
        lambda d: f"T{_some(d, 8, _UPPER)}/B{_some(d, 8, _UPPER)}/{_some(d, 24)}",
        "https://hooks.slack" + ".com/services/{}",
    ),
    "Google": (lambda d: "AI" + "za" + _some(d, 35), "{}"),
    "JSON web token": (_web_token, "{}"),
    "PEM private key": (_pem, "{}"),
    "Stripe": (lambda d: "s" + "k_live_" + _some(d, 24), "{}"),
    "Hugging Face": (lambda d: "h" + "f_" + _some(d, 34), "{}"),
    "Azure storage": (
        lambda d: _base64(d, 64),
        "DefaultEndpointsProtocol=https;AccountName=data;AccountKey={};EndpointSuffix=core.windows.net",
    ),
    "Azure client secret": (lambda d: f"{_some(d, 3)}8Q~{_some(d, 34)}", "{}"),
    "database URL": (
        lambda d: _some(d, 12),
        "postgresql+psycopg://app:{}@db.internal:5432/tickets",
    ),
    "bearer header": (lambda d: _some(d, 40), "Authorization: Bearer {}"),
    "basic header": (lambda d: _base64(d, 21), "Authorization: Basic {}"),
    "SendGrid": (lambda d: "S" + "G." + _some(d, 22) + "." + _some(d, 43), "{}"),
    "npm": (lambda d: "np" + "m_" + _some(d, 36), "{}"),
    "PyPI": (lambda d: "py" + "pi-" + _some(d, 120), "{}"),
    "Telegram": (lambda d: f"{d.randrange(10**9, 10**10)}:A" + "A" + _some(d, 33), "{}"),
    "password": (lambda d: _some(d, 14), "the password is {}"),
    "variable": (lambda d: _some(d, 32), "INTERNAL_SERVICE_TOKEN={}"),
}
"""How each kind is made, and the words that it stands in."""


_LETTERS = {
    "A": _ALL, "S": string.ascii_letters, "L": string.ascii_lowercase + string.digits,
    "U": _UPPER, "D": string.digits, "H": "0123456789abcdef", "W": _ALL + "-_", "B": _ALL + "+/",
    "V": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
}  # fmt: skip


def _by_template(template: str, dice: random.Random) -> str:
    def some(place: re.Match[str]) -> str:
        return "".join(dice.choice(_LETTERS[place[1]]) for _ in range(int(place[2])))

    return re.sub(r"\{([A-Z])(\d+)\}", some, template.replace("|", ""))


def _from_table() -> dict[str, tuple[Make, str]]:
    lines = Path(__file__).with_suffix(".csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {row["name"]: (partial(_by_template, row["secret"]), row["words"]) for row in rows}


FORMATS |= _from_table()


def seeded(each: int = 3, seed: int = 14) -> Iterator[tuple[str, str, str]]:
    """Give, for every format, some secrets: the format, the secret, and a text that holds it."""
    dice = random.Random(seed)
    for name, (make, words) in FORMATS.items():
        for _ in range(each):
            secret = make(dice)
            yield name, secret, words.format(secret)


def remains(secret: str, text: str) -> bool:
    """Tell whether a piece of a secret that is worth something still stands in a text."""
    length = min(12, len(secret))
    pieces = (secret[at : at + length] for at in range(len(secret) - length + 1))
    return any(piece in text for piece in pieces)
