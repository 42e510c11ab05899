#!/usr/bin/env python3
"""How often "it fits" is false: recorded requests that lay above the limit which `--risk` chooses, by basis and content.

    swift build -c release --product ullage
    Benchmarks/risk.py [--ullage PROGRAM] [--write]

Recorded requests, and steps of recorded sessions, are split in two: requests by their repository, steps by their session,
by a bit of the name's FNV-1a hash. No repository and no session is on both sides. From one half `--write` writes the scores
of the catalogue (`shared.risk` in `models.json`; run `.ci/catalogue` after); the other half, which the scores have never
seen, is what is reported: the share of records above the limit, with its exact interval (Clopper and Pearson, 95%).

The counting rules themselves were found in records of both halves: only the limits are tested here, not the rules.
"""
import argparse
import collections
import functools
import json
import lzma
import math
import pathlib
import subprocess
import sys
import tempfile

import increments
import scoreboard
from scoring import classes

ROOT = pathlib.Path(__file__).resolve().parent.parent
RISKS = (0.05, 0.01, 0.001)
BASES = ("exact", "modelled", "assumed")
CONTENTS = ("text", "tools", "thinking", "server_tools", "media", "growth")
# Steps of which the files do not hold all that was sent: what is missing is no matter of counting.
MISSING = ("at-mention", "idle>1h", "system:api_error", "suspect:")


class Outcome:
    """What was counted of a record, what was true, and the limit at each risk."""

    def __init__(self, name, basis, content, tokens, upper, true, limits):
        self.name, self.basis, self.content = name, basis, content
        self.tokens, self.upper, self.true, self.limits = tokens, upper, true, limits

    @property
    def unit(self):
        """What a score of 1 is, in tokens: see RiskTable.swift."""
        return self.upper - self.tokens + max(abs(self.tokens), 1000) / 1000

    @property
    def score(self):
        """How far the truth lay above the count, in units of the doubt."""
        return max(self.true - self.tokens, 0) / self.unit

    def limit(self, scores, risk):
        """The limit of growth at a risk, as RiskTable.swift has it: the program says the same of the last risk."""
        records, highest = scores["records"], scores["highest"]
        rank = math.ceil((records + 1) * (1 - risk) - 1e-9)
        if rank > records:
            most = max((score for score, _ in highest), default=0)
            return self.tokens + math.ceil(max(most, (self.upper - self.tokens) / self.unit) * self.unit)
        above = records - rank + 1
        for score, times in highest:
            above -= times
            if above <= 0:
                return self.tokens + math.ceil(score * self.unit)
        return self.tokens


def is_kept_apart(name):
    """Whether a repository or a session is in the half that is only tested on: a bit of FNV-1a, 64 bits."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 % (1 << 64)
    return value >> 8 & 1 == 1


def requests(program, is_apart, risks):
    """The outcomes of the recorded requests of one half."""
    records = []
    for path in scoreboard.RECORDS:
        with lzma.open(path, "rt", encoding="utf8") as file:
            records += [record for line in file if classes.is_scorable(record := json.loads(line))]
    records = [record for record in records if is_kept_apart(record["source"].split(":")[0]) == is_apart]
    answers = [scoreboard.answers(program, records, {"risk": risk}) for risk in risks]
    for record, *found in zip(records, *answers):
        if "error" in found[0]:
            continue
        first = found[0]
        yield Outcome(
            record["source"].split(":")[0], first["risk"]["basis"], first["risk"]["content"], first["input_tokens"],
            first["upper"], classes.measured(record), {risk: one["risk"]["limit"] for risk, one in zip(risks, found)})


def steps(program, is_apart, risks):
    """The outcomes of steps of the recorded sessions of one half, each planned once: at the last of the risks."""
    with tempfile.TemporaryDirectory() as folder:
        for record in (record for path in increments.RECORDS for record in increments.read(path)):
            if is_incomplete(record) or is_kept_apart(record["session"]) != is_apart:
                continue
            plan = increments.plan(program, record, folder, "--risk", str(risks[-1]))
            if plan is None or not plan.get("anchor"):
                continue
            anchor, risk = increments.ANCHOR, plan["risk"]
            outcome = Outcome(
                record["session"], risk["basis"], risk["content"], plan["input_tokens"] - anchor, plan["upper"] - anchor,
                record["true_increment"], {})
            scores = catalogue()["scores"].get(risk["basis"], {}).get(risk["content"], {"records": 0, "highest": []})
            outcome.limits = {risk: outcome.limit(scores, risk) for risk in risks}
            # What has left the context since is in the program's unit, and not in this one: a token or two.
            if abs(outcome.limits[risks[-1]] - risk["limit"] + anchor) > 2 and is_apart:
                sys.exit(f"error: {record['id']}: the program's limit is {risk['limit'] - anchor}, "
                         f"here it is {outcome.limits[risks[-1]]}")
            yield outcome


def is_incomplete(record):
    """Whether something was sent that the step does not hold."""
    held = {attachment["type"] for attachment in record.get("attachments") or []} | increments.FREE
    return any(
        flag.startswith(MISSING) or flag.startswith("attachment:") and flag.split(":")[1] not in held
        for flag in record["flags"])


# MARK: The catalogue

def table(found):
    """The scores of one half, as the catalogue has them."""
    scores = {}
    for basis in BASES:
        entries = {}
        # Of what is not exact, records of one content come from few repositories: one such class of 111 records, held
        # against the others, promised 5% and failed at 29%. They are taken together, and no limit is below the upper bound.
        for content in (*(CONTENTS if basis == "exact" else ["growth"]), "all"):
            own = [o.score for o in found if o.basis == basis and content in (o.content, "all")
                   and not (content == "all" and o.content == "growth")]
            if not own:
                continue
            # Rounded up: a limit is never below what it rests on.
            tail = collections.Counter(math.ceil(score * 1000) / 1000 for score in own if score > 0)
            entries[content] = {"records": len(own), "highest": [[s, tail[s]] for s in sorted(tail, reverse=True)]}
        scores[basis] = entries
    return scores


@functools.cache
def catalogue():
    """The scores as the catalogue has them; none before they were first written."""
    (path,) = ROOT.glob("Sources/**/models.json")
    return json.loads(path.read_text(encoding="utf8"))["shared"].get("risk") or {"scores": {}}


def write(found):
    """Puts the scores into the catalogue, and leaves every other byte as it is."""
    (path,) = ROOT.glob("Sources/**/models.json")
    lines = path.read_text(encoding="utf8").split("\n")
    lines = [line for line in lines if not line.startswith('  "risk": ')]
    place = lines.index(' "shared": {') + 1
    entry = {
        "what": "how far recorded requests, and steps of sessions, lay above their counts, in units of the doubt: half of "
                "them, by repository and session; the other half is what Benchmarks/risk.py reports",
        "scores": table(found), "sources": ["records", "laws-11"],
    }
    lines.insert(place, f'  "risk": {json.dumps(entry)},')
    path.write_text("\n".join(lines), encoding="utf8")


# MARK: What is reported

def interval(failures, number, confidence=0.95):
    """Clopper and Pearson's interval of a share: exact, and never too narrow."""
    half = (1 - confidence) / 2
    lower = 0.0 if failures == 0 else bisect(lambda p: 1 - cumulated(failures - 1, number, p) - half)
    upper = 1.0 if failures == number else bisect(lambda p: half - cumulated(failures, number, p))
    return lower, upper


