"""``libullage.so``, loaded once a process: the functions of ``ullage.h`` with their types."""
from __future__ import annotations

import ctypes
import pathlib
import threading

from .errors import error_of

_PATH = pathlib.Path(__file__).with_name("libullage.so")


class Tokens(ctypes.Structure):
    """``ullage_tokens``."""

    _fields_ = [
        ("tokens", ctypes.c_int64),
        ("lower", ctypes.c_int64),
        ("upper", ctypes.c_int64),
        ("basis", ctypes.c_int32),
        ("as_of", ctypes.c_int32),
    ]


class CounterHandle(ctypes.c_void_p):
    """An open counter; closed when the last value that has it, or the last call that uses it, is gone."""

    def __del__(self) -> None:
        if self:
            lib.ullage_counter_close(self)


class LedgerHandle(ctypes.c_void_p):
    """An open ledger, closed likewise. One thread at a time may use it: the one that has its lock."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()

    def __del__(self) -> None:
        if self:
            lib.ullage_ledger_close(self)


_HANDLE = CounterHandle
_LEDGER = LedgerHandle
_TEXT = ctypes.c_char_p
_SIZE = ctypes.c_size_t
# What the library allocates is kept as an address, so that it can be freed.
_OWNED = ctypes.c_void_p
_OUT = ctypes.POINTER(ctypes.c_void_p)
_ADDRESS = ctypes.c_void_p

#: Name: (result, arguments), as ullage.h has them.
_SIGNATURES: dict[str, tuple[object, list[object]]] = {
    "ullage_version": (_TEXT, []),
    "ullage_free": (None, [_OWNED]),
    "ullage_counter_open": (ctypes.c_int32, [_TEXT, _SIZE, _TEXT, _SIZE, _OUT, _OUT]),
    "ullage_counter_close": (None, [_HANDLE]),
    "ullage_counter_description": (_OWNED, [_HANDLE]),
    "ullage_models": (_OWNED, [_HANDLE]),
    "ullage_count": (ctypes.c_int64, [_HANDLE, _TEXT, _SIZE]),
    "ullage_count_text": (ctypes.c_int32, [_HANDLE, _TEXT, _SIZE, ctypes.c_int32, ctypes.POINTER(Tokens)]),
    "ullage_count_many": (
        ctypes.c_int32, [_HANDLE, _TEXT, ctypes.c_void_p, _SIZE, ctypes.c_uint32, ctypes.c_void_p, _OUT]),
    "ullage_count_each": (None, [_HANDLE, *[_ADDRESS] * 2, _SIZE, ctypes.c_uint32, _ADDRESS]),
    "ullage_longest_prefix": (
        ctypes.c_int32, [_HANDLE, _TEXT, _SIZE, ctypes.c_int64, ctypes.POINTER(_SIZE), _OUT]),
    "ullage_chunks": (
        ctypes.c_int32,
        [_HANDLE, _TEXT, _SIZE, ctypes.c_int64, ctypes.c_void_p, _SIZE, ctypes.POINTER(_SIZE), _OUT]),
    "ullage_count_arrow": (
        ctypes.c_int32, [_HANDLE, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p, _OUT]),
    "ullage_truncate_arrow": (
        ctypes.c_int32, [_HANDLE, *[_ADDRESS] * 2, ctypes.c_int64, ctypes.c_uint32, *[_ADDRESS] * 2, _OUT]),
    "ullage_chunks_arrow": (
        ctypes.c_int32, [_HANDLE, *[_ADDRESS] * 2, ctypes.c_int64, ctypes.c_uint32, *[_ADDRESS] * 2, _OUT]),
    "ullage_count_requests_arrow": (
        ctypes.c_int32, [_HANDLE, *[_ADDRESS] * 2, _TEXT, _SIZE, ctypes.c_uint32, *[_ADDRESS] * 2, _OUT]),
    "ullage_count_messages_arrow": (
        ctypes.c_int32, [_HANDLE, *[_ADDRESS] * 4, ctypes.c_uint32, *[_ADDRESS] * 2, _OUT]),
    "ullage_count_request": (ctypes.c_int32, [_HANDLE, _TEXT, _SIZE, _TEXT, _SIZE, _OUT, _OUT]),
    "ullage_plan_request": (ctypes.c_int32, [_HANDLE, _TEXT, _SIZE, _TEXT, _SIZE, _OUT, _OUT]),
    "ullage_calibrate": (ctypes.c_int32, [_HANDLE, _TEXT, _SIZE, _OUT, _OUT]),
    "ullage_ledger_open": (ctypes.c_int32, [_HANDLE, _TEXT, _SIZE, _TEXT, _SIZE, _OUT, _OUT]),
    "ullage_ledger_append": (ctypes.c_int32, [_LEDGER, _TEXT, _SIZE, _OUT]),
    "ullage_ledger_append_answer": (
        ctypes.c_int32, [_LEDGER, _TEXT, _SIZE, _TEXT, _SIZE, ctypes.POINTER(ctypes.c_int32), _OUT]),
    "ullage_ledger_state": (_OWNED, [_LEDGER]),
    "ullage_ledger_headroom": (ctypes.c_int64, [_LEDGER]),
    "ullage_ledger_plan": (ctypes.c_int32, [_LEDGER, _OUT, _OUT]),
    "ullage_ledger_close": (None, [_LEDGER]),
}


def _load() -> ctypes.CDLL:
    library = ctypes.CDLL(str(_PATH))
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return library


lib = _load()


def taken(address: int | None) -> bytes:
    """A copy of what the library allocated, which is freed."""
    if not address:
        return b""
    try:
        return ctypes.string_at(address)
    finally:
        lib.ullage_free(address)


class Complaint:
    """Where a function writes its complaint; ``check`` raises it."""

    __slots__ = ("_place",)

    def __init__(self) -> None:
        self._place = ctypes.c_void_p()

    @property
    def reference(self) -> object:
        return ctypes.byref(self._place)

    def check(self, status: int) -> None:
        if status:
            raise error_of(status, taken(self._place.value))


def version() -> str:
    """The version of the library, such as ``0.1.0``."""
    return str(lib.ullage_version().decode())
