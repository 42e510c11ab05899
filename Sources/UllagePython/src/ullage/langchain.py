"""For LangChain: a token counter for ``trim_messages``.

>>> from langchain_core.messages import AIMessage, HumanMessage, trim_messages
>>> history = [HumanMessage("hello, world " * 50), AIMessage("hello"), HumanMessage("hello, world")]
>>> kept = trim_messages(history, max_tokens=60, token_counter=token_counter("claude-opus-5"), start_on="human")
>>> [message.content for message in kept]
['hello, world']
"""
from __future__ import annotations

from typing import Any, Callable, Optional, Sequence

from langchain_core.messages import convert_to_openai_messages

from .counter import Catalog
from .request import count_request

__all__ = ["token_counter"]


def token_counter(
    model: str, *, catalog: Optional[Catalog] = None, upper: bool = False
) -> "Callable[[Sequence[Any]], int]":
    """What counts a list of messages as one request of a model, frame included; ``upper`` takes the upper bound instead."""

    def count(messages: "Sequence[Any]") -> int:
        if not messages:
            return 0
        found = count_request({"messages": convert_to_openai_messages(list(messages))}, model, catalog=catalog)
        return found.upper if upper else found.tokens

    return count
