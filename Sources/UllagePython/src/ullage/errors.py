"""What went wrong, where, and what helps."""
from __future__ import annotations

import json
import re

__all__ = ["UllageError", "BadInputError", "UnknownModelError", "UsageError"]


class UllageError(Exception):
    """An answer that could not be given.

    ``code`` is for programs (``unknown_model``), ``message`` says what is wrong, ``at`` where, ``remedy`` what helps. They have
    what the caller sent as it was; ``str`` writes controls out, and marks that turn the direction of writing or are not seen.
    """

    def __init__(self, code: str, message: str | None = None, at: str | None = None, remedy: str = "") -> None:
        super().__init__(code, message, at, remedy)
        # Engines make an error anew out of its one text.
        self.code, message = (code, message) if message is not None else ("unknown", code)
        self.message = message
        self.at = at
        self.remedy = remedy

    def __str__(self) -> str:
        place = f" (at {self.at})" if self.at else ""
        remedy = f"; try: {self.remedy}" if self.remedy else ""
        return _HIDDEN.sub(_written, f"{self.message}{place}{remedy}")


#: What a terminal obeys, what turns the direction of writing, and what is not seen: the programs write out the same.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _written(found: re.Match[str]) -> str:
    number = ord(found[0])
    return _SHORT.get(found[0]) or (f"\\u{{{number:x}}}" if number > 0xFF else f"\\x{number:02x}")


class BadInputError(UllageError, ValueError):
    """The JSON, the UTF-8 or the Arrow data cannot be read."""


class UnknownModelError(UllageError, LookupError):
    """The model is not known, or cannot be counted."""


class UsageError(UllageError, ValueError):
    """An argument is wrong: an unknown option, a limit below 0."""


_KINDS = {2: UnknownModelError, 64: UsageError, 65: BadInputError}


def error_of(status: int, complaint: bytes | None) -> UllageError:
    """The error that a status and the complaint's JSON stand for."""
    said = json.loads(complaint or b"{}")
    kind = _KINDS.get(status, UllageError)
    return kind(
        said.get("code", "unknown"), said.get("message", f"status {status}"), said.get("at"), said.get("remedy", "")
    )
