"""What callers hand over: a text, a limit, a day, read as what it is or refused with a sentence."""
from __future__ import annotations

import operator
from typing import Any, Union

from .errors import UsageError

__all__ = ["Octets", "Text", "crew", "day", "identifier", "octets", "utf8", "utf8_of_string", "whole_number"]

#: What holds bytes: counted, or read as JSON, without a copy of the caller's being changed.
Octets = Union[bytes, bytearray, memoryview]
#: A text; bytes are its UTF-8.
Text = Union[str, Octets]


def octets(value: object) -> bytes | None:
    """The bytes of a bytes-like object; None for all else."""
    if type(value) is bytes:
        return value
    if isinstance(value, (bytes, bytearray)):
        # Not by its own methods, which a class of the caller's may have changed.
        return memoryview(value).tobytes()
    if isinstance(value, memoryview) and value.contiguous and value.format in ("B", "b", "c"):
        return value.tobytes()
    return None


def utf8(text: object) -> bytes:
    """A text as UTF-8."""
    if isinstance(text, str):
        return utf8_of_string(text)
    data = octets(text)
    if data is None:
        raise TypeError(f"a text is a str, or bytes in one piece, not {_named(text)}")
    return data


def utf8_of_string(text: str) -> bytes:
    """A string as UTF-8; half a surrogate pair is no character, and U+FFFD stands for it, as the API has it."""
    try:
        return str.encode(text)
    except UnicodeEncodeError:
        return str.encode(text, "utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def identifier(value: object, what: str = "a model is named") -> bytes | None:
    """A name as UTF-8; None for none."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"{what} by a str, not {_named(value)}")
    return utf8_of_string(value)


def whole_number(value: object, what: str) -> int:
    """A whole number that 64 bits hold: what is beyond them says as much as their last."""
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{what} is a whole number, not {_named(value)}") from None
    return max(min(number, 2**63 - 1), -(2**63))


def crew(threads: object) -> int:
    """How many threads may share the work; 0 is one for each processor."""
    number = whole_number(threads, "the number of threads")
    if number < 0:
        raise UsageError("usage", f"there cannot be {number} threads", None, "a number from 0 on")
    return min(number, 2**31)


def day(value: Any) -> Any:
    """A day as JSON has it; dates of ``datetime``'s are written out."""
    if value is None or isinstance(value, str):
        return value
    if not hasattr(value, "isoformat"):
        raise TypeError(f"as_of is a date, or a str such as '2026-11-21', not {_named(value)}")
    return value.isoformat()[:10]


def _named(value: object) -> str:
    said = repr(value)
    return f"{type(value).__name__}: {said if len(said) <= 60 else said[:59] + '…'}"
