#!/usr/bin/env python3
"""How true `ullage plan` is on the next call of an agent's session: growth since the last call's usage against the API's.

    swift build -c release --product ullage
    Benchmarks/increments.py [--records FILE.jsonl[.xz] ...] [--ullage PROGRAM] [--worst N]

Rows of which something is known to be missing are not in the tables; they are listed with their error at the end.
Each record is a step of a recorded session: the messages `before`, what was `added` (an answer and a user message) and the
`true_increment` of the input by the API's own usage. Each is made a session on disk whose last answer has a usage of 50,000
tokens of input and the recorded output; the plan's `input_tokens` less 50,000 is the predicted growth.
"""
import argparse
import collections
import concurrent.futures
import json
import lzma
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT.parent / "shared" / "data" / "increments"
RECORDS = [FOLDER / name for name in ("increments.jsonl.xz", "increments-short.jsonl.xz", "increments-opus5.jsonl.xz")]
ANCHOR = 50_000
# Rows of these kinds are recorded and never sent.
FREE = {"command_permissions", "hook_success", "hook_system_message", "hook_cancelled", "hook_non_blocking_error"}


def read(path):
    """A file's records."""
    opened = lzma.open(path, "rt", encoding="utf8") if path.suffix == ".xz" else open(path, encoding="utf8")
    with opened as file:
        return [json.loads(line) for line in file]


