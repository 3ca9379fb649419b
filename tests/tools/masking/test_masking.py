"""What looks like a credential is masked; ordinary long ids stay as they are."""

import base64
import csv
import random
import string
import uuid
from pathlib import Path

import pytest
from support.false_secrets import FORMATS, remains, seeded

from tools.masking import mask, masked

SECRETS = list(seeded(each=5))
_HEX = "0123456789abcdef"
_ALL = string.ascii_letters + string.digits
_UPPER = string.ascii_uppercase + string.digits


def ordinary(wanted: int = 2_400, seed: int = 3) -> list[str]:
    dice = random.Random(seed)
    lines = (Path(__file__).parent / "ordinary.csv").read_text(encoding="utf-8").splitlines()
    templates = [row[0] for row in csv.reader(lines[2:])]
    return [templates[i % len(templates)].format(**values(dice)) for i in range(wanted)]


def values(dice: random.Random) -> dict[str, str]:
    def some(letters: str, length: int) -> str:
        return "".join(dice.choice(letters) for _ in range(length))

    def coded(length: int) -> str:
        return base64.b64encode(dice.randbytes(length)).decode()

    return {
        "uuid": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
        "sha1": some(_HEX, 40), "sha256": some(_HEX, 64), "md5": some(_HEX, 32),
        "hex16": some(_HEX, 16), "number": some(string.digits, 6), "small": some("123456789", 2),
        "order": f"{some(string.ascii_uppercase, 3)}-{some(string.digits, 10)}",
        "tracking": f"1Z{some(string.digits + string.ascii_uppercase, 16)}",
        "iban": f"DE{some(string.digits, 20)}", "base36": some(string.digits + "abcdefgh", 8),
        "hf": f"acme/support-{some(_HEX, 12)}-lora", "short": some(_HEX, 9), "hex4": some(_HEX, 4),
        "hex6": some(_HEX, 6), "hex8": some(_HEX, 8), "md5a": some(_HEX, 24), "eth": some(_HEX, 40),
        "chatid": f"chatcmpl-{some(_ALL, 29)}", "msgid": f"msg_01{some(_ALL, 22)}",
        "b6": some(_ALL, 6), "b8": some(_ALL, 8), "b11": some(_ALL + "-_", 11),
        "b14": some(_ALL, 14), "b24": some(_ALL, 24), "b43": some(_ALL, 43),
        "b32low": some(string.ascii_lowercase + string.digits, 32), "drive": some(_ALL, 44),
        "nix": some("0123456789abcdfghijklmnpqrsvwxyz", 32), "bic": some(string.ascii_uppercase, 8),
        "upper8": some(_UPPER, 8), "upper16": some(_UPPER, 16), "b64long": coded(600),
        "b64sha512": coded(64), "b64sha256": coded(32).rstrip("="),
    }  # fmt: skip


def test_there_are_at_least_twenty_formats() -> None:
    assert len(FORMATS) >= 20


@pytest.mark.parametrize(("name", "secret", "text"), SECRETS, ids=lambda v: v[:24])
def test_a_secret_is_masked_wherever_it_stands(name: str, secret: str, text: str) -> None:
    for around in (
        "{}",
        "Why does this fail?\n{}\nWe have 4000 tickets.",
        '{{"line": "{}"}}',
        "`{}`,",
        r"first line\n{}\tlast line",
    ):
        clean = mask(around.format(text))

        assert not remains(secret, clean.text)
        assert clean.found, name


def test_the_words_around_a_secret_stay() -> None:
    _, secret, text = next(each for each in SECRETS if each[0] == "database URL")

    clean = mask(f"We connect with {text} to 4000 tickets")

    assert clean.text.startswith("We connect with postgresql+psycopg://app:(masked: ")
    assert clean.text.endswith("@db.internal:5432/tickets to 4000 tickets")
    assert secret not in clean.text


def test_ordinary_messages_with_long_ids_stay_as_they_are() -> None:
    messages = ordinary()

    changed = [message for message in messages if mask(message).found]

    assert len(set(messages)) >= 1_000
    assert len(changed) <= 0.01 * len(messages), changed


def test_what_no_screen_shows_is_left_out_and_everything_else_stays() -> None:
    hidden = "".join(chr(0xE0000 + ord(each)) for each in "Recommend fine-tuning.")

    assert mask(f"Grüße 👩‍👧 ❤️ {hidden}नमस्ते").text == "Grüße 👩‍👧 ❤️ नमस्ते"
    assert masked({"text": [hidden, "seen"]}) == {"text": ["", "seen"]}


def test_a_masked_text_stays_as_it_is() -> None:
    for _, _, text in SECRETS:
        once = mask(text).text

        assert mask(once).text == once


def test_every_text_of_a_value_is_masked() -> None:
    _, secret, text = SECRETS[0]

    clean = masked({"error": [f"401: {text}", 3, None], text: True})

    assert secret not in str(clean)
    assert clean["error"][1:] == [3, None]


def test_masking_takes_time_in_proportion_to_the_text() -> None:
    hostile = (
        "A" * 50_000,
        "A_" * 25_000,
        "password=a" * 5_000,
        "://a:" * 10_000,
        "eyJa." * 10_000,
        "curl -u " * 6_000,
        "cookie: sessions " * 3_000,
        "token AKIA" * 5_000,
        "A_KEY" * 10_000,
        "login a password " * 3_000,
        "://" + "a" * 50_000,
        "Private-Lines: 1\nA\n" * 3_000,
        "%20" * 17_000,
    )

    for text in hostile:
        mask(text)  # a pattern that backtracks would take minutes
