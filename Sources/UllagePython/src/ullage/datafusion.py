"""Counting inside DataFusion: functions over columns, for SQL and DataFrames.

    import datafusion, ullage.datafusion
    context = ullage.datafusion.register(datafusion.SessionContext(), model="claude-opus-5")
    context.sql("select sum(claude_tokens(text)) from corpus")

The names and arguments are those of ``ullage.spark``; what they give is in ``ullage.columns``. Needs ``pip install 'ullage[datafusion]'``.
"""
from __future__ import annotations

from typing import Any, Callable, Optional

from datafusion import udf
import pyarrow as pa

from . import columns
from .counter import Catalog

__all__ = ["register"]


def register(context: Any, *, model: Optional[str] = None, catalog: Optional[Catalog] = None) -> Any:
    """Makes the functions known to a session, and returns it.

    ``model`` counts where a call names none; None is the catalogue's default.
    """
    columns.check_model(model, catalog)
    text, number = pa.string(), pa.int64()
    functions: "list[tuple[str, Callable[..., Any], list[Any], Any]]" = [
        ("tokens", lambda texts: columns.tokens(texts, model, catalog=catalog), [text], number),
        ("tokens_of", lambda texts, names: columns.tokens(texts, names, catalog=catalog), [text, text], number),
        (
            "message_tokens", lambda roles, texts: columns.message_tokens(roles, texts, model, catalog=catalog),
            [text, text], number,
        ),
        ("request_tokens", lambda bodies: columns.request_tokens(bodies, model, catalog=catalog), [text], columns.COUNT),
        ("request_error", lambda bodies: columns.request_errors(bodies, model, catalog=catalog), [text], text),
        (
            "truncate", lambda texts, limits: columns.by_limit(columns.truncate, texts, limits, model, catalog=catalog),
            [text, number], text,
        ),
        (
            "chunks", lambda texts, limits: columns.by_limit(columns.chunks, texts, limits, model, catalog=catalog),
            [text, number], columns.CHUNKS,
        ),
        (
            "cost", lambda tokens, names, kinds: columns.cost(tokens, names, kinds, catalog=catalog),
            [number, text, text], pa.float64(),
        ),
    ]
    for name, function, parameters, result in functions:
        context.register_udf(udf(function, parameters, result, "immutable", name=f"claude_{name}"))
    return context
