"""Columns of texts and requests, counted by Arrow, never a Python call a row: what the engines' modules stand on.

Needs ``pyarrow``. Columns are ``pyarrow`` arrays, chunked or not; results are arrays of the same length. A null stays null, and a
row that cannot be counted becomes null: ``request_errors`` says why.

>>> import pyarrow as pa
>>> tokens(pa.array(["hello, world", None, ""]), "claude-opus-5").to_pylist()
[4, None, 0]

``model`` is one for all rows, or a column with one for each; None is the catalogue's default. A model that is not known raises
``UnknownModelError`` where it is one for all, and gives null where it stands in a column. Counters are opened once a process
and kept, so functions may be pickled and forked. ``threads`` is 1, for engines share rows among processors themselves; 0 takes all.
"""
from __future__ import annotations

import ctypes
import functools
from typing import Any, Callable, Optional, Union

import pyarrow as pa
import pyarrow.compute

from . import arrow
from .arguments import crew, whole_number
from .counter import Catalog, _catalog_bytes, shared
from .errors import UnknownModelError
from .library import Complaint, lib

__all__ = [
    "CHUNKS", "COUNT", "KINDS", "Column", "by_limit", "check_model", "chunks", "cost", "message_tokens", "request_errors", "request_tokens", "tokens",
    "truncate",
]

# Its functions are made when it is loaded, where no type checker sees them.
pc: Any = pyarrow.compute

Column = Union[pa.Array, pa.ChunkedArray]
Model = Union[str, Column, None]

#: What ``request_tokens`` gives.
COUNT = pa.struct([("tokens", pa.int64()), ("lower", pa.int64()), ("upper", pa.int64()), ("basis", pa.string())])
#: What ``chunks`` gives; places are in code points.
CHUNKS = pa.list_(
    pa.struct([("text", pa.string()), ("tokens", pa.int64()), ("start", pa.int64()), ("end", pa.int64())]))
