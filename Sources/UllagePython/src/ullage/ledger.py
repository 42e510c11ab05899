"""A conversation that grows, with its count at every step: for agents."""
from __future__ import annotations

import ctypes
import json
from typing import Any, Mapping, NoReturn, Sequence

from .counter import Catalog, Counter, TokenCount, shared
from .library import Complaint, LedgerHandle, lib, taken
from .request import Body, Day, Plan, encoded, options_of, plan_of

__all__ = ["Ledger"]


class Ledger:
    """Counts a conversation as it grows; a step costs what is appended, not the conversation.

    >>> ledger = Ledger({"model": "claude-opus-5", "max_tokens": 1000, "messages": [{"role": "user", "content": "Hello"}]})
    >>> ledger.input.tokens, ledger.headroom
    (9, 998991)
    >>> _ = ledger.append({"role": "assistant", "content": "Hello! How can I help?"})
    >>> ledger.messages
    2

    Begins with a request; ``model``, ``betas``, ``max_tokens`` and the rest are as for ``plan``: with ``risk`` the headroom goes
    by the limit that the input exceeds at most so often, and not by its upper bound. Threads may share a ledger.
    """

    def __init__(
        self, body: Body, model: str | None = None, betas: Sequence[str] | None = None, *, max_tokens: int | None = None,
        window: int | None = None, as_of: Day = None, risk: float | None = None, catalog: Catalog | None = None,
        counter: Counter | None = None,
    ) -> None:
        data = encoded(body)
        options = options_of(
            model=model, betas=betas, max_tokens=max_tokens, window=window, as_of=as_of,
            risk=risk)
        handle = LedgerHandle()
        complaint = Complaint()
        complaint.check(
            lib.ullage_ledger_open(
                (counter or shared(None, catalog))._handle, data, len(data), options, len(options or b""),
                ctypes.byref(handle), complaint.reference))
        self._handle = handle

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Ledger cannot be copied or pickled: begin another one with the conversation as it is")

    def append(
        self, message: Mapping[str, Any] | bytes | str | Any, *, usage: Mapping[str, Any] | Any | None = None
    ) -> bool:
        """Appends a message: a dict, an SDK object, or JSON.

        ``usage`` is what the API gave with an answer: from then on the ledger counts from what the API counted. Returns whether
        it was believed: a usage that is less than the messages take at least, or the sum of several passes, is not.

        >>> ledger = Ledger({"model": "claude-opus-5", "max_tokens": 1000, "messages": [{"role": "user", "content": "Hello"}]})
        >>> answer = {"role": "assistant", "content": "Hello! How can I help?"}
        >>> ledger.append(answer, usage={"input_tokens": 31, "output_tokens": 10})
        True
        >>> ledger.measured
        31

        Raises ``BadInputError``, and the ledger is as it was.
        """
        data, handle = encoded(message), self._handle
        complaint = Complaint()
        if usage is None:
            with handle.lock:
                status = lib.ullage_ledger_append(handle, data, len(data), complaint.reference)
            complaint.check(status)
            return False
        said = encoded(usage)
        believed = ctypes.c_int32()
        with handle.lock:
            status = lib.ullage_ledger_append_answer(
                handle, data, len(data), said, len(said), ctypes.byref(believed), complaint.reference)
        complaint.check(status)
        return bool(believed.value)

    @property
    def state(self) -> dict[str, Any]:
        """All that it says, as JSON has it."""
        handle = self._handle
        with handle.lock:
            said: dict[str, Any] = json.loads(taken(lib.ullage_ledger_state(handle)))
        return said

    @property
    def input(self) -> TokenCount:
        """``input_tokens`` of the conversation as it is."""
        said = self.state
        return TokenCount(said["input_tokens"], said["lower"], said["upper"], said["basis"], said["as_of"])

    @property
    def measured(self) -> int | None:
        """What the API counted at the last answer whose usage was believed; None before the first."""
        said: int | None = self.state["measured"]
        return said

    @property
    def messages(self) -> int:
        """How many messages there are."""
        return int(self.state["messages"])

    @property
    def headroom(self) -> int:
        """Tokens that are left when the input is as large as it may be, by its upper bound or the ``risk``, and all of
        ``max_tokens`` is written."""
        handle = self._handle
        with handle.lock:
            return int(lib.ullage_ledger_headroom(handle))

    def plan(self) -> Plan:
        """Plans the conversation as it is, from what the API counted last: O(conversation)."""
        answer = ctypes.c_void_p()
        complaint = Complaint()
        handle = self._handle
        with handle.lock:
            status = lib.ullage_ledger_plan(handle, ctypes.byref(answer), complaint.reference)
        complaint.check(status)
        return plan_of(json.loads(taken(answer.value)))
