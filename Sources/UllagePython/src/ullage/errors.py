"""What went wrong, where, and what helps."""
from __future__ import annotations

import json

__all__ = ["UllageError", "BadInputError", "UnknownModelError", "UsageError"]


class UllageError(Exception):
    """An answer that could not be given.

    ``code`` is for programs (``unknown_model``), ``message`` says what is wrong, ``at`` where, ``remedy`` what helps.
    """

    def __init__(self, code: str, message: str, at: str | None, remedy: str) -> None:
        super().__init__(code, message, at, remedy)
        self.code = code
        self.message = message
        self.at = at
        self.remedy = remedy

    def __str__(self) -> str:
        place = f" (at {self.at})" if self.at else ""
        return f"{self.message}{place}; try: {self.remedy}"


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
