"""Writes requests.jsonl: bodies of our own making with what the executable law of Benchmarks/law counts for them.

    PYTHONPATH=Benchmarks/law:FOLDER_OF_TILING_V3 python3.12 Tests/Golden/requests.py > Tests/Golden/requests.jsonl

The law runs on another tokenizer (PyPI ctok 1.3.0), so that the counter is compared with something it does not share.
"""
import base64
import json
import struct
import sys
import zlib

import law

MODELS = [
    "claude-3-haiku-20240307", "claude-3-5-haiku-20241022", "claude-3-opus-20240229", "claude-3-7-sonnet-20250219",
    "claude-sonnet-4-20250514", "claude-haiku-4-5", "claude-opus-4-5", "claude-sonnet-4-6", "claude-opus-4-7",
    "claude-opus-4-8", "claude-sonnet-5", "claude-opus-5",
]
WEATHER = {"name": "get_weather", "description": "Weather of a place — today.", "input_schema": {
    "type": "object", "properties": {"place": {"type": "string"}, "days": {"type": "integer", "default": 1.50}}, "required": ["place"]}}
CLOCK = {"name": "clock", "input_schema": {"type": "object", "properties": {}}}


def png(width, height):
    """The start of a PNG file, in base64."""
    header = struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00"
    chunk = b"IHDR" + header
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": base64.b64encode(data).decode()}}


def signature(size):
    """A signature that says that the thinking has so many bytes."""
    def field(number, value):
        length = len(value)
        return bytes([number << 3 | 2]) + (bytes([length]) if length < 128 else bytes([length & 127 | 128, length >> 7])) + value
    return base64.b64encode(field(2, field(1, b"k" * 8) + field(5, b"x" * (size + 16)))).decode()


def user(content):
    return {"role": "user", "content": content}


def assistant(content):
    return {"role": "assistant", "content": content}


def call(number, name="get_weather", **arguments):
    return {"type": "tool_use", "id": f"call_{number}", "name": name, "input": arguments}


def result(number, content, **more):
    return {"type": "tool_result", "tool_use_id": f"call_{number}", "content": content} | more


def text(words, **more):
    return {"type": "text", "text": words} | more


