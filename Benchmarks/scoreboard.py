#!/usr/bin/env python3
"""How true `ullage count --jsonl` is on recorded requests: exact, within 1%, inside the stated bounds.

    swift build -c release --product ullage
    Benchmarks/scoreboard.py [--records FILE.jsonl.xz ...] [--ullage PROGRAM] [--worst N]

Each line of the records is a call to the API as it was recorded: `request`, `model`, `betas`, `recorded_at`, the API's
`input_tokens`, and `scorable`. Of an answer that the API made in several passes, as with tools that it runs itself, only
the first sampling's input counts: what a stream's `message_start` says. The program gets what a caller would give it and nothing of the answer. The exit status
is 1 where a figure that must be shown is not.
"""
import argparse
import collections
import json
import lzma
import pathlib
import subprocess
import sys

from scoring import classes, residuals

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT.parent / "shared" / "data" / "requests"
RECORDS = [FOLDER / "requests.jsonl.xz", FOLDER / "requests-2026-11-29.jsonl.xz"]
# What must be shown: shares of the counted records, of all scorable ones, and of those labelled `exact`.
LEAST_EXACT, LEAST_NEAR, LEAST_IN_BOUNDS, MOST_WRONG = 0.95, 0.99, 0.995, 0.003
# Of the newest records, which no rule was read off first, none labelled `exact` may be wrong.
MOST_WRONG_OF_NEWEST = 0


class Score:
    """A record and the answer to it."""

    def __init__(self, record, answer):
        self.record, self.answer = record, answer
        self.true, self.tokens = classes.measured(record), answer["input_tokens"]
        self.error = self.tokens - self.true
        self.exact = self.error == 0
        # Decided in the house: within 1% is |error| <= max(1, 1% of the true count).
        self.near = abs(self.error) <= max(1, self.true / 100)
        self.inside = answer["lower"] <= self.true <= answer["upper"]
        self.width = answer["upper"] - answer["lower"]


def question(record):
    """What the program is asked."""
    return {key: record[key] for key in ("id", "request", "betas", "recorded_at")} | {"model": classes.model(record)}


def answers(program, records, more=None):
    """The program's answers, in order; `more` is asked of each."""
    lines = "".join(json.dumps(question(record) | (more or {}), ensure_ascii=False) + "\n" for record in records)
    run = subprocess.run(
        [program, "count", "--jsonl", "-q", "--assume-model", "claude-opus-5"], input=lines.encode("utf8", "surrogatepass"), capture_output=True)
    found = [json.loads(line) for line in run.stdout.splitlines()]
    if len(found) != len(records):
        sys.exit(f"error: {len(records)} lines asked, {len(found)} answered: {run.stderr.decode()[:400]}")
    return found


def row(name, scores):
    """A line of a table."""
    number = len(scores)
    if number == 0:
        return f"| {name} | 0 | - | - | - | - | - | - |"
    share = lambda test: f"{100 * sum(map(test, scores)) / number:.1f}%"
    widths = sorted(score.width for score in scores)
    worst = max((abs(score.error) for score in scores), default=0)
    return (f"| {name} | {number} | {share(lambda s: s.exact)} | {share(lambda s: s.near)} | "
            f"{share(lambda s: s.inside)} | {widths[number // 2]} | {widths[number * 19 // 20]} | {worst} |")


def table(title, groups):
    """A table of groups of scores, largest first."""
    print(f"\n## {title}\n\n| | records | exact | within 1% | in bounds | median width | 95% width | largest error |")
    print("|---|---|---|---|---|---|---|---|")
    for name, scores in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        print(row(name, scores))


def grouped(scores, names):
    """Scores by each of the names that `names` gives them."""
    groups = collections.defaultdict(list)
    for score in scores:
        for name in names(score):
            groups[name].append(score)
    return groups


