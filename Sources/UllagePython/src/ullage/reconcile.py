"""How true the counts are: your own requests, counted here and by the API."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Iterable, Mapping

from .counter import Basis
from .request import count_request

__all__ = ["Difference", "Reconciliation", "reconcile"]


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
class Reconciliation:
    """What came of comparing."""

    requests: int
    exact: int
    inside: int
    differences: tuple[Difference, ...]

    @property
    def undercounts(self) -> tuple[Difference, ...]:
        """What the API counts above the upper bound: the error that gets requests refused."""
        return tuple(one for one in self.differences if one.measured > one.upper)


def reconcile(
    count: Callable[..., Any], requests: Iterable[Mapping[str, Any]], *, betas: "Iterable[str] | None" = None
) -> Reconciliation:
    """Counts requests here and by ``count``, which is your own client's ``client.messages.count_tokens``.

    Only what that endpoint takes is handed to it. It is called once for each request, in order; what it raises is yours.

    >>> body = {"model": "claude-opus-5", "messages": [{"role": "user", "content": "Hello"}]}
    >>> reconcile(lambda **body: {"input_tokens": 9}, [body]).exact
    1
    """
    given = None if betas is None else list(betas)
    total = exact = inside = 0
    differences = []
    for index, body in enumerate(requests):
        found = count_request(body, betas=given)
        answer = count(**{name: value for name, value in body.items() if name in _COUNTABLE})
        measured = answer["input_tokens"] if isinstance(answer, Mapping) else answer.input_tokens
        total += 1
        inside += found.lower <= measured <= found.upper
        if measured == found.tokens:
            exact += 1
        else:
            differences.append(
                Difference(index, found.model, found.tokens, measured, found.lower, found.upper, found.basis))
    return Reconciliation(total, exact, inside, tuple(differences))


#: What the token-counting endpoint takes (official SDK 2.14.0, MessageCountTokensParams).
_COUNTABLE = frozenset({
    "cache_control", "mcp_servers", "messages", "model", "output_config", "context_management", "speed", "system",
    "thinking", "tool_choice", "tools", "output_format", "betas",
})
