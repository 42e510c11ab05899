"""Requests: counted as the API would, and planned against the context window."""
from __future__ import annotations

import ctypes
import json
import operator
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Mapping, Sequence, Union

from .arguments import Text, day, identifier, octets
from .counter import Basis, Catalog, Counter, shared
from .library import Complaint, lib, taken

if TYPE_CHECKING:
    import datetime

__all__ = ["Body", "Day", "Notice", "Part", "Plan", "Remedy", "RequestCount", "count_request", "plan"]

#: The body of a request: a dict (objects of the official SDK may stand in it), an SDK object, or JSON.
Body = Union[Mapping[str, Any], Text, Any]


#: A day: ``datetime``'s, or as text, such as ``2026-11-21``.
Day = Union["datetime.date", str, None]


@dataclass(frozen=True)
class Part:
    """What one rule prices in a request; parts add up to the total."""

    path: str
    kind: str
    tokens: int
    lower: int
    upper: int
    basis: Basis


@dataclass(frozen=True)
class Notice:
    """What is worth knowing about a request: what the API would refuse, what was not understood."""

    code: str
    at: str
    message: str


@dataclass(frozen=True)
class RequestCount:
    """``input_tokens`` as the API would report it. Compare limits with ``upper``."""

    tokens: int
    lower: int
    upper: int
    basis: Basis
    model: str
    model_is_default: bool
    #: The day that was counted for: the caller's, or the catalogue's.
    as_of: str
    parts: tuple[Part, ...]
    notices: tuple[Notice, ...]
    #: The whole answer, as ``ullage count --request --json`` writes it.
    json: Mapping[str, Any]


@dataclass(frozen=True)
class Remedy:
    """A change that makes a request smaller."""

    name: str
    summary: str
    freed: int
    verdict: str
    json: Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """Whether a request fits: ``fits``, ``fits_may_be_cut``, ``may_be_refused``, ``refused`` or ``unknown``."""

    verdict: str
    reason: str | None
    model: str
    model_is_default: bool
    #: The day that was planned for: the caller's, or the catalogue's.
    as_of: str
    tokens: int
    lower: int
    upper: int
    basis: Basis
    max_tokens: int
    window: int
    headroom: int
    largest_max_tokens: int | None
    remedies: tuple[Remedy, ...]
    #: The whole answer, as ``ullage plan --json`` writes it: cost, forecast, refusals and more.
    json: Mapping[str, Any]

    @property
    def fits(self) -> bool:
        """Whether the API will take it, for all that is known."""
        return self.verdict in ("fits", "fits_may_be_cut")


def encoded(body: Body) -> bytes:
    """A body as JSON. Objects of the official SDK are written as it sends them."""
    if isinstance(body, str):
        return body.encode("utf8", "surrogatepass")
    data = octets(body)
    if data is not None:
        return data
    try:
        return _written(body, _sent)
    except TypeError:
        # Once more value by value: what is not given is left out, and what is wrong has its place.
        return _written(_plain(body, ""), None)


def _written(body: object, default: Callable[[Any], Any] | None) -> bytes:
    return json.dumps(body, default=default, ensure_ascii=False, separators=(",", ":")).encode("utf8", "surrogatepass")


def _sent(value: Any) -> Any:
    """A value as the SDK sends it, in JSON's own types or nearer to them."""
    if hasattr(value, "model_dump"):
        said = value.model_dump(mode="json", exclude_unset=True, by_alias=True)
        # An answer stands for the message that the conversation goes on with.
        is_answer = isinstance(said, Mapping) and said.get("type") == "message"
        return {name: said[name] for name in ("role", "content") if name in said} if is_answer else said
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, Mapping):
        return dict(value)
    is_unordered = isinstance(value, (set, frozenset, bytes, bytearray, memoryview, os.PathLike))
    if hasattr(value, "__iter__") and not is_unordered:
        return list(value)
    raise TypeError(f"a {type(value).__name__} is no part of a request")


def _plain(value: Any, path: str) -> Any:
    """A value in JSON's own types, without what the SDK's callers leave open."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(one, f"{path}[{place}]") for place, one in enumerate(value) if not _is_left_out(one)]
    if isinstance(value, dict):
        for name in value:
            # json writes these as strings.
            if name is not None and not isinstance(name, (str, int, float)):
                raise TypeError(f"{path or 'the body'}: a field is named by a str, not {name!r}")
        return {
            name: _plain(one, f"{path}.{name}" if path else name) for name, one in value.items() if not _is_left_out(one)}
    try:
        nearer = _sent(value)
    except TypeError:
        hint = "; read the file and give its content" if isinstance(value, os.PathLike) else ""
        raise TypeError(
            f"{path or 'the body'}: a {type(value).__name__} is no part of a request: {repr(value)[:60]}{hint}") from None
    return _plain(nearer, path)


def _is_left_out(value: object) -> bool:
    """Whether a value is the SDK's `NOT_GIVEN` or `omit`."""
    kind = type(value)
    return kind.__name__ in ("NotGiven", "Omit") and kind.__module__.split(".")[0] in ("anthropic", "openai")