def session(record):
    """The step as lines of a session on disk."""
    rows = []

    def add(kind, **more):
        number = len(rows)
        rows.append({
            "type": kind, "uuid": f"u{number}", "parentUuid": f"u{number - 1}" if number else None, "sessionId": "s",
            "isSidechain": False, "timestamp": f"{record['date'][:10]}T10:00:{number % 60:02}.000Z", "cwd": "/work",
            "version": record["client"].split()[-1], **more})

    def message(number, value, usage):
        if value["role"] == "user":
            return add("user", message=value)
        add("assistant", message={
            "id": f"msg_{number}", "type": "message", "role": "assistant", "model": record["model"],
            "content": value["content"] if isinstance(value["content"], list) else [{"type": "text", "text": value["content"]}],
            "stop_reason": "tool_use" if any(b.get("type") == "tool_use" for b in value["content"] if isinstance(b, dict)) else "end_turn",
            "usage": usage})

    usage = {"input_tokens": ANCHOR, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
    usage["output_tokens"] = record["output_tokens"] or 1
    if record.get("thinking_tokens") is not None:
        usage["output_tokens_details"] = {"thinking_tokens": record["thinking_tokens"]}
    for number, value in enumerate(record["before"]):
        message(number, value, {"input_tokens": 0, "output_tokens": 0})
    message(len(record["before"]), record["added"][0], usage)
    if record["output_tokens"] is None:
        # The transcript has a number from before the answer's end only.
        rows[-1]["message"]["stop_reason"] = None
    for value in record["added"][1:]:
        message(0, value, usage)
    for attachment in record.get("attachments") or []:
        add("attachment", attachment=attachment)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def plan(program, record, folder, *flags):
    """The plan of the session; None where there is none."""
    path = pathlib.Path(folder) / f"{record['id']}.jsonl"
    path.write_text(session(record), encoding="utf8")
    run = subprocess.run([program, "plan", "--json", "-q", *flags, path], capture_output=True, text=True)
    try:
        return json.loads(run.stdout)
    except json.JSONDecodeError:
        print(f"not planned: {record['id']}: {(run.stderr or run.stdout)[:200]}")
        return None


# Flags of rows of which nothing is missing.
WHOLE = re.compile(
    r"system:(turn_duration|stop_hook_summary|local_command|away_summary)|level|meta|interrupt|day-change|side-chain|"
    r"hand-copied|task-notification|reminder-in-(result|text)|persisted-output|attachments-not-recorded|attachment:.*")


def left_out(record):
    """Why a row is not scored; None where it is."""
    flags = [flag for flag in record["flags"] if not WHOLE.fullmatch(flag)]
    if flags:
        return ", ".join(flags)
    if record["model"].startswith("claude-opus-4-6") and "2026-04-13" <= record["date"][:10] <= "2026-04-15":
        return "another model served it"
    kinds = {a["type"] for a in record.get("attachments") or []}
    missing = [f for f in record["flags"] if f.startswith("attachment:") and f.split(":")[1] not in FREE | kinds]
    return ", ".join(missing) + " not recorded" if missing else None


def kind(record):
    """What is known of the step: its thinking and its notes."""
    blocks = [b for b in record["added"][0]["content"] if isinstance(b, dict)]
    thinking = [b for b in blocks if b.get("type") == "thinking"]
    if not thinking:
        name = "no thinking"
    elif record.get("thinking_tokens") is not None and len(thinking) == 1:
        name = "thinking, thinking_tokens known"
    elif all(b.get("thinking") for b in thinking):
        name = "thinking in view"
    elif record["output_tokens"] is not None:
        name = "thinking, output_tokens known"
    else:
        name = "thinking, signature alone"
    notes = [a for a in record.get("attachments") or [] if a["type"] not in FREE]
    return name + (", notes" if notes else "")


def table(title, groups):
    """A table of errors by group."""
    print(f"\n## {title}\n\n| | steps | exact | within 2 | within 3 | in bounds | largest error |\n|---|---|---|---|---|---|---|")
    for name, scores in sorted(groups.items()):
        number, errors = len(scores), [error for error, _, _ in scores]
        share = lambda test: f"{100 * sum(map(test, errors)) / number:.1f}%"
        inside = f"{100 * sum(inside for _, inside, _ in scores) / number:.1f}%"
        print(f"| {name} | {number} | {share(lambda e: e == 0)} | {share(lambda e: abs(e) <= 2)} | "
              f"{share(lambda e: abs(e) <= 3)} | {inside} | {max(map(abs, errors))} |")


def main():
    """Prints the tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--records", type=pathlib.Path, nargs="+", default=RECORDS)
    options.add_argument("--ullage", default=ROOT / ".build" / "release" / "ullage")
    options.add_argument("--worst", type=int, default=20, help="how many of the worst to list")
    options = options.parse_args()
    for path in options.records:
        if not path.exists():
            sys.exit(f"error: no records at {path}\n  try: --records FILE.jsonl.xz")
    kinds, models, worst, others = collections.defaultdict(list), collections.defaultdict(list), [], []
    records = [record for path in options.records for record in read(path)]
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = pool.map(lambda record: plan(options.ullage, record, folder), records)
        for record, answer in zip(records, answers):
            if answer is None or "input_tokens" not in answer:
                continue
            grown, true = answer["input_tokens"] - ANCHOR, record["true_increment"]
            score = (grown - true, answer["lower"] - ANCHOR <= true <= answer["upper"] - ANCHOR, record)
            reason = left_out(record)
            if reason:
                others.append((reason, score))
                continue
            kinds[kind(record)].append(score)
            models[record["model"].split("-20")[0] + ", " + kind(record)].append(score)
            worst.append(score)
    table("By what is known", kinds)
    table("By model", models)
    print("\n## The worst\n")
    for error, inside, record in sorted(worst, key=lambda score: -abs(score[0]))[:options.worst]:
        print(f"{record['id']} {record['model']} {error:+} of {record['true_increment']}"
              f"{'' if inside else ', outside the bounds'}: {record['kind']}, {record['client']}, {' '.join(record['flags'])}")
    print(f"\n## Left out: {len(others)}\n")
    for reason, (error, inside, record) in sorted(others, key=lambda other: (other[0], -abs(other[1][0]))):
        print(f"{record['id']} {record['model']} {error:+} of {record['true_increment']}"
              f"{'' if inside else ', outside the bounds'}: {reason}")


if __name__ == "__main__":
    main()
