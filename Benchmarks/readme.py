#!/usr/bin/env python3
"""Writes the README's tables from what was measured, or checks that they say the same.

    Benchmarks/readme.py [--check] [--ullage PROGRAM]

A table stands between `<!-- NAME -->` and `<!-- /NAME -->`:

- speed: from the newest record in `Records/`;
- texts: every recorded text counted anew by the program, where the recorded data lie beside the repository;
- risk: how often "it fits" was false on records that no limit was taken from, there too (`risk.py`);
- requests: the scoreboard's figures, there too. Without the data these three stay as they are, and that is said.

With --check nothing is written, and the exit status is 1 where a table differs.
"""
import argparse
import gzip
import json
import lzma
import pathlib
import re
import subprocess
import sys

import risk
import scoreboard
from scoring import classes

HERE = pathlib.Path(__file__).resolve().parent
README = HERE.parent / "README.md"
TEXTS = HERE.parent.parent / "shared" / "data" / "text"
CORPORA = {
    "rosetta": ("rosetta, programs in hundreds of languages", "id", "code"),
    "udhr": ("udhr, one text in 501 languages", "f", "text"),
}
MODELS = {"v3": "claude-opus-4-5", "v4.7": "claude-opus-4-7", "v5": "claude-opus-5"}


class Record:
    """The newest record's tables, by heading and first cell."""

    def __init__(self):
        date = re.compile(r"^- date: (.*)$", re.M)
        self.path = max((HERE / "Records").glob("*.md"), key=lambda path: date.search(path.read_text()).group(1))
        text = self.path.read_text(encoding="utf8")
        self.versions = dict(re.findall(r"([\w-]+) ([\d.]+\d)", re.search(r"^Versions: (.*)$", text, re.M).group(1)))
        self.tables = {}
        for section in re.split(r"^##+ ", text, flags=re.M)[1:]:
            title, _, body = section.partition("\n")
            rows = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in body.splitlines()
                    if line.startswith("| ")]
            if rows:
                self.tables[title] = {row[0]: row for row in rows}
        self.kinds = next(iter(self.tables.values()))["against"][2:]

    def row(self, heading, name, digits=None):
        """A row's figures; `digits` after the point where a figure has some."""
        title = next(title for title in self.tables if title.startswith(heading))
        cells = [re.sub(r" \(.*", "", cell) for cell in self.tables[title][name][2:]]
        if digits is None:
            return cells
        return [f"{float(cell.replace(',', '')):.{digits}f}" if "." in cell else cell for cell in cells]


def speed():
    """Ours and the rivals' speed."""
    record = Record()
    new, cold = "New text, warm: MB", "Cold: a fresh process"
    rows = [
        ("ours (v3), new text", record.row(new, "v3", 0)),
        (f"fastokens {record.versions['fastokens']}, new text", record.row(new, "fastokens", 0)),
        (f"times faster than gigatoken {record.versions['gigatoken']}, cold", record.row(cold, "gigatoken-each", 1)),
        (f"times faster than ctok {record.versions['ctok']}, cold", record.row(cold, "ctok-v3", 0)),
    ]
    kinds = [kind.replace("udhr", "501 languages") for kind in record.kinds]
    return table(["against", *kinds], rows) + f"\nFrom `Benchmarks/Records/{record.path.name}`.\n"


def texts(program):
    """How many recorded texts count as recorded; None without the recorded data."""
    if not TEXTS.exists():
        return None
    rows = []
    for corpus, (title, key, text) in CORPORA.items():
        counts = json.loads((TEXTS / f"{corpus}_counts.json").read_text())
        documents = [json.loads(line) for line in gzip.open(TEXTS / f"{corpus}.jsonl.gz", "rt", encoding="utf8")]
        questions, expected = [], []
        for family, model in MODELS.items():
            for document in documents:
                questions.append({"message": document.get("text", document.get("code")), "model": model})
                expected.append(counts[family]["counts"][str(document[key])])
        run = subprocess.run(
            [program, "count", "--jsonl", "-q"], capture_output=True,
            input="".join(json.dumps(question) + "\n" for question in questions).encode())
        found = [json.loads(line).get("input_tokens") for line in run.stdout.splitlines()]
        right = sum(one == other for one, other in zip(found, expected, strict=True))
        rows.append((f"{title}, for v3, v4.7 and Opus 5", [f"{len(documents):,} each", share(right, len(expected))]))
    return table(["texts, against counts of the remote API", "documents", "exact"], rows)


def requests(program):
    """The scoreboard's figures; None without the recorded data."""
    if not scoreboard.RECORDS[0].exists():
        return None
    with lzma.open(scoreboard.RECORDS[0], "rt", encoding="utf8") as file:
        records = [json.loads(line) for line in file]
    answers = scoreboard.answers(program, records)
    scores = [scoreboard.Score(r, a) for r, a in zip(records, answers) if r["scorable"] and "error" not in a]
    counted = [score for score in scores if classes.is_counted(score.record)]
    exact = [score for score in counted if score.answer["basis"] == "exact"]
    rows = [
        (name, [f"{len(group):,}", *(share(sum(map(test, group)), len(group)) for test in (
            lambda s: s.exact, lambda s: s.near, lambda s: s.inside))])
        for name, group in (("decided by the body alone", counted), ("of these labelled `exact`", exact))]
    return table(["recorded requests, 2024-03 to 2026-10", "records", "exact", "within 1%", "inside the bounds"], rows)


def false_fits(program):
    """False fits by basis and content; None without the recorded data."""
    found = risk.outcomes(program)
    return found and table(risk.HEAD, list(risk.rows(found)))


def share(part, whole):
    """A share in per cent; only all of them are 100%."""
    return "100%" if part == whole else f"{min(100 * part / whole, 99.9):.1f}%"


def table(head, rows):
    lines = [head, *([name, *cells] for name, cells in rows)]
    lines = ["| " + " | ".join(line) + " |" for line in lines]
    lines[1:1] = ["|---|" + "---:|" * (len(head) - 1)]
    return "\n".join(lines) + "\n"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--check", action="store_true")
    options.add_argument("--ullage", default=HERE.parent / ".build" / "release" / "ullage")
    options = options.parse_args()
    old = new = README.read_text(encoding="utf8")
    for name, content in (("speed", speed()), ("texts", texts(options.ullage)), ("requests", requests(options.ullage)),
                          ("risk", false_fits(options.ullage))):
        if content is None:
            print(f"{name}: not checked, the recorded data are not beside the repository")
            continue
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
        if not marks.search(new):
            sys.exit(f"error: the README has no table between <!-- {name} --> and <!-- /{name} -->")
        written = marks.sub(lambda match: match.group(1) + content + match.group(2), new)
        print(f"{name}: {'as measured' if written == new else 'differs' if options.check else 'written'}")
        new = written
    if not options.check:
        README.write_text(new, encoding="utf8")
    return options.check and new != old


if __name__ == "__main__":
    sys.exit(main())
