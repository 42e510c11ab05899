"""The official Python SDK as an unmodified client."""

import asyncio
import json
import os
import subprocess
import tempfile
import unittest

import anthropic
import bodies
from server import ULLAGE, Server, count


class SDK(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.client = anthropic.Anthropic(base_url=cls.server.url, api_key="none", max_retries=0)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        status, rest = cls.server.stop()
        assert (status, rest) == (0, ""), (status, rest)

    def test_own_requests_count_as_the_command_does(self):
        for body in bodies.OWN:
            with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
                json.dump(body, file)
                file.flush()
                run = subprocess.run(
                    [ULLAGE, "count", "--request", "--beta", "none", "-q", file.name], capture_output=True, check=True
                )
            self.assertEqual(self.client.messages.count_tokens(**body).input_tokens, int(run.stdout), body)

    def test_recorded_requests_count_as_the_command_does(self):
        most = int(os.environ.get("ULLAGE_RECORDED", "400"))
        requests = bodies.recorded(most)
        if requests is None:
            self.skipTest(f"no recorded requests at {bodies.RECORDED}")
        expected = count(
            {"id": number, "request": body, "betas": betas or ["none"]} for number, (body, betas) in enumerate(requests)
        )
        unlike, refused = [], 0
        for (body, betas), answer in zip(requests, expected, strict=True):
            try:
                if betas:
                    tokens = self.client.beta.messages.count_tokens(**body, betas=betas).input_tokens
                else:
                    tokens = self.client.messages.count_tokens(**body).input_tokens
            except anthropic.APIStatusError:
                tokens = None
                refused += 1
            if tokens != answer.get("input_tokens"):
                unlike.append((answer, tokens))
        print(f"{len(requests)} recorded requests, {len(unlike)} unlike, {refused} refused by both", end=" ... ")
        self.assertEqual(unlike, [])
        self.assertLess(refused, len(requests) / 20)

    def test_the_asynchronous_client_gets_the_same(self):
        async def counts():
            async with anthropic.AsyncAnthropic(base_url=self.server.url, api_key="none", max_retries=0) as client:
                plain = [client.messages.count_tokens(**body) for body in bodies.OWN * 8]
                beta = [client.beta.messages.count_tokens(**body) for body in bodies.OWN * 8]
                return [answer.input_tokens for answer in await asyncio.gather(*plain, *beta)]

        expected = [self.client.messages.count_tokens(**body).input_tokens for body in bodies.OWN]
        self.assertEqual(asyncio.run(counts()), expected * 16)

    def test_context_management_is_previewed(self):
        call = {"type": "tool_use", "name": "get_weather", "input": {"city": "Oslo"}}
        messages = [{"role": "user", "content": "Weather?"}]
        for number in range(10):
            messages.append({"role": "assistant", "content": [{**call, "id": f"toolu_{number}"}]})
            result = {"type": "tool_result", "tool_use_id": f"toolu_{number}", "content": "rain " * 2000}
            messages.append({"role": "user", "content": [result]})
        body = {"model": "claude-sonnet-4-5", "tools": [bodies.TOOL], "messages": messages}
        edit = {"type": "clear_tool_uses_20250919", "trigger": {"type": "input_tokens", "value": 5000}}
        answer = self.client.beta.messages.count_tokens(
            **body, context_management={"edits": [edit]}, betas=["context-management-2025-06-27"]
        )
        whole = self.client.messages.count_tokens(**body).input_tokens
        self.assertEqual(answer.context_management.original_input_tokens, whole)
        self.assertLess(answer.input_tokens, whole / 2)
        untouched = self.client.beta.messages.count_tokens(
            **body, context_management={"edits": []}, betas=["context-management-2025-06-27"]
        )
        self.assertEqual((untouched.input_tokens, untouched.context_management.original_input_tokens), (whole, whole))

    def test_headers_and_fields_say_how_sure_the_count_is(self):
        raw = self.client.messages.with_raw_response.count_tokens(**bodies.OWN[0], extra_query={"detail": "bounds"})
        answer = raw.parse()
        self.assertEqual(raw.headers["ullage-basis"], "exact")
        self.assertEqual(answer.ullage["basis"], "exact")
        self.assertEqual(answer.ullage["lower"], answer.input_tokens)
        self.assertTrue(answer._request_id.startswith("req_ullage_"))
        self.assertNotIn("ullage-notices", raw.headers)

    def test_errors_are_the_exceptions_a_client_expects(self):
        hello = bodies.OWN[0]["messages"]
        with self.assertRaises(anthropic.NotFoundError) as unknown:
            self.client.messages.count_tokens(model="claude-opus-55", messages=hello)
        self.assertEqual(unknown.exception.body["error"]["type"], "not_found_error")
        self.assertTrue(unknown.exception.request_id.startswith("req_ullage_"))
        with self.assertRaises(anthropic.BadRequestError):
            self.client.messages.count_tokens(model="claude-opus-5", messages=[])
        with self.assertRaises(anthropic.APIStatusError) as large:
            self.client.messages.count_tokens(
                model="claude-opus-5", messages=[{"role": "user", "content": "x" * (33 << 20)}]
            )
        self.assertEqual(large.exception.status_code, 413)
        with self.assertRaises(anthropic.NotFoundError):
            self.client.messages.create(model="claude-opus-5", messages=hello, max_tokens=10)

    def test_models_are_listed_page_by_page_and_found_by_alias(self):
        pages = [model.id for model in self.client.models.list(limit=5)]
        self.assertEqual(pages, [model.id for model in self.client.models.list(limit=1000)])
        self.assertGreater(len(pages), 30)
        model = self.client.models.retrieve("claude-sonnet-4-5")
        self.assertEqual(model.id, "claude-sonnet-4-5-20250929")
        self.assertEqual((model.max_input_tokens, model.max_tokens), (200_000, 64_000))
        self.assertEqual(model.created_at.year, 2025)
        self.assertTrue(model.capabilities.thinking.types.enabled.supported)
        self.assertEqual(self.client.beta.models.retrieve("claude-opus-5").id, "claude-opus-5")

    def test_a_token_is_asked_for_where_one_is_set(self):
        with Server(environment={"ULLAGE_TOKEN": "s3cret"}) as server:
            for options, works in [
                ({"api_key": "s3cret"}, True),
                ({"auth_token": "s3cret"}, True),
                ({"api_key": "wrong"}, False),
            ]:
                with anthropic.Anthropic(base_url=server.url, max_retries=0, **options) as client:
                    if works:
                        self.assertGreater(client.messages.count_tokens(**bodies.OWN[0]).input_tokens, 0)
                    else:
                        with self.assertRaises(anthropic.AuthenticationError):
                            client.messages.count_tokens(**bodies.OWN[0])

    def test_strict_mode_refuses_as_the_api_does(self):
        with Server("--strict") as server, anthropic.Anthropic(
            base_url=server.url, api_key="none", max_retries=0
        ) as client:
            with self.assertRaisesRegex(anthropic.BadRequestError, "max_tokens: Extra inputs are not permitted"):
                client.messages.count_tokens(**bodies.OWN[0], extra_body={"max_tokens": 10})
            self.assertGreater(client.messages.count_tokens(**bodies.OWN[0]).input_tokens, 0)
