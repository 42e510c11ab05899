"""Framework glue, with the real packages. What is not installed is skipped. No connection is opened but to a transport of ours."""
import asyncio
import json

import pytest

anthropic = pytest.importorskip("anthropic")
import ullage
import ullage.anthropic as glue

MODEL = "claude-opus-5"
MESSAGES = [{"role": "user", "content": "Hello"}]
ANSWER = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": MODEL, "content": [{"type": "text", "text": "Hi"}],
    "stop_reason": "end_turn", "stop_sequence": None, "usage": {"input_tokens": 9, "output_tokens": 3}}


class Remote(glue.httpx.BaseTransport, glue.httpx.AsyncBaseTransport):
    """Stands in for the API, and remembers what was sent to it."""

    def __init__(self):
        self.sent = []

    def handle_request(self, request):
        self.sent.append((request.url.path, json.loads(request.read())))
        return glue.httpx.Response(200, json=ANSWER, request=request)

    async def handle_async_request(self, request):
        self.sent.append((request.url.path, json.loads(await request.aread())))
        return glue.httpx.Response(200, json=ANSWER, request=request)


def client(remote, **options):
    return anthropic.Anthropic(
        api_key="none", http_client=anthropic.DefaultHttpxClient(transport=glue.LocalCounts(remote)), middleware=[glue.Preflight()],
        **options)


def test_counts_stay_here_and_messages_are_sent():
    remote = Remote()
    with client(remote) as one:
        assert one.messages.count_tokens(model=MODEL, messages=MESSAGES).input_tokens == 9
        assert one.beta.messages.count_tokens(model=MODEL, messages=MESSAGES, betas=["a-beta-2026-01-01"]).input_tokens == 9
        assert remote.sent == []
        assert one.messages.create(model=MODEL, max_tokens=10, messages=MESSAGES).usage.input_tokens == 9
    assert [path for path, _ in remote.sent] == ["/v1/messages"]


def test_a_request_that_cannot_fit_is_not_sent():
    remote = Remote()
    with client(remote) as one:
        with pytest.raises(glue.DoesNotFit) as caught:
            one.messages.create(model=MODEL, max_tokens=10, messages=[{"role": "user", "content": "words " * 1_200_000}], timeout=60)
    assert remote.sent == []
    assert caught.value.plan.verdict == "refused" and caught.value.plan.lower > 1_000_000
    assert caught.value.remedy


def test_a_count_that_cannot_be_given_is_the_clients_own_error():
    with client(Remote(), max_retries=0) as one:
        with pytest.raises(anthropic.BadRequestError, match="not known"):
            one.messages.count_tokens(model="claude-opus-55", messages=MESSAGES)


def test_the_asynchronous_client_does_the_same():
    async def asked():
        remote = Remote()
        async with anthropic.AsyncAnthropic(
            api_key="none", http_client=anthropic.DefaultAsyncHttpxClient(transport=glue.AsyncLocalCounts(remote)),
            middleware=[glue.Preflight()],
        ) as one:
            assert (await one.messages.count_tokens(model=MODEL, messages=MESSAGES)).input_tokens == 9
            assert remote.sent == []
            await one.messages.create(model=MODEL, max_tokens=10, messages=MESSAGES)
            with pytest.raises(glue.DoesNotFit):
                await one.messages.create(
                    model=MODEL, max_tokens=10, messages=[{"role": "user", "content": "words " * 1_200_000}], timeout=60)
        assert len(remote.sent) == 1

    asyncio.run(asked())


def test_a_function_without_a_client():
    assert glue.count_tokens(model=MODEL, messages=MESSAGES, system=anthropic.NOT_GIVEN).input_tokens == 9


def test_langchain_trims_to_what_the_api_would_count():
    messages = pytest.importorskip("langchain_core.messages")
    from ullage.langchain import token_counter

    count = token_counter(MODEL)
    assert count([messages.HumanMessage("Hello")]) == 9
    whole = [messages.SystemMessage("Be brief.")] + [
        message for turn in range(40) for message in (messages.HumanMessage(f"Question {turn}?"), messages.AIMessage(f"Answer {turn}."))]
    kept = messages.trim_messages(
        whole, max_tokens=200, token_counter=count, strategy="last", include_system=True, start_on="human")
    assert kept[0].content == "Be brief." and 2 < len(kept) < len(whole) and count(kept) <= 200
    body = {"model": MODEL, "system": "Be brief.", "messages": [
        {"role": "user" if message.type == "human" else "assistant", "content": message.content} for message in kept[1:]]}
    assert count(kept) == ullage.count_request(body).tokens


def test_pydantic_ai_counts_before_its_request():
    models = pytest.importorskip("pydantic_ai.models.anthropic")
    from pydantic_ai import Agent, UnexpectedModelBehavior, UsageLimitExceeded, UsageLimits
    from pydantic_ai.providers.anthropic import AnthropicProvider

    remote = Remote()
    one = anthropic.AsyncAnthropic(
        api_key="none", http_client=anthropic.DefaultAsyncHttpxClient(transport=glue.AsyncLocalCounts(remote)))
    agent = Agent(models.AnthropicModel(MODEL, provider=AnthropicProvider(anthropic_client=one)))
    with pytest.raises(UsageLimitExceeded):
        agent.run_sync("Hello " * 50, usage_limits=UsageLimits(input_tokens_limit=20, count_tokens_before_request=True))
    assert remote.sent == []
    # It fits and is sent; the stand-in does not stream, as this package asks it to.
    with pytest.raises(UnexpectedModelBehavior):
        agent.run_sync("Hello", usage_limits=UsageLimits(input_tokens_limit=20, count_tokens_before_request=True))
    assert [path for path, _ in remote.sent] == ["/v1/messages"]