def cumulated(most, number, share):
    """The probability of at most so many failures."""
    if share <= 0:
        return 1.0
    if share >= 1:
        return 1.0 if most >= number else 0.0
    terms = (math.lgamma(number + 1) - math.lgamma(k + 1) - math.lgamma(number - k + 1)
             + k * math.log(share) + (number - k) * math.log1p(-share) for k in range(most + 1))
    return min(sum(map(math.exp, terms)), 1.0)


def bisect(rising):
    """Where a rising function of a share crosses zero."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2


def cell(failures, number):
    """A share of false fits with its interval, per cent."""
    lower, upper = interval(failures, number)
    return f"{100 * failures / number:.2f}% ({100 * lower:.2f} to {100 * upper:.2f})"


def rows(found):
    """A row for each basis and content: records kept apart, and false fits by the upper bound and at each risk."""
    groups = [(f"`{basis}`, {content.replace('_', ' ')}", [o for o in found if (o.basis, o.content) == (basis, content)])
              for basis in BASES for content in CONTENTS]
    groups = [(name, group) for name, group in groups if group] + [("all", found)]
    for name, group in groups:
        number = len(group)
        cells = [cell(sum(o.true > o.upper for o in group), number)]
        cells += [cell(sum(o.true > o.limits[risk] for o in group), number) for risk in RISKS]
        yield name, [f"{number:,}", *cells]


def outcomes(program, is_apart=True, risks=RISKS):
    """The outcomes of one half; None without the records."""
    if not all(path.exists() for path in scoreboard.RECORDS + increments.RECORDS):
        return None
    return list(requests(program, is_apart, risks)) + list(steps(program, is_apart, risks))


HEAD = ["false fits, of records kept apart", "records", "by the upper bound", *(f"`--risk {risk}`" for risk in RISKS)]


def main():
    """Reports the half kept apart, or writes what the other half says."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--ullage", default=ROOT / ".build" / "release" / "ullage")
    options.add_argument("--write", action="store_true", help="write the catalogue's scores from the first half")
    options = options.parse_args()
    found = outcomes(options.ullage, is_apart=not options.write, risks=RISKS[:1] if options.write else RISKS)
    if found is None:
        sys.exit("error: the recorded requests are not beside the repository")
    if options.write:
        write(found)
        print("written: shared.risk in models.json; run .ci/catalogue, build, and report again without --write")
        return 0
    print("| " + " | ".join(HEAD) + " |\n|---|" + "---:|" * (len(HEAD) - 1))
    for name, cells in rows(found):
        print("| " + " | ".join([name, *cells]) + " |")
    worst = [o for o in found if o.true > o.limits[min(RISKS)]]
    print(f"\nAbove the limit at {min(RISKS)}:")
    for o in sorted(worst, key=lambda o: o.tokens - o.true)[:40]:
        print(f"{o.true - o.tokens:+} of {o.true} (limit {o.limits[min(RISKS)]}): {o.basis}, {o.content}, {o.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
