"""Log lines without secrets: every record of every logger is masked as it is made."""

import logging
import traceback
from typing import Any

from tools.masking import mask, masked

_make = logging.getLogRecordFactory()


def mask_logs() -> None:
    """Mask messages, arguments and tracebacks of all log records of this process."""
    logging.setLogRecordFactory(_masked_record)


def _masked_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _make(*args, **kwargs)
    record.msg = masked(record.msg)
    record.args = masked(record.args) if isinstance(record.args, dict | tuple) else record.args
    whole = record.getMessage()
    if mask(whole).found:  # a secret in pieces, or in an argument that is no text
        record.msg, record.args = mask(whole).text.replace("%", "%%"), ()
        record.msg = mask(whole).text
    if record.exc_info and record.exc_info[0] is not None:
        record.exc_text = mask("".join(traceback.format_exception(*record.exc_info))).text.rstrip()
    return record
