"""How many tokens a text or a request has for Claude, and whether it fits: exactly, offline, in microseconds.

>>> import ullage
>>> ullage.count("hello, world", model="claude-opus-5")
4
>>> body = {"model": "claude-opus-5", "max_tokens": 1000, "messages": [{"role": "user", "content": "Hello"}]}
>>> ullage.count_request(body).tokens
9
>>> ullage.plan(body).verdict
'fits'

There are no token ids: Claude's are not public. ``Counter.chunks`` gives texts and places instead.
"""
from .counter import Chunk, Counter, TokenCount, count
from .errors import BadInputError, UllageError, UnknownModelError, UsageError
from .ledger import Ledger
from .library import version
from .reconcile import Correction, Difference, Reconciliation, reconcile
from .request import Notice, Part, Plan, Remedy, RequestCount, count_request, plan

__all__ = [
    "BadInputError", "Chunk", "Correction", "Counter", "Difference", "Ledger", "Notice", "Part", "Plan",
    "Reconciliation", "Remedy", "RequestCount", "TokenCount", "UllageError", "UnknownModelError", "UsageError",
    "count", "count_request", "models", "plan", "reconcile", "version",
]
__version__ = version()


def models() -> "list[dict[str, object]]":
    """Every model that is known, with what it allows and costs.

    >>> any(model["id"] == "claude-opus-5" for model in models())
    True
    """
    return Counter().models()
