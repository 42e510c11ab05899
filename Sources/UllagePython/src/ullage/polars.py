"""Counting inside Polars: expressions over columns, eager or lazy.

>>> import polars as pl, ullage.polars
>>> frame = pl.DataFrame({"text": ["hello, world", None]})
>>> frame.select(ullage.polars.claude_tokens("text", "claude-opus-5"))["text"].to_list()
[4, None]

A column is a name or an expression; what the functions give is in ``ullage.columns``. Columns are handed over without a copy, and all
processors count. Needs ``pip install 'ullage[polars]'``.
"""
from __future__ import annotations

from typing import Any, Callable, Optional, Sequence, Union

import polars as pl

from . import columns
from .counter import Catalog

__all__ = [
    "claude_chunks", "claude_cost", "claude_message_tokens", "claude_request_error", "claude_request_tokens", "claude_tokens",
    "claude_truncate",
]

Text = Union[str, pl.Expr]
Model = Union[str, pl.Expr, None]

_COUNT = pl.Struct({"tokens": pl.Int64, "lower": pl.Int64, "upper": pl.Int64, "basis": pl.String})
_CHUNKS = pl.List(pl.Struct({"text": pl.String, "tokens": pl.Int64, "start": pl.Int64, "end": pl.Int64}))


def claude_tokens(text: Text, model: Model = None, *, catalog: Optional[Catalog] = None) -> pl.Expr:
    """Tokens of each text; ``model`` is a name, or an expression with one for each row."""
    if isinstance(model, pl.Expr):
        return _mapped(lambda texts, names: columns.tokens(texts, names, catalog=catalog, threads=0), pl.Int64, text, model)
    return _mapped(lambda texts: columns.tokens(texts, model, catalog=catalog, threads=0), pl.Int64, text)


def claude_message_tokens(
    role: Text, content: Text, model: Optional[str] = None, *, catalog: Optional[Catalog] = None
) -> pl.Expr:
    """What a request counts whose one message is of this role and this text."""
    return _mapped(
        lambda roles, texts: columns.message_tokens(roles, texts, model, catalog=catalog, threads=0), pl.Int64, role, content)


def claude_request_tokens(body: Text, model: Optional[str] = None, *, catalog: Optional[Catalog] = None) -> pl.Expr:
    """What the API would count for each request body: a struct of tokens, lower, upper and basis."""
    return _mapped(
        lambda bodies: columns.request_tokens(bodies, model, catalog=catalog, threads=0), _COUNT, body)


def claude_request_error(body: Text, model: Optional[str] = None, *, catalog: Optional[Catalog] = None) -> pl.Expr:
    """Why a body cannot be counted, as JSON; null where it can."""
    return _mapped(
        lambda bodies: columns.request_errors(bodies, model, catalog=catalog, threads=0), pl.String, body)


def claude_truncate(text: Text, n: int, model: Optional[str] = None, *, catalog: Optional[Catalog] = None) -> pl.Expr:
    """The longest beginning of each text that has at most ``n`` tokens."""
    return _mapped(lambda texts: columns.truncate(texts, n, model, catalog=catalog, threads=0), pl.String, text)


def claude_chunks(text: Text, n: int, model: Optional[str] = None, *, catalog: Optional[Catalog] = None) -> pl.Expr:
    """Each text in parts that have at most ``n`` tokens: a list of structs with text, tokens, start and end."""
    return _mapped(lambda texts: columns.chunks(texts, n, model, catalog=catalog, threads=0), _CHUNKS, text)


def claude_cost(
    tokens: Text, model: Optional[str] = None, kind: str = "input", *, catalog: Optional[Catalog] = None
) -> pl.Expr:
    """US dollars for so many tokens of a kind."""
    return _mapped(lambda numbers: columns.cost(numbers, model, kind, catalog=catalog), pl.Float64, tokens)


def _mapped(count: Callable[..., Any], kind: Any, *inputs: Text) -> pl.Expr:
    def over(series: "Sequence[pl.Series]") -> pl.Series:
        found = count(*(one.to_arrow() for one in series))
        return pl.Series(series[0].name, pl.from_arrow(found), dtype=kind)

    expressions = [pl.col(one) if isinstance(one, str) else one for one in inputs]
    return pl.map_batches(expressions, over, return_dtype=kind, is_elementwise=True)