def listed(title, scores, known):
    """Lists single records, equal ones together."""
    print(f"\n## {title}\n\n| records | error | true | bounds | basis | model | endpoint | first id | what is known |")
    print("|---|---|---|---|---|---|---|---|---|")
    groups = grouped(scores, lambda s: [(s.error, s.true, s.answer["lower"], s.answer["upper"], classes.model(s.record))])
    for (error, true, lower, upper, model), same in sorted(groups.items(), key=lambda item: (-abs(item[0][0]), item[0])):
        first = same[0]
        print(f"| {len(same)} | {error:+} | {true} | {lower}..{upper} | {first.answer['basis']} | {model} | "
              f"{first.record['endpoint'].split('@')[0]} | {first.record['id']} | {known.of(first.record)} |")


def main():
    """Prints the scoreboard; the exit status says whether all figures are met."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--records", type=pathlib.Path, nargs="+", default=RECORDS)
    options.add_argument("--ullage", default=ROOT / ".build" / "release" / "ullage")
    options.add_argument("--worst", type=int, default=40, help="how many of the worst to list")
    options = options.parse_args()
    records = []
    newest = set()
    for path in options.records:
        if not path.exists():
            sys.exit(f"error: no records at {path}\n  try: --records FILE.jsonl.xz")
        with lzma.open(path, "rt", encoding="utf8") as file:
            read = [json.loads(line) for line in file]
        records += read
        newest = {record["id"] for record in read}
    replies = answers(options.ullage, records)
    refused = [(r, a) for r, a in zip(records, replies) if "error" in a]
    for record, answer in refused:
        print(f"not counted: {record['id']}: {answer['error']['message']}")
    scores = [Score(r, a) for r, a in zip(records, replies) if classes.is_scorable(r) and "error" not in a]
    counted = [score for score in scores if classes.is_counted(score.record)]
    exact = [score for score in counted if score.answer["basis"] == "exact"]
    wrong = [score for score in exact if not score.exact]
    exact_newest = [score for score in exact if score.record["id"] in newest]
    known = residuals.Residuals.read()

    table("All", {
        "counted": counted, "all scorable (bounds only)": scores,
        "beta headers unknown (bounds only)": [s for s in scores if s.record.get("beta_unknown")],
    })
    table("By basis", grouped(counted, lambda s: [s.answer["basis"]]))
    table("By feature", grouped(counted, lambda s: classes.features(s.record)))
    table("By model", grouped(counted, lambda s: [s.record["model"] and classes.family(classes.model(s.record))]))
    table("By endpoint", grouped(counted, lambda s: [s.record["endpoint"].split("@")[0]]))
    listed("Labelled exact, and wrong: all", wrong, known)
    listed("Outside the bounds: all", [s for s in scores if not s.inside], known)
    rest = sorted((s for s in counted if not s.exact and s not in wrong), key=lambda s: -abs(s.error) / max(s.true, 100))
    listed(f"The {options.worst} worst of the others that are not exact", rest[:options.worst], known)

    lost = len(refused) / len(records)
    figures = [
        ("exact", sum(s.exact for s in counted) / len(counted), LEAST_EXACT),
        ("within 1%", sum(s.near for s in counted) / len(counted), LEAST_NEAR),
        ("inside the bounds", sum(s.inside for s in scores) / len(scores), LEAST_IN_BOUNDS),
        ("labelled exact and right", 1 - len(wrong) / max(len(exact), 1), 1 - MOST_WRONG),
        (f"labelled exact and right, of {len(exact_newest)} newest",
         1 - sum(not s.exact for s in exact_newest) / max(len(exact_newest), 1), 1 - MOST_WRONG_OF_NEWEST),
        ("counted at all", 1 - lost, 1),
    ]
    print("\n## What must be shown\n")
    for name, share, least in figures:
        print(f"{'met' if share >= least else 'NOT MET'}: {name} {100 * share:.2f}%, at least {100 * least:.1f}%")
    return all(share >= least for _, share, least in figures)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
