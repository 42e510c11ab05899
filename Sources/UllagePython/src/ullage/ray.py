"""Counting inside Ray Data: a class for ``map_batches``, with a pool of actors.

    import ray, ullage.ray
    counted = ray.data.read_parquet("corpus/").map_batches(
        ullage.ray.ClaudeTokens, fn_constructor_args=("text", "tokens", "claude-opus-5"), batch_format="pyarrow", concurrency=2)
    counted.sum("tokens")

Each actor opens its counter once. Needs ``pip install 'ullage[ray]'``.
"""
from __future__ import annotations

from typing import Any, Optional

import pyarrow as pa

from . import columns
from .counter import Catalog

__all__ = ["ClaudeRequestTokens", "ClaudeTokens"]


class ClaudeTokens:
    """Adds a column of tokens for a column of texts; ``model_column`` names one that has a model for each row."""

    def __init__(
        self, text: str = "text", to: str = "tokens", model: Optional[str] = None, *, model_column: Optional[str] = None,
        catalog: Optional[Catalog] = None,
    ) -> None:
        self._text, self._to, self._model, self._model_column, self._catalog = text, to, model, model_column, catalog

    def __call__(self, batch: pa.Table) -> pa.Table:
        model: Any = batch[self._model_column] if self._model_column else self._model
        return batch.append_column(self._to, columns.tokens(batch[self._text], model, catalog=self._catalog))


class ClaudeRequestTokens:
    """Adds a struct of tokens, lower, upper and basis for a column of request bodies, and, where ``error`` names it, a column
    that says why a body cannot be counted."""

    def __init__(
        self, body: str = "body", to: str = "count", model: Optional[str] = None, *, error: Optional[str] = None,
        catalog: Optional[Catalog] = None,
    ) -> None:
        self._body, self._to, self._model, self._error, self._catalog = body, to, model, error, catalog

    def __call__(self, batch: pa.Table) -> pa.Table:
        counted = batch.append_column(self._to, columns.request_tokens(batch[self._body], self._model, catalog=self._catalog))
        if self._error is None:
            return counted
        errors = columns.request_errors(batch[self._body], self._model, catalog=self._catalog)
        return counted.append_column(self._error, errors)
