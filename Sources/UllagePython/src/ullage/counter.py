"""Texts: counted one by one or together, cut to a number of tokens, parted into chunks."""
from __future__ import annotations

import array
import ctypes
import functools
import itertools
import json
import os
from dataclasses import dataclass
from typing import Any, Callable, Iterable, Literal, Union

from . import arrow
from .arguments import Octets, Text, crew, identifier, octets, utf8, whole_number
from .library import Complaint, CounterHandle, Tokens, lib, taken

__all__ = ["Basis", "Catalog", "Chunk", "Counter", "TokenCount", "count"]

#: How a number was obtained. ``exact``: proven on recorded counts. ``modelled``: few records, or a rule with a spread.
#: ``assumed``: unknown, only the bounds are meant to hold. ``calibrated``: learned from the API's own answers.
Basis = Literal["exact", "modelled", "assumed", "calibrated", "measured"]
_BASES: tuple[Basis, ...] = ("exact", "modelled", "assumed")

#: A catalogue of one's own: the bytes of a file in the form of ``models.json``, or the file's path.
Catalog = Union[Octets, str, "os.PathLike[str]"]


@dataclass(frozen=True)
class TokenCount:
    """A number of tokens with what is known of its truth. Compare limits with ``upper``."""

    tokens: int
    lower: int
    upper: int
    basis: Basis
    #: The day that was counted for, such as ``2026-11-21``: the caller's, or the catalogue's.
    as_of: str

    def __int__(self) -> int:
        return self.tokens


@dataclass(frozen=True)
class Chunk:
    """A part of a text: the text, its tokens as a text of its own, and where it stands (in code points)."""

    text: str
    tokens: int
    start: int
    end: int


#: About so many bytes are counted at once: for more, memory is taken anew each time, which takes as long as counting.
_BLOCK = 1_000_000

#: Texts of so many bytes are counted where they lie: copying one takes longer than asking for its address.
_LONG = 4_000


_encode = str.encode


def _address_of(name: str) -> Callable[[str | bytes], int]:
    function = getattr(ctypes.pythonapi, name)
    function.restype = ctypes.c_void_p
    function.argtypes = [ctypes.py_object]
    return function  # type: ignore[no-any-return]


_address_of_ascii = _address_of("PyUnicode_AsUTF8")
_address_of_bytes = _address_of("PyBytes_AsString")


def _joined(texts: list[Text]) -> tuple[bytes, Iterable[int]]:
    """Texts one behind the other, and how many bytes each has."""
    try:
        # Without a function of Python's for each: that would take a fifth of the time it takes to count it.
        encoded = list(map(str.encode, texts))  # type: ignore[arg-type]
    except (TypeError, UnicodeEncodeError):
        encoded = [utf8(text) for text in texts]
    return b"".join(encoded), map(len, encoded)


