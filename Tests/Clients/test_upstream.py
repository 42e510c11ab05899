"""`serve --upstream` in front of a server that plays the API."""

import http.server
import json
import threading
import time
import unittest

import anthropic
import bodies
from server import Server


class API(http.server.BaseHTTPRequestHandler):
    """Answers as it is told, and remembers what it was asked."""

    answer = (200, {"input_tokens": 1234})
    delay = 0.0
    asked = []

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.asked.append((self.path, dict(self.headers.items()), body))
        time.sleep(self.delay)
        status, reply = self.answer
        reply = json.dumps(reply).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(reply)))
        self.end_headers()
        try:
            self.wfile.write(reply)
        except BrokenPipeError:
            pass  # the server did not wait

    def log_message(self, *_):
        pass


class Upstream(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.api = http.server.ThreadingHTTPServer(("127.0.0.1", 0), API)
        threading.Thread(target=cls.api.serve_forever, daemon=True).start()
        environment = {
            "ANTHROPIC_API_KEY": "sk-upstream",
            "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{cls.api.server_port}",
        }
        cls.server = Server("--upstream", environment=environment)
        cls.client = anthropic.Anthropic(base_url=cls.server.url, api_key="sk-caller", max_retries=0)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.server.stop()
        cls.api.shutdown()
        cls.api.server_close()

    def setUp(self):
        API.answer, API.delay, API.asked = (200, {"input_tokens": 1234}), 0.0, []

    def count(self):
        raw = self.client.messages.with_raw_response.count_tokens(**bodies.OWN[0])
        return raw.parse().input_tokens, raw.headers

    def test_the_remote_count_stands_and_the_local_one_is_told(self):
        tokens, headers = self.count()
        self.assertEqual(tokens, 1234)
        self.assertEqual((headers["ullage-source"], headers["ullage-basis"]), ("remote", "measured"))
        self.assertLess(int(headers["ullage-local"]), 100)
        [(path, sent, body)] = API.asked
        self.assertTrue(path.startswith("/v1/messages/count_tokens"))
        self.assertEqual(body["messages"], bodies.OWN[0]["messages"])
        sent = {name.lower(): value for name, value in sent.items()}
        self.assertEqual(sent["x-api-key"], "sk-upstream")
        self.assertNotIn("sk-caller", str(sent))

    def test_where_the_api_does_not_answer_the_local_count_stands_marked(self):
        refusal = {"type": "error", "error": {"type": "x", "message": "no"}}
        for answer in [(429, refusal), (529, refusal), (400, refusal), (401, refusal), (200, {"nonsense": 1})]:
            with self.subTest(answer=answer):
                API.answer = answer
                tokens, headers = self.count()
                self.assertLess(tokens, 100)
                self.assertEqual(headers["ullage-source"], "local")
                self.assertTrue(headers["ullage-upstream"])

    def test_a_slow_api_is_not_waited_for_longer_than_ten_seconds(self):
        API.delay = 14
        start = time.monotonic()
        tokens, headers = self.count()
        self.assertLess(time.monotonic() - start, 12)
        self.assertLess(tokens, 100)
        self.assertEqual(headers["ullage-upstream"], "timed_out")

    def test_what_cannot_be_counted_here_is_not_asked_there(self):
        with self.assertRaises(anthropic.NotFoundError):
            self.client.messages.count_tokens(model="gpt-4", messages=bodies.OWN[0]["messages"])
        self.assertEqual(API.asked, [])

    def test_without_a_key_it_does_not_start(self):
        with self.assertRaisesRegex(RuntimeError, "there is no key"):
            Server("--upstream")
