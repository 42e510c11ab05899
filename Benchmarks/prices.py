#!/usr/bin/env python3
"""Whether `ullage price` agrees with PyPI genai-prices and litellm on random usages, to a hundred-millionth of a dollar.

    pip install genai-prices litellm          # in an environment of its own
    swift build -c release --product ullage
    Benchmarks/prices.py [--ullage PROGRAM] [--usages 500] [--seed 1]

Each library gets usages of the models and features it has: cache writes for five minutes and an hour, cache reads, long
prompts, batches, fast mode, inference in the US, Bedrock's regions, searches. Where the two differ, the difference is
listed with the source that is right, or as unexplained; the status is 1 where one is unexplained.
"""
import argparse
import collections
import datetime
import decimal
import json
import os
import pathlib
import random
import subprocess
import sys

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
ROOT = pathlib.Path(__file__).resolve().parent.parent
DAY = "2026-11-21"
# Differences that are known: the library, whose usages, what the library does, and the source that is right.
KNOWN = [
    ("genai-prices", lambda u: u["model"].startswith("claude-sonnet-4") and u["prompt"] > 200_000,
     "still doubles Sonnet 4 and 4.5 above 200,000 tokens", "documentation, 2026-08: the 1M window of both ended on 2026-04-30"),
    ("litellm", lambda u: "mythos-preview" in u["model"] and "anthropic." in u["model"],
     "has Bedrock's own price of Mythos Preview", "litellm; the catalogue has the Claude API's price alone"),
    ("litellm", lambda u: "anthropic.claude-sonnet-4-5" in u["model"] and u["prompt"] > 200_000,
     "still doubles Sonnet 4.5 above 200,000 tokens on Bedrock", "documentation, 2026-08: the 1M window ended on 2026-04-30"),
]


class NotModelled(Exception):
    """A model or a feature that a library has no price for."""


FAST = {"claude-opus-5-5", "claude-opus-5", "claude-opus-4-8"}
REGIONAL = ["global", "us", "eu", "jp", "au"]


def models(program):
    """Ids and facts of the models that have a price."""
    listed = json.loads(subprocess.run([program, "models", "--json"], check=True, capture_output=True).stdout)
    found = {}
    for model in listed["models"]:
        facts = json.loads(
            subprocess.run([program, "models", "--json", model["id"]], check=True, capture_output=True).stdout)
        facts = facts.get("model", facts)
        if isinstance(facts, dict) and facts.get("prices"):
            found[model["id"]] = facts
    return found


def usage(rng, model, *, batch=False, fast=False, us=False):
    """A random usage as the API writes it."""
    scale = rng.choice([100, 3_000, 40_000, 90_000, 400_000])

    def tokens():
        return rng.randrange(scale) if rng.random() < 0.7 else 0

    short, hour, read = tokens(), tokens(), tokens()
    searches = rng.choice([0, 0, 0, 1, 7])
    body = {
        "input_tokens": rng.randrange(1, scale), "output_tokens": rng.randrange(1, 8_000),
        "cache_read_input_tokens": read, "cache_creation_input_tokens": short + hour,
        "cache_creation": {"ephemeral_5m_input_tokens": short, "ephemeral_1h_input_tokens": hour},
        "server_tool_use": {"web_search_requests": searches, "web_fetch_requests": 0},
        "service_tier": "batch" if batch else "standard", "speed": "fast" if fast else "standard",
        "inference_geo": "us" if us else "global",
    }
    prompt = body["input_tokens"] + read + short + hour
    return {"model": model, "usage": body, "prompt": prompt, "long": prompt > 100_000, "hourly": hour > 0}


def by_ullage(program, cases):
    """What each case costs, in dollars; nil where it is not priced."""
    lines = "".join(
        json.dumps({"id": str(n), "model": c["model"], "usage": c["usage"]}) + "\n" for n, c in enumerate(cases))
    answer = subprocess.run(
        [program, "price", "--jsonl", "--quiet", "--as-of", DAY, "-"], input=lines.encode(), capture_output=True)
    found = {}
    for line in answer.stdout.splitlines():
        row = json.loads(line)
        found[int(row["id"])] = decimal.Decimal(row["nanodollars"]) / 10**9 if "nanodollars" in row else None
    return [found.get(n) for n in range(len(cases))]