def options_of(**options: Any) -> bytes | None:
    """Options as JSON, without those that are None."""
    given = {name: value for name, value in options.items() if value is not None and not _is_left_out(value)}
    for name in ("model", "assume_model"):
        identifier(given.get(name))
    if isinstance(given.get("betas"), (str, bytes)):
        raise TypeError("betas are a list of str, not one")
    if "betas" in given:
        given["betas"] = list(given["betas"])
    if "as_of" in given:
        given["as_of"] = day(given["as_of"])
    return json.dumps(given, default=operator.index).encode() if given else None


def asked(function: Callable[..., int], counter: Counter, body: Body, options: bytes | None) -> dict[str, Any]:
    """What a function of the library answers about a body."""
    data = encoded(body)
    answer = ctypes.c_void_p()
    complaint = Complaint()
    status = function(
        counter._handle, data, len(data), options, len(options or b""), ctypes.byref(answer), complaint.reference)
    complaint.check(status)
    said: dict[str, Any] = json.loads(taken(answer.value))
    return said


def count_request(
    body: Body, model: str | None = None, betas: Sequence[str] | None = None, *, as_of: Day = None,
    assume_model: str | None = None, catalog: Catalog | None = None, counter: Counter | None = None,
) -> RequestCount:
    """Counts a request as the API would, its frame, tools, images, documents and thinking included.

    >>> body = {"model": "claude-opus-5", "max_tokens": 1000, "messages": [{"role": "user", "content": "Hello"}]}
    >>> found = count_request(body)
    >>> found.tokens, found.basis
    (9, 'exact')

    ``model`` counts instead of the body's. ``betas`` are the values of the ``anthropic-beta`` header; None says that they
    are not known, ``()`` that there are none. ``as_of`` is the day of sending, by default the catalogue's. Raises
    ``BadInputError`` for what is no request, ``UnknownModelError`` for a model that is not known unless ``assume_model`` names
    one whose rules are to count.
    """
    options = options_of(
        model=model, betas=betas, as_of=as_of, assume_model=assume_model)
    said = asked(lib.ullage_count_request, counter or shared(None, catalog), body, options)
    return RequestCount(
        tokens=said["input_tokens"], lower=said["lower"], upper=said["upper"], basis=said["basis"], model=said["model"],
        model_is_default=said["model_is_default"], as_of=said["as_of"],
        parts=tuple(Part(**{name: part[name] for name in Part.__dataclass_fields__}) for part in said["parts"]),
        notices=tuple(Notice(**{name: note[name] for name in Notice.__dataclass_fields__}) for note in said["notices"]),
        json=said)


def plan(
    body: Body, model: str | None = None, betas: Sequence[str] | None = None, *, max_tokens: int | None = None,
    window: int | None = None, as_of: Day = None, expected_output: int | None = None,
    cached_tokens: int | None = None, risk: float | None = None, platform: str | None = None, endpoint: str | None = None,
    remedies: str | None = None, room: bool | None = None, branches: int | None = None, rate_tier: str | None = None,
    when: int | str | None = None, turns: int | None = None,
    assume_model: str | None = None, catalog: Catalog | None = None, counter: Counter | None = None,
) -> Plan:
    """Whether a request fits its context window, with what headroom, and if not, what to change.

    >>> body = {"model": "claude-opus-5", "max_tokens": 1000, "messages": [{"role": "user", "content": "Hello"}]}
    >>> found = plan(body)
    >>> found.verdict, found.headroom
    ('fits', 998991)

    ``max_tokens`` and ``window`` take the place of the body's and the model's; ``risk`` is the share of requests of which
    "fits" may be false, 0.0001 to 0.5 (without it the verdict goes by the upper bound); ``remedies`` is ``never``, ``where_needed`` (the
    default) or ``always``. With ``room`` the plan's ``json["room"]`` says what fits next, with ``branches`` what so many
    parallel calls with this prefix may add, bring back and cost, and with ``rate_tier`` how long they wait. ``when`` says how full the window may get before remedies are looked for
    (tokens, or ``"80%"``), ``turns`` over how many they are priced. Raises as ``count_request`` does, and ``UsageError``
    for an option that nothing can have.
    """
    options = options_of(
        model=model, betas=betas, max_tokens=max_tokens, window=window, as_of=as_of,
        expected_output=expected_output, cached_tokens=cached_tokens, risk=risk, platform=platform,
        endpoint=endpoint, remedies=remedies, next=room, branches=branches, rate_tier=rate_tier, when=when, turns=turns,
        assume_model=assume_model)
    return plan_of(asked(lib.ullage_plan_request, counter or shared(None, catalog), body, options))


def plan_of(said: Mapping[str, Any]) -> Plan:
    """The plan that the library's JSON says."""
    return Plan(
        verdict=said["verdict"], reason=said["reason"], model=said["model"], model_is_default=said["model_is_default"],
        as_of=said["as_of"], tokens=said["input_tokens"], lower=said["lower"], upper=said["upper"], basis=said["basis"],
        max_tokens=said["max_tokens"], window=said["window"], headroom=said["headroom"],
        largest_max_tokens=said["largest_max_tokens"],
        remedies=tuple(
            Remedy(name=remedy["name"], summary=remedy["summary"], freed=remedy["freed"], verdict=remedy["verdict"], json=remedy)
            for remedy in said["remedies"]),
        json=said)
