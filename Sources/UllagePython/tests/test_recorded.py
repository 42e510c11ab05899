"""What was recorded of the API counts through the Python door what it counts by the program. Skipped where the data is not."""
import gzip
import json
import os
import pathlib
import subprocess
import sysconfig

import pytest
import ullage

DATA = pathlib.Path(os.environ.get("ULLAGE_RECORDED", pathlib.Path(__file__).resolve().parents[4] / "shared" / "data"))
PROGRAM = os.path.join(sysconfig.get_path("scripts"), "ullage")
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"no recorded data in {DATA}")


def answers(rows, model):
    """What `ullage count --jsonl` says, line by line."""
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    run = subprocess.run(
        [PROGRAM, "count", "--jsonl", "-q", "--model", model], input=lines.encode(), capture_output=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def recorded_texts(name):
    with gzip.open(DATA / "text" / name, "rt", encoding="utf8") as file:
        return [json.loads(line)["text"] for line in file]


@pytest.mark.parametrize("model", ["claude-sonnet-4-5", "claude-opus-4-7", "claude-opus-5"])
@pytest.mark.parametrize("name", ["rosetta.jsonl.gz", "udhr.jsonl.gz"])
def test_recorded_texts(name, model):
    texts = recorded_texts(name)
    counted = [answer["input_tokens"] for answer in answers([{"text": text} for text in texts], model)]
    counter = ullage.Counter(model)
    assert counter.count_batch(texts) == counted
    assert [counter.count(text) for text in texts[::10]] == counted[::10]


def test_a_thousand_recorded_requests():
    lzma = pytest.importorskip("lzma")
    rows = []
    with lzma.open(DATA / "requests" / "requests.jsonl.xz", "rt", encoding="utf8") as file:
        for line in file:
            row = json.loads(line)
            if row["scorable"] and isinstance(row["request"], dict) and "messages" in row["request"]:
                rows.append(row)
            if len(rows) == 1000:
                break
    bodies = [{**row["request"], "model": row["request"].get("model") or row["model"]} for row in rows]
    told = answers([{"request": body} for body in bodies], "claude-opus-5")
    assert len(told) == len(bodies) == 1000
    for row, body, said in zip(rows, bodies, told):
        try:
            found = ullage.count_request(body)
        except ullage.UllageError as error:
            assert said["code"] == error.code, row["id"]
        else:
            # Lines are counted as recordings, whose dashes may have been edited: bounds may be wider.
            assert found.tokens == said["input_tokens"], row["id"]
            assert said["lower"] <= found.lower and found.upper <= said["upper"], row["id"]
