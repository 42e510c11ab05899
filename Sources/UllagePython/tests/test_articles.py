"""What the articles and the READMEs show is so: a line with a comment behind it gives what the comment says."""
import importlib.util
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
ARTICLES = [ROOT / "Sources/Ullage/Ullage.docc" / name for name in ("CallingFromPython.md", "CountingACorpus.md")]
ARTICLES.append(ROOT / "Sources/UllagePython/README.md")


def blocks(path):
    return re.findall(r"^```python\n(.*?)^```", path.read_text(encoding="utf8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_examples(path):
    names, shown = {}, 0
    assert blocks(path)
    for block in blocks(path):
        needed = [name for line in re.findall(r"^import (.*)", block, re.MULTILINE) for name in line.split(", ")]
        if not all(importlib.util.find_spec(name.split(".")[0]) for name in needed) or "spark" in block or "parquet" in block:
            continue
        for line in block.splitlines():
            code, _, said = line.partition("  # ")
            if not said:
                exec(code, names)
                continue
            assert repr(eval(code, names)) == said.strip(), code
            shown += 1
    if not shown:
        pytest.skip("the packages of this page are not installed")
