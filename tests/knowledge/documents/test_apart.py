"""A hostile file is read apart, within a time and a memory: an error for it, and we go on."""

import time
import zlib

import pytest
from support.pdf_writer import pdf, pdf_of_streams

from knowledge.documents.apart import read_apart
from tools.errors import InputError


def test_a_file_is_read_in_a_process_of_its_own(handbook):
    assert read_apart("handbook.md", handbook).blocks[0].text == "Staff handbook"


def test_errors_come_back_in_words():
    with pytest.raises(InputError, match="it is empty"):
        read_apart("a.md", b"")


def test_an_encrypted_pdf_says_so():
    lock = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32
        + b"> /P -4 >> /ID [<01> <01>] "
    )  # fmt: skip

    with pytest.raises(InputError, match="encrypted: save a copy without a password"):
        read_apart("locked.pdf", pdf_of_streams([b"BT ET"], encrypt=lock))


def test_a_decompression_bomb_is_stopped():
    bomb = zlib.compress(b"BT (" + b"A" * 400_000_000 + b") Tj ET", 1)
    made = pdf_of_streams([bomb], packed=False).replace(
        b"/Length %d >>" % len(bomb), b"/Length %d /Filter /FlateDecode >>" % len(bomb)
    )
    assert len(made) < 3_000_000

    started = time.monotonic()
    with pytest.raises(InputError, match=r"decompression bomb|memory"):
        read_apart("bomb.pdf", made)
    assert time.monotonic() - started < 25


def test_a_file_that_takes_too_long_is_left():
    slow = pdf([[(11, f"Line {number}") for number in range(50)]] * 400)

    with pytest.raises(InputError, match=r"longer than 0\.2 s"):
        read_apart("slow.pdf", slow, seconds=0.2)


def test_a_name_that_looks_like_an_option_is_a_name():
    with pytest.raises(InputError, match="without ending"):
        read_apart("--help", b"words")


def test_deep_nesting_ends_in_words():
    try:
        assert read_apart("deep.md", b">" * 50_000 + b" deep").blocks
    except InputError as error:
        assert str(error)
