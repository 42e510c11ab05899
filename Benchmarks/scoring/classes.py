"""What a recorded request has in it: model, features, and whether it counts."""
import re


def model(record):
    """The model that answered. A moving alias is told by the answer."""
    named = record["model"]
    answered = record.get("response_model") or ""
    return answered if named.endswith("3-5-sonnet-latest") and "20240620" in answered else named


def family(name):
    """A model's name without platform, region, date and version."""
    name = re.sub(r"^(us-gov|us|eu|global|apac|jp|au)\.", "", name.lower().split("/")[-1]).replace("anthropic.", "")
    june = "20240620" in name
    name = re.sub(r"(-v\d+)?(:\d+)?$", "", re.sub(r"[-@](latest|20\d{6}|default).*$", "", name)).replace(".", "-")
    return name + (" (June)" if june else "")


def measured(record):
    """The input of the first sampling: of a stream with server tools that is what its `message_start` says."""
    start = record.get("message_start") or {}
    usage = start.get("usage") or start
    counts = [usage.get(key) or 0 for key in ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")]
    return sum(counts) if any(counts) else record["input_tokens"]


def is_scorable(record):
    """Whether the body alone decides what was measured: also where several passes followed a first one that is known."""
    return record["scorable"] or bool(record.get("message_start")) and "several passes" in (record.get("why_not") or "")


def is_counted(record):
    """Whether the record counts for exactness: decided by its body alone, headers known, and later than Claude 2."""
    return is_scorable(record) and not record.get("beta_unknown") and not re.search(r"claude-(v2|2)", record["model"])


def blocks(content):
    """The blocks of a content in any shape."""
    return content if isinstance(content, list) else [{"type": "text", "text": content}]


def kind(block):
    """A block's kind, in either shape."""
    if not isinstance(block, dict):
        return "text"
    names = {"toolUse": "tool_use", "toolResult": "tool_result", "reasoningContent": "thinking"}
    return block.get("type") or next((names.get(key, key) for key in block), "text")


def is_cited(block):
    citations = block.get("citations") if isinstance(block, dict) else None
    return isinstance(citations, dict) and bool(citations.get("enabled"))


def features(record):
    """The features that a request has; one with none of them is a plain text."""
    body = record["request"]
    extra = body.get("additionalModelRequestFields") or {}
    found = set()
    if body.get("system"):
        found.add("system")
    tools = body.get("tools") or (body.get("toolConfig") or {}).get("tools") or []
    if tools:
        found.add("tools")
    for tool in tools:
        if tool.get("defer_loading"):
            found.add("deferred tools")
        if tool.get("type") not in (None, "custom") or not (tool.get("input_schema") or tool.get("toolSpec") or tool.get("cachePoint")):
            found.add("server or Anthropic tools")
    choice = body.get("tool_choice") or (body.get("toolConfig") or {}).get("toolChoice") or {}
    if isinstance(choice, dict) and (choice.get("type") in ("any", "tool") or "any" in choice or "tool" in choice):
        found.add("forced choice")
    if isinstance(choice, dict) and choice.get("disable_parallel_tool_use"):
        found.add("parallel calls off")
    thinking = body.get("thinking") or extra.get("thinking") or {}
    if thinking.get("type") in ("enabled", "adaptive"):
        found.add("thinking " + thinking["type"])
    output = body.get("output_config") or extra.get("output_config") or {}
    if body.get("output_format") or output.get("format") or body.get("outputConfig"):
        found.add("structured output")
    messages = body.get("messages") or []
    if len(messages) > 1:
        found.add("several messages")
    if messages and messages[-1].get("role") == "assistant":
        found.add("prefill")
    for message in messages:
        content = blocks(message.get("content"))
        results = [block for block in content if kind(block) == "tool_result"]
        if len(results) > 1:
            found.add("several results in a turn")
        for block in content:
            found |= features_of(block, message)
            for inner in blocks((block.get("content") if kind(block) == "tool_result" else None) or []):
                found |= {name + " in results" for name in features_of(inner, message) & {"images", "PDF", "documents"}}
    return found or {"nothing but text"}


def features_of(block, message):
    """The features that one block shows."""
    name, found = kind(block), set()
    if name in ("tool_use", "tool_result"):
        found.add("tool turns")
    elif name in ("thinking", "redacted_thinking"):
        found.add("thinking in history")
    elif name == "image":
        found.add("images")
    elif name == "document":
        inner = block.get("document") or block
        source = inner.get("source") or {}
        data = source.get("data") or source.get("bytes") or ""
        found.add("PDF" if isinstance(data, str) and data.startswith("JVBER") else "documents")
    elif name == "search_result":
        found.add("search results")
    elif name in ("tool_addition", "tool_removal"):
        found.add("tools added or removed")
    elif name.startswith("server_tool") or name.endswith("_tool_result"):
        found.add("server tools in history")
    if is_cited(block) or is_cited(block.get("document") or {}):
        found.add("citations")
    return found
