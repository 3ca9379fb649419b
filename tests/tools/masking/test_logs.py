"""No log line shows a secret: not in its message, its arguments, nor a traceback."""

import io
import logging
from collections.abc import Iterator

import pytest
from support.false_secrets import seeded

from tools.masking.logs import mask_logs


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    before = logging.getLogRecordFactory()
    mask_logs()
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    logging.getLogger("false").addHandler(handler)
    yield out
    logging.getLogger("false").removeHandler(handler)
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize(("name", "secret", "text"), list(seeded(each=1)), ids=lambda v: v[:20])
def test_no_log_line_shows_a_secret(lines: io.StringIO, name: str, secret: str, text: str) -> None:
    log = logging.getLogger("false")

    log.warning("refused: %s", text)
    log.warning("100%% refused: " + text.replace("%", "%%"))
    log.warning("%(why)s", {"why": text})
    log.error("it said %r", ValueError(text))
    try:
        raise RuntimeError(text)
    except RuntimeError:
        log.exception("failed")

    assert secret not in lines.getvalue()
    assert "Traceback" in lines.getvalue()
    assert "(masked: " in lines.getvalue()


def test_a_line_without_secrets_is_as_it_was(lines: io.StringIO) -> None:
    logging.getLogger("false").warning("%d of %s, 100%%", 3, "five")

    assert lines.getvalue() == "3 of five, 100%\n"
