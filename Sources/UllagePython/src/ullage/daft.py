"""Counting inside Daft: expressions over columns, on one machine or on Ray.

    import daft, ullage.daft
    daft.read_parquet("corpus/").select(ullage.daft.claude_tokens(daft.col("text"), "claude-opus-5")).sum("text")

What the functions give is in ``ullage.columns``. Needs ``pip install 'ullage[daft]'``.
"""
from __future__ import annotations

from typing import Any, Callable, Optional

import daft
from daft import DataType

from . import columns
from .counter import Catalog

__all__ = [
    "claude_chunks", "claude_cost", "claude_message_tokens", "claude_request_error", "claude_request_tokens", "claude_tokens",
    "claude_truncate",
]


def claude_tokens(text: Any, model: Any = None, *, catalog: Optional[Catalog] = None) -> Any:
    """Tokens of each text; ``model`` is a name, or an expression with one for each row."""
    if isinstance(model, daft.Expression):
        return _mapped(lambda texts, names: columns.tokens(texts, names, catalog=catalog), DataType.int64(), text, model)
    return _mapped(lambda texts: columns.tokens(texts, model, catalog=catalog), DataType.int64(), text)


def claude_message_tokens(role: Any, content: Any, model: Optional[str] = None, *, catalog: Optional[Catalog] = None) -> Any:
    """What a request counts whose one message is of this role and this text."""
    return _mapped(
        lambda roles, texts: columns.message_tokens(roles, texts, model, catalog=catalog), DataType.int64(), role, content)


def claude_request_tokens(body: Any, model: Optional[str] = None, *, catalog: Optional[Catalog] = None) -> Any:
    """What the API would count for each request body: a struct of tokens, lower, upper and basis."""
    return _mapped(
        lambda bodies: columns.request_tokens(bodies, model, catalog=catalog), DataType.from_arrow_type(columns.COUNT), body)


def claude_request_error(body: Any, model: Optional[str] = None, *, catalog: Optional[Catalog] = None) -> Any:
    """Why a body cannot be counted, as JSON; null where it can."""
    return _mapped(lambda bodies: columns.request_errors(bodies, model, catalog=catalog), DataType.string(), body)


def claude_truncate(text: Any, n: int, model: Optional[str] = None, *, catalog: Optional[Catalog] = None) -> Any:
    """The longest beginning of each text that has at most ``n`` tokens."""
    return _mapped(lambda texts: columns.truncate(texts, n, model, catalog=catalog), DataType.string(), text)


def claude_chunks(text: Any, n: int, model: Optional[str] = None, *, catalog: Optional[Catalog] = None) -> Any:
    """Each text in parts that have at most ``n`` tokens: a list of structs with text, tokens, start and end."""
    return _mapped(
        lambda texts: columns.chunks(texts, n, model, catalog=catalog), DataType.from_arrow_type(columns.CHUNKS), text)


def claude_cost(tokens: Any, model: Optional[str] = None, kind: str = "input", *, catalog: Optional[Catalog] = None) -> Any:
    """US dollars for so many tokens of a kind."""
    return _mapped(lambda numbers: columns.cost(numbers, model, kind, catalog=catalog), DataType.float64(), tokens)


def _mapped(count: Callable[..., Any], kind: Any, *inputs: Any) -> Any:
    if len(inputs) == 1:

        def over_one(a: daft.Series) -> daft.Series:
            return daft.Series.from_arrow(count(a.to_arrow()), a.name())

        return daft.func.batch(return_dtype=kind)(over_one)(inputs[0])

    def over_two(a: daft.Series, b: daft.Series) -> daft.Series:
        return daft.Series.from_arrow(count(a.to_arrow(), b.to_arrow()), a.name())

    return daft.func.batch(return_dtype=kind)(over_two)(*inputs)
