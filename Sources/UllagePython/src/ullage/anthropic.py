"""For the official client: counts that stay on this machine, and a look before a request is sent.

    import anthropic, ullage.anthropic
    client = anthropic.Anthropic(
        http_client=anthropic.DefaultHttpxClient(transport=ullage.anthropic.LocalCounts()),
        middleware=[ullage.anthropic.Preflight()])
    client.messages.count_tokens(model="claude-opus-5", messages=messages)     # counted here: no request leaves
    client.messages.create(model="claude-opus-5", max_tokens=1000, messages=messages)
    # raises DoesNotFit, with the plan and its remedies, before a request is sent that the API would refuse

Whatever is built on that client counts locally, too: pydantic-ai's ``count_tokens_before_request``, LangChain's ``ChatAnthropic``.
Tried with anthropic 2.14, whose clients take middleware; ``count_tokens`` needs no client at all.
"""
from __future__ import annotations

from typing import Any, Mapping, Optional

import anthropic
from anthropic.types import MessageTokensCount

from .counter import Catalog, shared
from .errors import UllageError
from .request import Plan, count_request, plan

try:
    import httpx2 as httpx
except ImportError:  # before anthropic 2.10
    import httpx

__all__ = ["AsyncLocalCounts", "DoesNotFit", "LocalCounts", "Preflight", "count_tokens"]


class DoesNotFit(UllageError, ValueError):
    """A request that the API would refuse. ``plan`` says why, and what helps."""

    def __init__(self, found: Plan) -> None:
        remedies = "; ".join(remedy.summary for remedy in found.remedies) or "send less, or ask for fewer max_tokens"
        super().__init__("does_not_fit", found.reason or "the request does not fit", "messages", remedies)
        self.plan = found

    def __reduce__(self) -> "tuple[Any, ...]":
        return (DoesNotFit, (self.plan,))


def count_tokens(*, catalog: Optional[Catalog] = None, betas: Any = None, **body: Any) -> MessageTokensCount:
    """Stands in for ``client.messages.count_tokens``: the same arguments, the same answer, no request.

    >>> count_tokens(model="claude-opus-5", messages=[{"role": "user", "content": "Hello"}]).input_tokens
    9
    """
    # `extra_headers` and the like are the connection's.
    sent = {name: value for name, value in body.items() if not name.startswith("extra_") and name != "timeout"}
    return MessageTokensCount(input_tokens=count_request(sent, betas=betas, catalog=catalog).tokens)


class Preflight(anthropic.Middleware):
    """Plans every request of the client before it is sent, in a millisecond, and raises ``DoesNotFit`` where the API would refuse
    it. What may fit is sent. Works in both clients."""

    def __init__(self, *, catalog: Optional[Catalog] = None) -> None:
        self._catalog = catalog

    def handle(self, request: Any, call_next: Any) -> Any:
        self._look(request)
        return call_next(request)

    async def handle_async(self, request: Any, call_next: Any) -> Any:
        self._look(request)
        return await call_next(request)

    def _look(self, request: Any) -> None:
        if request.method.lower() != "post" or not _is(request.url, "/v1/messages"):
            return
        found = plan(request.json, betas=_betas(request.headers), counter=shared(None, self._catalog))
        if found.verdict == "refused":
            raise DoesNotFit(found)


class LocalCounts(httpx.BaseTransport):
    """A transport that answers ``count_tokens`` here, and hands everything else on."""

    def __init__(self, otherwise: Any = None, *, catalog: Optional[Catalog] = None) -> None:
        self._otherwise = otherwise or httpx.HTTPTransport()
        self._catalog = catalog

    def handle_request(self, request: Any) -> Any:
        if not _asks_for_a_count(request):
            return self._otherwise.handle_request(request)
        return _answer(request, request.read(), self._catalog)

    def close(self) -> None:
        self._otherwise.close()


class AsyncLocalCounts(httpx.AsyncBaseTransport):
    """The same for the asynchronous client."""

    def __init__(self, otherwise: Any = None, *, catalog: Optional[Catalog] = None) -> None:
        self._otherwise = otherwise or httpx.AsyncHTTPTransport()
        self._catalog = catalog

    async def handle_async_request(self, request: Any) -> Any:
        if not _asks_for_a_count(request):
            return await self._otherwise.handle_async_request(request)
        return _answer(request, await request.aread(), self._catalog)

    async def aclose(self) -> None:
        await self._otherwise.aclose()


def _is(url: object, path: str) -> bool:
    return str(url).split("?")[0].rstrip("/").endswith(path)


def _asks_for_a_count(request: Any) -> bool:
    return bool(request.method == "POST" and _is(request.url, "/v1/messages/count_tokens"))


def _betas(headers: Any) -> "list[str]":
    """The values of the ``anthropic-beta`` header."""
    said = headers.get("anthropic-beta") if isinstance(headers, Mapping) else None
    return [beta.strip() for beta in said.split(",") if beta.strip()] if isinstance(said, str) else []


def _answer(request: Any, body: bytes, catalog: Optional[Catalog]) -> Any:
    try:
        found = count_request(body, betas=_betas(request.headers), catalog=catalog)
    except UllageError as error:
        said = {"type": "error", "error": {"type": "invalid_request_error", "message": str(error)}}
        return httpx.Response(400, json=said, request=request)
    return httpx.Response(200, json={"input_tokens": found.tokens}, request=request)
