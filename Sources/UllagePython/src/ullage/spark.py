"""Counting inside Spark: functions over columns, for DataFrames and SQL, on a cluster or on one machine.

    import ullage.spark
    ullage.spark.register(spark, model="claude-opus-5")
    spark.sql("select sum(claude_tokens(text)) from parquet.`corpus/`")

``claude_tokens(text[, model])``, ``claude_message_tokens(role, content[, model])``, ``claude_request_tokens(json[, model])``,
``claude_request_error(json[, model])``, ``claude_truncate(text, n[, model])``, ``claude_chunks(text, n[, model])`` and
``claude_cost(tokens, model, kind)``: what they give is in ``ullage.columns``. ``functions()`` has the same for DataFrames, by name.

Spark hands Arrow batches (``spark.sql.execution.arrow.maxRecordsPerBatch``) to Python workers; each opens its counter once. Every
worker needs the wheel: installed there, or sent along with ``spark-submit --archives environment.tar.gz#environment``. The functions
hold plain values only and work over Spark Connect, too. Spark from 4.1 on takes Arrow arrays (``arrow_udf``); older ones take
pandas Series, which cost two copies. Needs ``pip install 'ullage[spark]'``.
"""
from __future__ import annotations

from typing import Any, Callable, Dict, Optional

import pyarrow as pa

from . import columns
from .counter import Catalog

__all__ = ["functions", "register"]

_COUNT = "struct<tokens: bigint, lower: bigint, upper: bigint, basis: string>"
_CHUNKS = "array<struct<text: string, tokens: bigint, start: bigint, end: bigint>>"


def functions(*, model: Optional[str] = None, catalog: Optional[Catalog] = None) -> "Dict[str, Callable[..., Any]]":
    """The functions by name, to be called with columns.

    ``model`` counts where a call names none; None is the catalogue's default.
    """
    # A catalogue's path is the workers'.
    if catalog is None or isinstance(catalog, bytes):
        columns.check_model(model, catalog)
    known: "Dict[str, Any]" = {"catalog": catalog}
    return {
        "claude_tokens": _over(
            "claude_tokens", "bigint", lambda text, name=model: columns.tokens(text, name, **known)),
        "claude_message_tokens": _over(
            "claude_message_tokens", "bigint",
            lambda role, content, name=model: columns.message_tokens(role, content, name, **known)),
        "claude_request_tokens": _over(
            "claude_request_tokens", _COUNT, lambda body, name=model: columns.request_tokens(body, name, **known)),
        "claude_request_error": _over(
            "claude_request_error", "string", lambda body, name=model: columns.request_errors(body, name, **known)),
        "claude_truncate": _over(
            "claude_truncate", "string",
            lambda text, limit, name=model: columns.by_limit(columns.truncate, text, limit, name, **known)),
        "claude_chunks": _over(
            "claude_chunks", _CHUNKS,
            lambda text, limit, name=model: columns.by_limit(columns.chunks, text, limit, name, **known)),
        "claude_cost": _over(
            "claude_cost", "double", lambda tokens, name, kind: columns.cost(tokens, name, kind, **known)),
    }


def register(spark: Any, *, model: Optional[str] = None, catalog: Optional[Catalog] = None) -> None:
    """Makes the functions known to SQL in a session."""
    for name, function in functions(model=model, catalog=catalog).items():
        spark.udf.register(name, function)


def _over(name: str, kind: str, count: Callable[..., Any]) -> Any:
    """A function of Spark's over columns: Arrow's where Spark has them, pandas' elsewhere."""

    def over(*given: pa.Array) -> pa.Array:
        return count(*given)

    over.__name__ = name
    try:
        from pyspark.sql.functions import arrow_udf
    except ImportError:
        return _over_pandas(over, kind)
    make: Any = arrow_udf
    return make(over, kind)


def _over_pandas(over: Any, kind: str) -> Any:
    from pyspark.sql.functions import pandas_udf
    from pyspark.sql.pandas.functions import PandasUDFType

    def counted(*series: Any) -> Any:
        found = over(*(pa.Array.from_pandas(one) for one in series))
        if pa.types.is_struct(found.type):
            return pa.Table.from_struct_array(found).to_pandas()
        return found.to_pandas()

    counted.__name__ = over.__name__
    make: Any = pandas_udf
    return make(counted, kind, PandasUDFType.SCALAR)
