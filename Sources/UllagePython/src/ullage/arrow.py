"""Arrow's C data interface through PyCapsules: columns of any library that speaks it, without a copy."""
from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, Iterator, Protocol, Union, runtime_checkable

if TYPE_CHECKING:
    from typing import TypeGuard

__all__ = ["ArrowArray", "ArrowData", "ArrowStream", "addresses", "is_arrow", "pieces", "structures"]


@runtime_checkable
class ArrowArray(Protocol):
    """What has one array: ``pyarrow.Array``, ``polars`` and ``duckdb`` have their own."""

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]: ...


@runtime_checkable
class ArrowStream(Protocol):
    """What has a stream of arrays: ``pyarrow.ChunkedArray``, ``polars.Series``."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


ArrowData = Union[ArrowArray, ArrowStream]


class _Schema(ctypes.Structure):
    pass


_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_char_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.c_void_p),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.CFUNCTYPE(None, ctypes.c_void_p)),
    ("private_data", ctypes.c_void_p),
]


class _Array(ctypes.Structure):
    pass


_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.c_void_p),
    ("children", ctypes.c_void_p),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.CFUNCTYPE(None, ctypes.c_void_p)),
    ("private_data", ctypes.c_void_p),
]


class _Stream(ctypes.Structure):
    pass


_Stream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)),
    ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p)),
    ("release", ctypes.CFUNCTYPE(None, ctypes.c_void_p)),
    ("private_data", ctypes.c_void_p),
]

_capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_capsule_pointer.restype = ctypes.c_void_p
_capsule_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]


def is_arrow(data: object) -> TypeGuard[ArrowData]:
    """Whether a value speaks the interface."""
    return hasattr(data, "__arrow_c_array__") or hasattr(data, "__arrow_c_stream__")


def addresses(schema_capsule: object, array_capsule: object) -> tuple[int, int]:
    """Where the structures lie that ``__arrow_c_array__`` gave; they live as long as the capsules."""
    return _capsule_pointer(schema_capsule, b"arrow_schema"), _capsule_pointer(array_capsule, b"arrow_array")


def structures() -> tuple[ctypes.Structure, ctypes.Structure]:
    """Room for a schema and an array, to be filled."""
    return _Schema(), _Array()


def pieces(data: ArrowData) -> Iterator[tuple[int, int, int]]:
    """The addresses of schema and array, and the array's length, for each array in the data.

    They hold until the next one is asked for.
    """
    # Not by the protocol's own test, which takes as long as counting some kilobytes.
    if export := getattr(data, "__arrow_c_array__", None):
        schema_capsule, array_capsule = export()
        schema, array = addresses(schema_capsule, array_capsule)
        yield schema, array, _Array.from_address(array).length
        return
    capsule = getattr(data, "__arrow_c_stream__")()
    address = _capsule_pointer(capsule, b"arrow_array_stream")
    stream: Any = _Stream.from_address(address)
    schema_struct: Any = _Schema()
    _check(stream, address, stream.get_schema(address, ctypes.addressof(schema_struct)))
    try:
        while True:
            array_struct: Any = _Array()
            _check(stream, address, stream.get_next(address, ctypes.addressof(array_struct)))
            if not array_struct.release:
                return
            try:
                yield ctypes.addressof(schema_struct), ctypes.addressof(array_struct), array_struct.length
            finally:
                array_struct.release(ctypes.addressof(array_struct))
    finally:
        if schema_struct.release:
            schema_struct.release(ctypes.addressof(schema_struct))


def _check(stream: Any, address: int, status: int) -> None:
    if status:
        said = stream.get_last_error(address)
        raise OSError(status, (said or b"the Arrow stream failed").decode("utf8", "replace"))
