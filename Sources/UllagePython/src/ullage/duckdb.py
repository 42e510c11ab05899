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

import contextlib
import functools
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

    ``model`` counts where a call names none; None is the catalogue's default. What was registered before is replaced.
    """
    columns.check_model(model, catalog)
    known: "dict[str, Any]" = {"catalog": catalog}
    # Name: the function, its parameters in SQL, and what it gives. A last parameter `model` may be left out.
    functions: "dict[str, tuple[Callable[..., Any], str, str]]" = {
        "tokens": (columns.tokens, "text VARCHAR, model VARCHAR", "BIGINT"),
        "message_tokens": (columns.message_tokens, "role VARCHAR, content VARCHAR, model VARCHAR", "BIGINT"),
        "request_tokens": (columns.request_tokens, "body VARCHAR, model VARCHAR", _COUNT),
        "request_error": (columns.request_errors, "body VARCHAR, model VARCHAR", "VARCHAR"),
        "truncate": (functools.partial(columns.by_limit, columns.truncate), "text VARCHAR, n BIGINT, model VARCHAR", "VARCHAR"),
        "chunks": (functools.partial(columns.by_limit, columns.chunks), "text VARCHAR, n BIGINT, model VARCHAR", _CHUNKS),
        "cost": (columns.cost, "tokens BIGINT, model VARCHAR, kind VARCHAR", "DOUBLE"),
    }
    for name, (function, listed, result) in functions.items():
        parameters = [parameter.split(" ") for parameter in listed.split(", ")]
        # A function has one list of parameters; a macro may have several.
        bodies = []
        for count in (len(parameters), len(parameters) - 1) if parameters[-1][0] == "model" else (len(parameters),):
            names = ", ".join(parameter for parameter, _ in parameters[:count])
            default = [] if count == len(parameters) else [model]
            with contextlib.suppress(duckdb.InvalidInputException):  # where there is none yet
                connection.remove_function(f"_claude_{name}_{count}")
            connection.create_function(
                f"_claude_{name}_{count}", _counting(count, function, default, known),
                [kind for _, kind in parameters[:count]], result, type="arrow", null_handling="special")
            bodies.append(f"({names}) AS _claude_{name}_{count}({names})")
        connection.execute(f"CREATE OR REPLACE TEMP MACRO claude_{name}{', '.join(bodies)}")
    return connection


def _counting(count: int, function: Callable[..., Any], default: "list[Any]", known: "dict[str, Any]") -> Callable[..., Any]:
    """A function of so many columns: DuckDB counts parameters."""

    def one(a: Any) -> Any:
        return function(a, *default, **known)

    def two(a: Any, b: Any) -> Any:
        return function(a, b, *default, **known)

    def three(a: Any, b: Any, c: Any) -> Any:
        return function(a, b, c, *default, **known)

    chosen: "Callable[..., Any]" = (one, two, three)[count - 1]
    return chosen