def by_litellm(case):
    import litellm
    from litellm.types.utils import CacheCreationTokenDetails, PromptTokensDetailsWrapper, Usage

    body = case["usage"]
    details = PromptTokensDetailsWrapper(
        cached_tokens=body["cache_read_input_tokens"], cache_creation_tokens=body["cache_creation_input_tokens"],
        text_tokens=body["input_tokens"],
        cache_creation_token_details=CacheCreationTokenDetails(**body["cache_creation"]))
    own = Usage(
        prompt_tokens=case["prompt"], completion_tokens=body["output_tokens"],
        total_tokens=case["prompt"] + body["output_tokens"], prompt_tokens_details=details,
        cache_creation_input_tokens=body["cache_creation_input_tokens"],
        cache_read_input_tokens=body["cache_read_input_tokens"])
    own.inference_geo = body["inference_geo"]
    own.speed = body["speed"]
    provider = "bedrock_converse" if "anthropic." in case["model"] else "anthropic"
    if case["model"] not in litellm.model_cost:
        raise NotModelled("model")
    prompt, completion = litellm.cost_per_token(
        model=case["model"], usage_object=own, custom_llm_provider="bedrock" if provider != "anthropic" else provider)
    searches = body["server_tool_use"]["web_search_requests"]
    fee = litellm.get_model_info(case["model"], provider)["search_context_cost_per_query"] if searches else None
    if searches and not fee:
        raise NotModelled("searches")
    extra = decimal.Decimal(str(fee["search_context_size_medium"])) * searches if fee else 0
    return decimal.Decimal(prompt) + decimal.Decimal(completion) + extra


def by_genai_prices(case):
    import genai_prices

    body = case["usage"]
    own = genai_prices.Usage(
        input_tokens=case["prompt"], output_tokens=body["output_tokens"],
        cache_read_tokens=body["cache_read_input_tokens"], cache_write_tokens=body["cache_creation_input_tokens"],
        cache_write_1h_tokens=body["cache_creation"]["ephemeral_1h_input_tokens"],
        web_searches=body["server_tool_use"]["web_search_requests"])

    def price(processing):
        return genai_prices.calc_price(
            own, case["model"], provider_id="anthropic",
            genai_request_timestamp=datetime.datetime.fromisoformat(DAY + "T12:00:00+00:00"),
            price_context={"processing": processing} if processing else None)

    try:
        answer = price("batch" if body["service_tier"] == "batch" else None)
    except LookupError as error:
        raise NotModelled("model") from error
    if body["service_tier"] == "batch" and answer.total_price == price(None).total_price:
        raise NotModelled("batch")
    if own.web_searches and answer.model_price.web_searches_kcount is None:
        raise NotModelled("searches")
    if own.cache_write_tokens and answer.model_price.cache_write_mtok is None:
        raise NotModelled("cache")
    return answer.total_price


def cases(library, known, rng):
    """Usages of features that a library has, without end."""
    names = sorted(known)
    while True:
        model = rng.choice(names)
        released = known[model].get("released") or ""
        if library != "litellm":
            yield usage(rng, model, batch=rng.random() < 0.3)
            continue
        ids = [i for i in known[model].get("platforms", {}).get("bedrock", []) if i.split(".")[0] in REGIONAL]
        if ids and released >= "2025-09-29" and rng.random() < 0.2:
            yield usage(rng, rng.choice(ids))
            continue
        fast = model in FAST and rng.random() < 0.2
        yield usage(rng, model, fast=fast, us=released >= "2026-02-05" and rng.random() < 0.2)


def compare(library, price, program, count, made):
    """Prints what differs; returns how many differences nothing explains."""
    kept, unknown = [], collections.Counter()
    while len(kept) < count:
        case = next(made)
        try:
            kept.append((case, decimal.Decimal(price(case))))
        except NotModelled as error:
            unknown[str(error)] += 1
    agreed, explained, unexplained = 0, collections.Counter(), []
    for (case, other), own in zip(kept, by_ullage(program, [case for case, _ in kept])):
        if own is not None and abs(own - other) <= decimal.Decimal("0.00000001"):
            agreed += 1
            continue
        words = next(
            (f"{what}; right: {right}" for name, holds, what, right in KNOWN if name == library and holds(case)), None)
        if words:
            explained[words] += 1
        else:
            unexplained.append((case, own, other))
    print(f"{library}: {agreed} of {count} agree; left out as it has no price: {dict(unknown) or 'none'}")
    for words, number in explained.items():
        print(f"  {number} differ, it {words}")
    for case, own, other in unexplained[:12]:
        print(f"  unexplained: {own} here, {other} there: {json.dumps({'model': case['model'], **case['usage']})}")
    return len(unexplained)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ullage", default=str(ROOT / ".build" / "release" / "ullage"))
    parser.add_argument("--usages", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    known = models(options.ullage)
    rng = random.Random(options.seed)
    left = 0
    for library, price in (("genai-prices", by_genai_prices), ("litellm", by_litellm)):
        left += compare(library, price, options.ullage, options.usages, cases(library, known, rng))
    sys.exit(1 if left else 0)


if __name__ == "__main__":
    main()
