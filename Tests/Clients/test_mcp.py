"""The official MCP client for Python, in both eras of the protocol."""

import asyncio
import pathlib
import tempfile
import unittest

import bodies
from mcp import ClientSession, StdioServerParameters, types
from mcp.client.stdio import stdio_client
from mcp.shared.exceptions import MCPError
from server import ULLAGE, count


class MCP(unittest.TestCase):
    def converse(self, greet, talk):
        async def conversation():
            async with stdio_client(StdioServerParameters(command=ULLAGE, args=["mcp"])) as (read, write):
                async with ClientSession(read, write) as session:
                    await greet(session)
                    return await talk(session)

        return asyncio.run(conversation())

    async def check(self, session):
        tools = (await session.list_tools()).tools
        self.assertEqual([tool.name for tool in tools], ["count_text", "count_request", "plan_conversation", "count_files", "plan_transcript", "what_fits"])
        self.assertTrue(all(tool.annotations.read_only_hint for tool in tools))
        expected = count({"id": 0, "request": body} for body in bodies.OWN)
        for body, answer in zip(bodies.OWN, expected, strict=True):
            result = await session.call_tool("count_request", {"request": body})
            self.assertFalse(result.is_error)
            self.assertEqual(result.structured_content["input_tokens"], answer["input_tokens"])
            plan = await session.call_tool("plan_conversation", {"request": body, "max_tokens": 1000})
            self.assertEqual(plan.structured_content["verdict"], "fits")
        text = await session.call_tool("count_text", {"text": "Hello", "model": "claude-opus-5"})
        self.assertEqual(text.structured_content["input_tokens"], 3)
        wrong = await session.call_tool("count_text", {"text": "Hello", "model": "claude-opus-55"})
        self.assertTrue(wrong.is_error)
        self.assertIn("claude-opus-5-5", wrong.content[0].text)
        with self.assertRaises(MCPError):
            await session.call_tool("count_lines", {})

    def test_a_client_that_begins_with_a_handshake(self):
        async def greet(session):
            answer = await session.initialize()
            self.assertEqual(answer.protocol_version, "2025-11-25")
            self.assertEqual(answer.server_info.name, "ullage")

        self.converse(greet, self.check)

    def test_a_client_that_names_its_version_in_every_request(self):
        async def greet(session):
            await session.discover()
            self.assertEqual(session.protocol_version, "2026-07-28")
            self.assertEqual(session.server_info.name, "ullage")

        self.converse(greet, self.check)

    def test_files_below_the_roots_that_the_client_announces(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder).resolve()
            (root / "a.md").write_text("Hello, world!\n")
            (root / "s.json").write_text('{"model":"claude-opus-5","max_tokens":10,"messages":[{"role":"user","content":"Hello"}]}')

            async def roots(context):
                return types.ListRootsResult(roots=[types.Root(uri=root.as_uri(), name="project")])

            async def conversation():
                async with stdio_client(StdioServerParameters(command=ULLAGE, args=["mcp"])) as (read, write):
                    async with ClientSession(read, write, list_roots_callback=roots) as session:
                        await session.initialize()
                        # The server asks for the roots behind the greeting; a ping later it has them.
                        await session.send_ping()
                        counted = await session.call_tool("count_files", {"paths": ["a.md"], "model": "claude-opus-5"})
                        self.assertEqual(counted.structured_content["input_tokens"], 6)
                        plan = await session.call_tool("plan_transcript", {"path": "s.json"})
                        self.assertEqual(plan.structured_content["verdict"], "fits")
                        fits = await session.call_tool("what_fits", {"paths": ["a.md"], "tokens": 10, "model": "claude-opus-5"})
                        self.assertEqual(fits.structured_content["tokens_left"], 4)
                        outside = await session.call_tool("count_files", {"paths": ["/etc/passwd"]})
                        self.assertTrue(outside.is_error)

            asyncio.run(conversation())
