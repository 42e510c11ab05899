"""The gateways of the article on serving, each as its recipe says, with the official SDK as client.

nginx is Debian's, litellm PyPI's; where one is not here the test says so. The router is a stand-in for the kind that coding agents use.
"""

import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.request

import anthropic
import bodies
from server import Server, count

ARTICLE = pathlib.Path(__file__).resolve().parents[2] / "Sources/CountServer/CountServer.docc/ServingCounts.md"
KEY = "sk-3f9c1d7a5b8e4260b1c7"  # of nobody; litellm takes no weak one
BODY = {"model": "claude-opus-5", "messages": [{"role": "user", "content": "How many tokens is this?"}]}


class API(http.server.BaseHTTPRequestHandler):
    """Plays the API: answers messages, and remembers what it was asked."""

    asked = []

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.asked.append(self.path)
        answer = {
            "id": "msg_1", "type": "message", "role": "assistant", "model": body["model"], "stop_reason": "end_turn",
            "stop_sequence": None, "content": [{"type": "text", "text": "Seven."}],
            "usage": {"input_tokens": 13, "output_tokens": 3},
        }
        self.answer(json.dumps(answer).encode())

    def answer(self, data, status=200):
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class Router(API):
    """Counts on this machine, and sends everything else on: what an agent's router does."""

    counting = sending = None

    def do_GET(self):
        self.forward(None)

    def do_POST(self):
        self.forward(self.rfile.read(int(self.headers["content-length"])))

    def forward(self, body):
        path = self.path.split("?")[0]
        is_ours = path == "/v1/messages/count_tokens" or path.startswith("/v1/models")
        request = urllib.request.Request((self.counting if is_ours else self.sending) + self.path, data=body)
        for name in ("content-type", "anthropic-version", "anthropic-beta", "x-api-key"):
            if value := self.headers[name]:
                request.add_header(name, value)
        with urllib.request.urlopen(request) as reply:
            self.answer(reply.read(), reply.status)


def serving(handler):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Gateways(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ullage = Server()
        cls.api, cls.api_url = serving(API)

    @classmethod
    def tearDownClass(cls):
        cls.ullage.stop()
        cls.api.shutdown()
        cls.api.server_close()

    def setUp(self):
        API.asked.clear()

    def check(self, url, lists_models=True):
        """Counts come from this machine, equal to the program's; answers come from the API."""
        with anthropic.Anthropic(base_url=url, api_key=KEY, max_retries=0) as client:
            requests = [BODY] + bodies.OWN[:4]
            expected = [answer["input_tokens"] for answer in count({"request": request} for request in requests)]
            counted = [client.messages.count_tokens(**request).input_tokens for request in requests]
            self.assertEqual(counted, expected)
            self.assertEqual(API.asked, [], "a count went on to the API")
            if lists_models:
                self.assertIn("claude-opus-5", [model.id for model in client.models.list(limit=100)])
            answer = client.messages.create(max_tokens=10, **BODY)
            self.assertEqual(answer.content[0].text, "Seven.")
            self.assertEqual(API.asked, ["/v1/messages"])

    def test_nginx_as_the_article_says(self):
        nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
        if not nginx:
            self.skipTest("nginx is not here: apt-get install nginx-light")
        server = re.search(r"```nginx\n(.*?)```", ARTICLE.read_text(), re.S)[1]
        port = free_port()
        for old, new in (("127.0.0.1:8080", f"127.0.0.1:{port}"), ("http://127.0.0.1:8787", self.ullage.url),
                         ("https://api.anthropic.com", self.api_url)):
            self.assertIn(old, server)
            server = server.replace(old, new)
        with tempfile.TemporaryDirectory() as folder:
            temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in
                                ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
            config = pathlib.Path(folder) / "nginx.conf"
            config.write_text(f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
                              f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{server}}}\n")
            process = subprocess.Popen([nginx, "-p", folder, "-e", f"{folder}/error.log", "-c", config])
            try:
                self.await_port(port)
                self.check(f"http://127.0.0.1:{port}")
            finally:
                process.terminate()
                process.wait(timeout=10)

    def test_a_router_of_a_coding_agent(self):
        Router.counting, Router.sending = self.ullage.url, self.api_url
        server, url = serving(Router)
        try:
            self.check(url)
        finally:
            server.shutdown()
            server.server_close()

    def test_litellm_as_the_article_says(self):
        litellm = os.environ.get("LITELLM") or shutil.which("litellm")
        if not litellm:
            self.skipTest("litellm is not here: pip install 'litellm[proxy]', and LITELLM=.../bin/litellm")
        config = re.search(r"```yaml\n(.*?)```", ARTICLE.read_text(), re.S)[1]
        Router.counting, Router.sending = self.ullage.url, self.api_url
        router, router_url = serving(Router)
        self.assertIn("http://127.0.0.1:8080", config)
        port = free_port()
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "config.yaml"
            file.write_text(config.replace("http://127.0.0.1:8080", router_url))
            process = subprocess.Popen(
                [litellm, "--config", file, "--host", "127.0.0.1", "--port", str(port)],
                env={"PATH": os.environ["PATH"], "HOME": folder, "ANTHROPIC_API_KEY": "sk-upstream", "LITELLM_MASTER_KEY": KEY,
                     "LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False"},
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                self.await_port(port, seconds=120)
                self.check(f"http://127.0.0.1:{port}", lists_models=False)
            finally:
                process.terminate()
                process.wait(timeout=20)
                router.shutdown()
                router.server_close()

    def await_port(self, port, seconds=5):
        for _ in range(20 * seconds):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.fail("the gateway does not listen")


if __name__ == "__main__":
    unittest.main()
