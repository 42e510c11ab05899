"""Requests to count: a few of our own, and recorded ones where they are at hand."""

import json
import lzma
import pathlib
import random

RECORDED = pathlib.Path(__file__).parents[3] / "shared/data/requests/requests.jsonl.xz"

TOOL = {
    "name": "get_weather",
    "description": "The weather of a city.",
    "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
        "required": ["city"],
    },
}
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
OWN = [
    {"model": "claude-opus-5", "messages": [{"role": "user", "content": "Hello, Claude"}]},
    {
        "model": "claude-sonnet-4-5",
        "system": "You are a scientist",
        "messages": [
            {"role": "user", "content": "Grüße aus Zürich 🏔️"},
            {"role": "assistant", "content": "Hallo!"},
            {"role": "user", "content": [{"type": "text", "text": "日本語"}, {"type": "text", "text": "𐍈"}]},
        ],
    },
    {
        "model": "claude-haiku-4-5-20251001",
        "tools": [TOOL],
        "tool_choice": {"type": "auto"},
        "messages": [
            {"role": "user", "content": "Weather in Oslo?"},
            {
                "role": "assistant",
                "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {"city": "Oslo"}}],
            },
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "-3 °C"}],
            },
        ],
    },
    {
        "model": "claude-sonnet-5",
        "thinking": {"type": "adaptive"},
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}},
                    {"type": "text", "text": "What is this?"},
                ],
            }
        ],
    },
]

# What the SDK's count_tokens takes; the rest of a recorded request is for the answer, and counts nothing.
PARAMETERS = ["messages", "model", "system", "tools", "tool_choice", "thinking", "output_config", "cache_control", "speed"]


def recorded(most, seed=7):
    """(requests, betas): recorded ones that the SDK can send, `most` of them by chance; None where there are none."""
    if not RECORDED.exists():
        return None
    found = []
    with lzma.open(RECORDED, "rt") as lines:
        for line in lines:
            record = json.loads(line)
            if record["endpoint"] not in ("/v1/messages", "/v1/messages/count_tokens"):
                continue
            body = {key: record["request"][key] for key in PARAMETERS if record["request"].get(key) is not None}
            body["model"] = record["model"] or body.get("model")
            if body.get("messages") and body["model"]:
                found.append((body, record["betas"]))
    random.Random(seed).shuffle(found)
    return found[:most]