class Counter:
    """Counts for one model. Values of it may be shared by threads, pickled, and used in forked children.

    >>> counter = Counter("claude-opus-5")
    >>> counter.count("hello, world")
    4
    >>> counter.count_batch(["hello, world", "", "hello"])
    [4, 0, 2]
    >>> counter.truncate("hello, world", 3)
    'hello, '

    ``model`` is an id in any platform's spelling, or a family (``v3``, ``v4.7``, ``v4.8``); None is the catalogue's default
    model. ``catalog`` is laid over the built-in catalogue: a model's first day need not wait for a release.

    Opening takes less than 2 ms. Raises ``UnknownModelError`` with the nearest ids, ``BadInputError`` for a catalogue that
    cannot be read.
    """

    def __init__(self, model: str | None = None, *, catalog: Catalog | None = None) -> None:
        name, own = identifier(model), _catalog_bytes(catalog)
        handle = CounterHandle()
        complaint = Complaint()
        status = lib.ullage_counter_open(
            name, len(name or b""), own, len(own or b""), ctypes.byref(handle), complaint.reference)
        complaint.check(status)
        self._model, self._catalog, self._handle = model, own, handle
        # Looked up once: a call must not pay for attributes.
        self._count = functools.partial(lib.ullage_count, handle)
        # Of the model before, where one is opened anew.
        self.__dict__.pop("description", None)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_reopened, (self._model, self._catalog))

    def __repr__(self) -> str:
        return f"Counter({self.description['model'] or self.description['family']!r})"

    @functools.cached_property
    def description(self) -> dict[str, Any]:
        """What it counts for: ``model``, ``family``, ``model_is_default``, and ``as_of``, the catalogue's day."""
        said: dict[str, Any] = json.loads(taken(lib.ullage_counter_description(self._handle)))
        return said

    def count(self, text: Text) -> int:
        """Tokens of a text, without a message's frame; the empty text has none.

        Bytes that are not UTF-8 count as U+FFFD. Never fails. About a microsecond a call and 1.5 ns a byte; the interpreter's
        lock is released meanwhile.
        """
        try:
            data = text if type(text) is bytes else _encode(text)  # type: ignore[arg-type]
        except (TypeError, UnicodeEncodeError):
            data = utf8(text)
        return self._count(data, len(data))  # type: ignore[no-any-return]

    def count_text(self, text: Text, *, as_message: bool = False) -> TokenCount:
        """The same with bounds and basis; ``as_message`` adds the frame around one user message, as the API counts it.

        >>> found = Counter("claude-opus-5").count_text("hello, world", as_message=True)
        >>> found.tokens, found.upper, found.basis
        (10, 10, 'exact')
        """
        data = utf8(text)
        found = Tokens()
        Complaint().check(lib.ullage_count_text(self._handle, data, len(data), int(as_message), ctypes.byref(found)))
        year, month, day = found.as_of // 10_000, found.as_of // 100 % 100, found.as_of % 100
        as_of = f"{year:04}-{month:02}-{day:02}"
        return TokenCount(found.tokens, found.lower, found.upper, _BASES[found.basis], as_of)

    def count_batch(self, texts: Iterable[Text] | arrow.ArrowData, *, threads: int = 0) -> list[int | None]:
        """Tokens of many texts: a list, any iterable, or Arrow data (``pyarrow``, ``polars`` … columns, read in place).

        None stands for a null of Arrow's. ``threads`` share the work; 0 is one for each processor.
        """
        if isinstance(texts, (str, bytes, bytearray, memoryview)):
            raise TypeError("count_batch takes many texts; count takes one")
        if arrow.is_arrow(texts):
            return [None if tokens < 0 else tokens for tokens in self.count_arrow(texts, threads=threads)]
        tokens, threads = array.array("q"), crew(threads)
        rest = iter(texts)  # type: ignore[arg-type]
        number, length = 16, 0
        while block := list(itertools.islice(rest, number)):
            # Texts are mostly as long as those before them.
            found, size = (self._count_each if length >= _LONG else self._count_joined)(block, threads)
            tokens += found
            length = size // len(block)
            number = min(max(_BLOCK // (length + 1), 1), 2 * number)
        return tokens.tolist()  # type: ignore[return-value]

    def _count_each(self, texts: list[Text], threads: int) -> tuple[array.array[int], int]:
        """Tokens of texts where they lie, and how many bytes they have."""
        # An ASCII string is its own UTF-8; of others Python would keep a copy for as long as they live.
        held = [text if type(text) is str and text.isascii() else utf8(text) for text in texts]
        addresses = array.array(
            "Q", [_address_of_ascii(text) if isinstance(text, str) else _address_of_bytes(text) for text in held])
        lengths = array.array("Q", map(len, held))
        tokens = array.array("q", bytes(8 * len(held)))
        lib.ullage_count_each(
            self._handle, addresses.buffer_info()[0], lengths.buffer_info()[0], len(held), threads, tokens.buffer_info()[0])
        return tokens, sum(lengths)

    def _count_joined(self, texts: list[Text], threads: int) -> tuple[array.array[int], int]:
        """The same for short texts, put one behind the other."""
        data, lengths = _joined(texts)
        offsets = array.array("q", itertools.accumulate(lengths, initial=0))
        tokens = array.array("q", bytes(8 * len(texts)))
        complaint = Complaint()
        complaint.check(
            lib.ullage_count_many(
                self._handle, data, offsets.buffer_info()[0], len(texts), threads, tokens.buffer_info()[0],
                complaint.reference))
        return tokens, len(data)

    def count_arrow(self, data: arrow.ArrowData, *, threads: int = 0) -> array.array[int]:
        """Tokens of Arrow data as 64-bit numbers, -1 for a null; nothing is copied. For engines and large columns."""
        tokens, threads = array.array("q"), crew(threads)
        for schema, values, length in arrow.pieces(data):
            part = array.array("q", bytes(8 * length))
            self._count_piece(schema, values, threads, part.buffer_info()[0])
            tokens = tokens + part if tokens else part
        return tokens

    def _count_piece(self, schema: int, values: int, threads: int, tokens: int) -> None:
        """Writes the tokens of one Arrow array to an address."""
        # The complaint is asked for where there is one: engines call so for every 2,048 rows.
        if lib.ullage_count_arrow(self._handle, schema, values, threads, tokens, None):
            complaint = Complaint()
            complaint.check(lib.ullage_count_arrow(self._handle, schema, values, threads, tokens, complaint.reference))

    def truncate(self, text: Text, limit: int) -> str:
        """The longest beginning of a text that has at most ``limit`` tokens and ends between two characters.

        >>> Counter("claude-opus-5").truncate("internationalization", 1)
        'international'
        """
        data, limit = utf8(text), whole_number(limit, "a limit")
        length = ctypes.c_size_t()
        complaint = Complaint()
        complaint.check(
            lib.ullage_longest_prefix(
                self._handle, data, len(data), limit, ctypes.byref(length), complaint.reference))
        return data[: length.value].decode()

    def chunks(self, text: Text, limit: int) -> list[Chunk]:
        """A text in parts that have at most ``limit`` tokens each; together they are the text.

        >>> [chunk.text for chunk in Counter("claude-opus-5").chunks("hello, world", 3)]
        ['hello, ', 'world']
        """
        data, limit = utf8(text), whole_number(limit, "a limit")
        count = ctypes.c_size_t()
        ends = array.array("Q")
        complaint = Complaint()
        # First with room for what most texts need, then with room for all.
        capacity = len(data) // max(limit, 1) + 16
        while True:
            ends = array.array("Q", bytes(8 * capacity))
            complaint.check(
                lib.ullage_chunks(
                    self._handle, data, len(data), limit, ends.buffer_info()[0], capacity, ctypes.byref(count),
                    complaint.reference))
            if count.value <= capacity:
                break
            capacity = count.value
        chunks = []
        start = place = 0
        for end in ends[: count.value]:
            part = data[start:end].decode()
            chunks.append(Chunk(part, self.count(data[start:end]), place, place + len(part)))
            start, place = end, place + len(part)
        return chunks

    def models(self) -> list[dict[str, Any]]:
        """Every model of the catalogue, with what it allows and costs."""
        found: list[dict[str, Any]] = json.loads(taken(lib.ullage_models(self._handle)))["models"]
        return found


def _catalog_bytes(catalog: Catalog | None) -> bytes | None:
    if catalog is None:
        return None
    if (data := octets(catalog)) is not None:
        return data
    # A number would be an open file's, 0 standard input.
    if not isinstance(catalog, (str, os.PathLike)):
        raise TypeError(f"a catalogue is a path, or a file's bytes, not a {type(catalog).__name__}")
    with open(catalog, "rb") as file:
        return file.read()


@functools.lru_cache(maxsize=32)
def _reopened(model: str | None, catalog: bytes | None) -> Counter:
    return Counter(model, catalog=catalog)


def shared(model: str | None, catalog: Catalog | None = None) -> Counter:
    """A counter that is kept: opening one takes longer than most counts."""
    # What is no name may be no key either.
    if not isinstance(model, str):
        identifier(model)
    return _reopened(model, _catalog_bytes(catalog))


def count(text: Text, model: str | None = None) -> int:
    """Tokens of a text, without a message's frame.

    >>> count("hello, world", model="claude-opus-5")
    4
    """
    return shared(model).count(text)
