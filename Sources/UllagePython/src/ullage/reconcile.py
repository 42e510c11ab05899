"""How true the counts are: your own requests, counted here and by the API."""
from __future__ import annotations

import ctypes
import json
from dataclasses import dataclass
from typing import Any, Callable, Iterable, Mapping

from .counter import Basis, shared
from .library import Complaint, lib, taken
from .request import count_request, encoded

__all__ = ["Correction", "Difference", "Reconciliation", "reconcile"]


@dataclass(frozen=True)
class Difference:
    """A request that the API counts otherwise."""

    index: int
    model: str
    counted: int
    measured: int
    lower: int
    upper: int
    basis: Basis

    @property
    def is_inside(self) -> bool:
        """Whether the API's count lies within the bounds: then only the middle was off."""
        return self.lower <= self.measured <= self.upper


@dataclass(frozen=True)
class Correction:
    """Requests of a model in which this rule leaves most doubt: from ``needed`` of them on, their counts are corrected."""

    model: str
    rule: str
    observations: int
    needed: int

    @property
    def is_learned(self) -> bool:
        return self.observations >= self.needed


@dataclass(frozen=True)
class Reconciliation:
    """What came of comparing."""

    requests: int
    exact: int
    inside: int
    differences: tuple[Difference, ...]
    corrections: tuple[Correction, ...]
    #: A catalogue for ``Counter(model, catalog=…)``, as bytes to be kept in a file: with it such requests are counted as the
    #: API did, with ``calibrated`` bounds. None where no doubt was observed often enough.
    calibration: bytes | None

    @property
    def undercounts(self) -> tuple[Difference, ...]:
        """What the API counts above the upper bound: the error that gets requests refused."""
        return tuple(one for one in self.differences if one.measured > one.upper)


def reconcile(
    count: Callable[..., Any], requests: Iterable[Mapping[str, Any]], *, betas: "Iterable[str] | None" = None
) -> Reconciliation:
    """Counts requests here and by ``count``, which is your own client's ``client.messages.count_tokens``.

    Only what that endpoint takes is handed to it. It is called once for each request, in order; what it raises is yours.
    Requests whose count is not exact teach a calibration from 19 of a kind on.

    >>> body = {"model": "claude-opus-5", "messages": [{"role": "user", "content": "Hello"}]}
    >>> reconcile(lambda **body: {"input_tokens": 9}, [body]).exact
    1
    """
    given = None if betas is None else list(betas)
    total = exact = inside = 0
    differences = []
    observed = []
    for index, body in enumerate(requests):
        found = count_request(body, betas=given)
        answer = count(**{name: value for name, value in body.items() if name in _COUNTABLE})
        measured = answer["input_tokens"] if isinstance(answer, Mapping) else answer.input_tokens
        observed.append(
            b'{"request":' + encoded(body) + b"," + json.dumps({"input_tokens": measured, "betas": given}).encode()[1:])
        total += 1
        inside += found.lower <= measured <= found.upper
        if measured == found.tokens:
            exact += 1
        else:
            differences.append(
                Difference(index, found.model, found.tokens, measured, found.lower, found.upper, found.basis))
    said = _calibration(b"[" + b",".join(observed) + b"]")
    corrections = [
        Correction(row["model"], row["rule"], row["observations"], row.get("needed", row["observations"]))
        for row in said["corrections"] + said["pending"]]
    catalog = said["catalog"]
    return Reconciliation(
        total, exact, inside, tuple(differences), tuple(corrections), catalog and json.dumps(catalog, indent=1).encode())


def _calibration(observed: bytes) -> dict[str, Any]:
    answer = ctypes.c_void_p()
    complaint = Complaint()
    complaint.check(
        lib.ullage_calibrate(shared(None)._handle, observed, len(observed), ctypes.byref(answer), complaint.reference))
    said: dict[str, Any] = json.loads(taken(answer.value))
    return said


#: What the token-counting endpoint takes (official SDK 2.14.0, MessageCountTokensParams).
_COUNTABLE = frozenset({
    "cache_control", "mcp_servers", "messages", "model", "output_config", "context_management", "speed", "system",
    "thinking", "tool_choice", "tools", "output_format", "betas",
})