def bodies():
    """Names and bodies, one feature or one joint of two a body."""
    ask = user("What is the weather in Tromsø?")
    yield "text", {"messages": [ask]}
    yield "blocks", {"messages": [user([text("one "), text("two"), text("\n\nthree\n")])]}
    yield "several messages", {"messages": [ask, assistant("Cold. 零下三度"), user(" and 明日?"), user("And then?")]}
    yield "prefill", {"messages": [ask, assistant("It is")]}
    yield "assistant first", {"messages": [assistant("Hello."), ask]}
    yield "system", {"system": "  Be brief.\n", "messages": [ask]}
    yield "system blocks", {"system": [text("Be brief."), text("\nBe kind. ")], "messages": [ask]}
    yield "tools", {"tools": [WEATHER, CLOCK], "messages": [ask]}
    yield "tools and system", {"tools": [WEATHER], "system": "Be brief.", "messages": [ask]}
    for choice in ({"type": "any"}, {"type": "tool", "name": "clock"}, {"type": "none"}):
        yield "choice " + choice["type"], {"tools": [WEATHER, CLOCK], "tool_choice": choice, "messages": [ask]}
    loop = [ask, assistant([text("I look."), call(1, place="Tromsø", days=2)])]
    yield "result", {"tools": [WEATHER], "messages": loop + [user([result(1, "−3 °C")])]}
    yield "result blocks", {"tools": [WEATHER], "messages": loop + [user([result(1, [text("−3 "), text("°C")])])]}
    yield "empty result", {"tools": [WEATHER], "messages": loop + [user([result(1, [])])]}
    yield "error result", {"tools": [WEATHER], "messages": loop + [user([result(1, "no such place", is_error=True)])]}
    yield "result and text", {"tools": [WEATHER], "messages": loop + [user([result(1, "−3"), text("Thanks.")])]}
    yield "answer after result", {"tools": [WEATHER], "messages": loop + [user([result(1, "−3")]), assistant("Cold."), user("Yes?")]}
    calls = [ask, assistant([call(1, place="Oslo"), call(2, "clock")])]
    yield "several results", {"tools": [WEATHER, CLOCK], "messages": calls + [user([result(1, "4"), result(2, "12:00")])]}
    yield "arguments", {"tools": [WEATHER], "messages": [ask, assistant([call(1, place="a\"b\n", days=[1, 2.50, None, True, {"x": "é"}])]), user([result(1, "?")])]}
    yield "result ends in newlines", {"tools": [WEATHER], "messages": loop + [user([result(1, "−3\n")])]}
    yield "result in tags", {"tools": [WEATHER], "messages": loop + [user([result(1, "<t>−3</t>")])]}
    yield "call opens answer", {"tools": [WEATHER], "messages": [ask, assistant([call(1, place="Oslo")]), user([result(1, "4")]), assistant([call(2, place="Bodø")]), user([result(2, "2")])]}
    yield "several results, an error, an empty one", {"tools": [WEATHER, CLOCK], "messages": [ask, assistant([text("I look."), call(1, place="Oslo"), call(2, "clock"), call(3, "clock")]), user([result(1, "4"), result(2, "<e>no</e>", is_error=True), result(3, "")])]}
    yield "newlines after result", {"tools": [WEATHER], "messages": loop + [user([result(1, "−3")]), assistant([text("\n\nCold, and more."), call(2, place="Bodø")]), user([result(2, "2")])]}
    seen = "It is cold there.\n\nI look again."
    kept = {"type": "thinking", "thinking": seen, "signature": signature(len(seen.encode()))}
    agent = {"thinking": {"type": "enabled", "budget_tokens": 2000}, "tools": [WEATHER]}
    yield "thinking after result", agent | {"messages": loop + [user([result(1, "−3")]), assistant([kept, call(2, place="Bodø")]), user([result(2, "2")])]}
    yield "thinking and text after result", agent | {"messages": loop + [user([result(1, "−3")]), assistant([kept, text("Again."), call(2, place="Bodø")]), user([result(2, "2")])]}
    hidden = {"type": "thinking", "thinking": "", "signature": signature(540)}
    yield "hidden thinking", agent | {"messages": loop + [user([result(1, "−3")]), assistant([hidden, call(2, place="Bodø")]), user([result(2, "2")])]}
    yield "image alone", {"messages": [user([png(512, 512)])]}
    yield "image", {"messages": [user([png(300, 346), text("What is this?")])]}
    yield "large image", {"messages": [user([text("Look:"), png(3000, 1999)])]}
    yield "tall image", {"messages": [user([png(200, 9000)])]}
    yield "image in result", {"tools": [WEATHER], "messages": loop + [user([result(1, [text("a map"), png(100, 50)])])]}
    document = {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "It is cold. Snow falls! Why?\nNobody knows."}}
    yield "document", {"messages": [user([document, text("Sum up.")])]}
    yield "cited document", {"messages": [user([document | {"citations": {"enabled": True}, "title": "Winter"}, text("Sum up.")])]}
    schema = {"type": "object", "properties": {"b": {"type": "string", "description": "naïve"}, "a": {"type": "array", "items": {"type": "integer"}}}, "required": ["b"], "additionalProperties": False}
    yield "structured output", {"output_config": {"format": {"type": "json_schema", "schema": schema}}, "messages": [ask]}
    yield "thinking", {"thinking": {"type": "enabled", "budget_tokens": 2000}, "messages": [ask]}
    yield "thinking and tools", {"thinking": {"type": "enabled", "budget_tokens": 2000}, "tools": [WEATHER], "messages": [ask]}
    yield "unknown block", {"messages": [user([{"type": "hologram", "depth": 3}, text("What?")])]}
    yield "free fields", {"max_tokens": 10, "temperature": 0.5, "stop_sequences": ["x"], "metadata": {"user_id": "1"}, "stream": True, "messages": [ask]}


def main():
    """Writes a line for each body and model."""
    for name, body in bodies():
        for model in MODELS:
            tokens, lower, upper, label, _, _ = law.predict(body, model, "2026-03-01", [])
            answer = {"name": name, "model": model, "input_tokens": tokens, "lower": lower, "upper": upper, "basis": label}
            sys.stdout.write(json.dumps(answer | {"request": body}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