#: What has a price: dollars a million tokens, in the catalogue.
KINDS = ("input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "batch_input", "batch_output")


def tokens(text: Column, model: Model = None, *, catalog: Optional[Catalog] = None, threads: int = 1) -> pa.Array:
    """Tokens of each text, without a message's frame, as 64-bit numbers."""

    def count(name: Optional[str], texts: pa.Array) -> pa.Array:
        found = pa.allocate_buffer(8 * len(texts))
        capsules = texts.__arrow_c_array__()
        shared(name, catalog)._count_piece(*arrow.addresses(*capsules), crew(threads), found.address)
        nulls = texts.null_count
        # The texts' own bitmap says what is null, but where they are values of a dictionary.
        is_plain = texts.offset == 0 and not pa.types.is_dictionary(texts.type) and not pa.types.is_null(texts.type)
        valid = texts.buffers()[0] if nulls and is_plain else None
        numbers = pa.Array.from_buffers(pa.int64(), len(texts), [valid, found], nulls if is_plain else -1)
        if is_plain or not nulls:
            return numbers
        return pc.if_else(pc.equal(numbers, -1), pa.scalar(None, pa.int64()), numbers)

    return _by_model(count, pa.int64(), model, text)


def truncate(
    text: Column, limit: int, model: Model = None, *, catalog: Optional[Catalog] = None, threads: int = 1
) -> pa.Array:
    """The longest beginning of each text that has at most ``limit`` tokens.

    >>> truncate(pa.array(["internationalization"]), 1, "claude-opus-5").to_pylist()
    ['international']
    """

    limit = whole_number(limit, "a limit")

    def cut(name: Optional[str], texts: pa.Array) -> pa.Array:
        return _asked(lib.ullage_truncate_arrow, shared(name, catalog), [texts], limit, threads=threads)

    return _by_model(cut, pa.string(), model, text)


def chunks(
    text: Column, limit: int, model: Model = None, *, catalog: Optional[Catalog] = None, threads: int = 1
) -> pa.Array:
    """Each text in parts that have at most ``limit`` tokens; together they are the text.

    >>> chunks(pa.array(["hello, world"]), 3, "claude-opus-5")[0][1].as_py()
    {'text': 'world', 'tokens': 1, 'start': 7, 'end': 12}
    """

    limit = whole_number(limit, "a limit")

    def cut(name: Optional[str], texts: pa.Array) -> pa.Array:
        return _asked(lib.ullage_chunks_arrow, shared(name, catalog), [texts], limit, threads=threads).cast(CHUNKS)

    return _by_model(cut, CHUNKS, model, text)


def request_tokens(
    body: Column, model: Model = None, *, catalog: Optional[Catalog] = None, threads: int = 1
) -> pa.Array:
    """What the API would count for each request body: tokens, bounds and basis.

    A body's own model counts, and ``model`` only where it names none.

    >>> body = '{"model": "claude-opus-5", "messages": [{"role": "user", "content": "Hello"}]}'
    >>> request_tokens(pa.array([body])).to_pylist()
    [{'tokens': 9, 'lower': 9, 'upper': 9, 'basis': 'exact'}]
    """
    return _by_model(lambda name, bodies: _count_of(_requests(name, bodies, catalog, threads)), COUNT, model, body)


def request_errors(
    body: Column, model: Model = None, *, catalog: Optional[Catalog] = None, threads: int = 1
) -> pa.Array:
    """Why a body cannot be counted, as JSON with ``code``, ``message``, ``at`` and ``remedy``; null where it can.

    >>> request_errors(pa.array(['{"messages": [}']))[0].as_py()[:18]
    '{"code":"not_json"'
    """
    return _by_model(
        lambda name, bodies: _requests(name, bodies, catalog, threads).field("error"), pa.string(), model, body)


def message_tokens(
    role: Column, content: Column, model: Model = None, *, catalog: Optional[Catalog] = None, threads: int = 1
) -> pa.Array:
    """What a request counts whose one message is of this role and this text, frame included."""

    def count(name: Optional[str], roles: pa.Array, contents: pa.Array) -> pa.Array:
        found = _asked(lib.ullage_count_messages_arrow, shared(name, catalog), [roles, contents], threads=threads)
        return found.field("tokens")

    return _by_model(count, pa.int64(), model, role, content)


def cost(
    tokens: Column, model: Model = None, kind: Union[str, Column] = "input", *, catalog: Optional[Catalog] = None
) -> pa.Array:
    """US dollars for so many tokens of a kind (``KINDS``), at the catalogue's price for the Claude API.

    >>> cost(pa.array([1_000_000, None]), "claude-opus-5", "output").to_pylist()
    [25.0, None]

    Prices above a long context's border are not in it: ``ullage.plan`` prices whole requests. Raises ``ValueError`` for a kind
    that there is not; a model without a price gives null.
    """

    def priced(name: Optional[str], numbers: pa.Array, kinds: Optional[pa.Array] = None) -> pa.Array:
        prices = _prices(name, catalog)
        if kinds is None:
            assert isinstance(kind, str)
            price = pa.scalar(_price(prices, kind), pa.float64())
        else:
            encoded = kinds.dictionary_encode()
            price = pa.array([_price(prices, one) for one in encoded.dictionary.to_pylist()], pa.float64())
            price = price.take(encoded.indices)
        # Numbers beyond 53 bits are rounded as a price is: no row may end a job.
        return pc.divide(pc.multiply(numbers.cast(pa.float64(), safe=False), price), 1e6)

    columns = [tokens] if isinstance(kind, str) else [tokens, kind]
    return _by_model(priced, pa.float64(), model, *columns)


# --- How it is done ----------------------------------------------------------------------------------------------------


def check_model(model: Optional[str], catalog: Optional[Catalog] = None) -> None:
    """Raises where a model is not known: before a job begins, and not in the midst of it."""
    shared(model, catalog)


def _whole(column: Column) -> pa.Array:
    """A column in one piece."""
    if isinstance(column, pa.ChunkedArray):
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return column


def _by_model(count: Callable[..., pa.Array], kind: pa.DataType, model: Model, *columns: Column) -> pa.Array:
    """What ``count`` says of the columns for a model, or, where that is a column, of the rows of each model."""
    whole = [_whole(column) for column in columns]
    if not isinstance(model, (pa.Array, pa.ChunkedArray)):
        return count(model, *whole)
    encoded = _whole(model).dictionary_encode()
    names = encoded.dictionary.to_pylist()
    if len(names) == 1 and not encoded.null_count:
        return _or_nulls(count, kind, names[0], whole)
    rows = [pc.indices_nonzero(pc.equal(encoded.indices, number)) for number in range(len(names))]
    parts = [
        _or_nulls(count, kind, name, [column.take(found) for column in whole]) for name, found in zip(names, rows)]
    without = pc.indices_nonzero(encoded.is_null())
    rows.append(without)
    parts.append(pa.nulls(len(without), kind))
    return pa.concat_arrays(parts).take(pc.sort_indices(pa.concat_arrays(rows)))


def _or_nulls(count: Callable[..., pa.Array], kind: pa.DataType, name: str, columns: "list[pa.Array]") -> pa.Array:
    try:
        return count(name, *columns)
    except UnknownModelError:
        return pa.nulls(len(columns[0]), kind)


def _asked(function: Any, counter: Any, columns: "list[pa.Array]", *arguments: object, threads: int) -> pa.Array:
    """The column that a function of the library makes of columns."""
    capsules = [column.__arrow_c_array__() for column in columns]
    places = [address for pair in capsules for address in arrow.addresses(*pair)]
    schema, values = arrow.structures()
    complaint = Complaint()
    complaint.check(
        function(
            counter._handle, *places, *arguments, crew(threads), ctypes.addressof(schema), ctypes.addressof(values),
            complaint.reference))
    return pa.Array._import_from_c(ctypes.addressof(values), ctypes.addressof(schema))


def _requests(name: Optional[str], bodies: pa.Array, catalog: Optional[Catalog], threads: int) -> pa.StructArray:
    return _asked(lib.ullage_count_requests_arrow, shared(name, catalog), [bodies], None, 0, threads=threads)


def _count_of(found: pa.StructArray) -> pa.Array:
    members = [found.field(field.name) for field in COUNT]
    return pa.StructArray.from_arrays(members, fields=list(COUNT), mask=found.field("tokens").is_null())


@functools.lru_cache(maxsize=64)
def _prices_of(name: Optional[str], catalog: Optional[bytes]) -> "dict[str, float]":
    counter = shared(name, catalog)
    found = counter.description["model"]
    for model in counter.models():
        if model["id"] == found:
            prices: "dict[str, float]" = model.get("prices") or {}
            return prices
    return {}


def _prices(name: Optional[str], catalog: Optional[Catalog]) -> "dict[str, float]":
    return _prices_of(name, _catalog_bytes(catalog))


def _price(prices: "dict[str, float]", kind: Optional[str]) -> Optional[float]:
    if kind is None:
        return None
    if kind not in KINDS:
        raise ValueError(f"there is no kind of token {kind!r}: {', '.join(KINDS)}")
    return prices.get(kind)


def by_limit(
    cut: Callable[..., pa.Array], text: Column, limit: Column, model: Model = None, **known: Any
) -> pa.Array:
    """``truncate`` or ``chunks`` with a column of limits, as SQL hands them: the rows of each limit together. A limit that nothing
    can have gives null."""
    kind, least = (CHUNKS, 1) if cut is chunks else (pa.string(), 0)
    whole = _whole(limit)
    limits = pc.if_else(pc.greater_equal(whole, least), whole, pa.scalar(None, whole.type)).dictionary_encode()
    values = limits.dictionary.to_pylist()
    texts = _whole(text)
    names: Any = model if model is None or isinstance(model, str) else _whole(model)
    if len(values) == 1 and not limits.null_count:
        return cut(texts, values[0], names, **known)
    rows = [pc.indices_nonzero(pc.equal(limits.indices, number)) for number in range(len(values))]
    parts = [
        cut(texts.take(found), value, names.take(found) if isinstance(names, pa.Array) else names, **known)
        for value, found in zip(values, rows)]
    without = pc.indices_nonzero(limits.is_null())
    rows.append(without)
    parts.append(pa.nulls(len(without), kind))
    return pa.concat_arrays(parts).take(pc.sort_indices(pa.concat_arrays(rows)))
