"""Counting inside DuckDB: SQL functions over columns, for data that lies in Parquet, CSV, JSON or a table.

>>> import duckdb, ullage.duckdb
>>> db = ullage.duckdb.register(duckdb.connect(), model="claude-opus-5")
>>> db.sql("select claude_tokens('hello, world')").fetchall()
[(4,)]

``claude_tokens(text[, model])``, ``claude_message_tokens(role, content[, model])``, ``claude_request_tokens(json)``,
``claude_request_error(json)``, ``claude_truncate(text, n)``, ``claude_chunks(text, n)`` and ``claude_cost(tokens, model, kind)``: what
they give is in ``ullage.columns``. DuckDB hands 2,048 rows at a time, and its threads count at once: the library lets the
interpreter's lock go. Needs ``pip install 'ullage[duckdb]'``.
"""
from __future__ import annotations

from typing import Any, Callable, Optional

import duckdb

from . import columns
from .counter import Catalog

__all__ = ["register"]

_COUNT = "STRUCT(tokens BIGINT, lower BIGINT, upper BIGINT, basis VARCHAR)"
_CHUNKS = 'STRUCT("text" VARCHAR, tokens BIGINT, "start" BIGINT, "end" BIGINT)[]'


def register(
    connection: duckdb.DuckDBPyConnection, *, model: Optional[str] = None, catalog: Optional[Catalog] = None
) -> duckdb.DuckDBPyConnection:
    """Makes the functions known to a connection, and returns it.

    ``model`` counts where a call names none; None is the catalogue's default.
    """
    known: "dict[str, Any]" = {"catalog": catalog}
    functions: "list[tuple[str, Callable[..., Any], list[str], str]]" = [
        ("tokens", lambda text: columns.tokens(text, model, **known), ["VARCHAR"], "BIGINT"),
        ("tokens_of", lambda text, name: columns.tokens(text, name, **known), ["VARCHAR", "VARCHAR"], "BIGINT"),
        (
            "message_tokens", lambda role, content: columns.message_tokens(role, content, model, **known),
            ["VARCHAR", "VARCHAR"], "BIGINT",
        ),
        (
            "message_tokens_of", lambda role, content, name: columns.message_tokens(role, content, name, **known),
            ["VARCHAR", "VARCHAR", "VARCHAR"], "BIGINT",
        ),
        ("request_tokens", lambda body: columns.request_tokens(body, model, **known), ["VARCHAR"], _COUNT),
        ("request_error", lambda body: columns.request_errors(body, model, **known), ["VARCHAR"], "VARCHAR"),
        (
            "truncate", lambda text, limit: columns.by_limit(columns.truncate, text, limit, model, **known),
            ["VARCHAR", "BIGINT"], "VARCHAR",
        ),
        (
            "chunks", lambda text, limit: columns.by_limit(columns.chunks, text, limit, model, **known),
            ["VARCHAR", "BIGINT"], _CHUNKS,
        ),
        (
            "cost", lambda tokens, name, kind: columns.cost(tokens, name, kind, **known),
            ["BIGINT", "VARCHAR", "VARCHAR"], "DOUBLE",
        ),
    ]
    for name, function, parameters, result in functions:
        connection.create_function(
            f"_claude_{name}", function, parameters, result, type="arrow", null_handling="special")
    # A function has one list of parameters; a macro may have several.
    for name, one, more in (
        ("tokens", "text", "model"), ("message_tokens", "role, content", "model"), ("request_tokens", "body", None),
        ("request_error", "body", None), ("truncate", "text, n", None), ("chunks", "text, n", None),
        ("cost", "tokens, model, kind", None),
    ):
        bodies = [f"({one}) AS _claude_{name}({one})"]
        if more:
            bodies.append(f"({one}, {more}) AS _claude_{name}_of({one}, {more})")
        connection.execute(f"CREATE OR REPLACE TEMP MACRO claude_{name}{', '.join(bodies)}")
    return connection
