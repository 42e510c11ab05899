"""What the pages show in tests: a small tree, a conversation, and both large, all made from fixed seeds."""
import json
import os
import pathlib
import random
import re
import subprocess

PROGRAM = os.environ["ULLAGE_PROGRAM"]
WORDS = "the file has a function that reads each line and returns it when nothing else is left to do".split()
# A name that would be a picture and a script if a page took it for markup.
HOSTILE = "<img src=x onerror=alert(1)>&\u202etxt.md"


def words(random, count):
    return " ".join(random.choice(WORDS) for _ in range(count))


def tree(folder):
    """Some 60 files in a dozen languages, of very different sizes, three levels deep."""
    source = random.Random(22)
    kinds = [("swift", 26), ("md", 8), ("json", 6), ("py", 6), ("c", 4), ("h", 4), ("js", 3), ("sh", 2), ("yml", 2), ("rs", 2), ("xyz", 1)]
    folders = ["", "src/core/", "src/core/text/", "src/net/", "docs/", "tests/", "tests/data/", "tools/"]
    for number in range(60):
        kind = source.choices([name for name, _ in kinds], [weight for _, weight in kinds])[0]
        path = folder / f"{source.choice(folders)}{source.choice(WORDS)}{number}.{kind}"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = int(min(source.paretovariate(0.8) * 8, 600))
        path.write_text("".join(words(source, 9) + "\n" for _ in range(lines)))
    (folder / "docs" / HOSTILE).write_text(words(source, 300))
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")


def conversation(messages):
    source = random.Random(5)
    turns, number = [], 0
    while len(turns) < messages - 1:
        turns.append({"role": "user", "content": words(source, source.randint(10, 60))})
        for _ in range(source.randint(0, 5)):
            number += 1
            call = {"type": "tool_use", "id": f"toolu_{number}", "name": "read", "input": {"path": words(source, 3)}}
            result = words(source, int(min(source.paretovariate(0.9) * 20, 4000)))
            turns += [
                {"role": "assistant", "content": [{"type": "text", "text": words(source, source.randint(5, 40))}, call]},
                {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call["id"], "content": result}]}]
        turns.append({"role": "assistant", "content": words(source, source.randint(20, 120))})
    turns.append({"role": "user", "content": "Go on."})
    tool = {"name": "read", "description": "Reads " + words(source, 60), "input_schema": {"type": "object", "properties": {"path": {"type": "string"}}}}
    return {"model": "claude-opus-5", "max_tokens": 4000, "system": words(source, 800), "tools": [tool], "messages": turns}


def run(folder, *arguments):
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True)
    # A plan that is refused ends with 1.
    assert done.returncode in (0, 1), done.stderr
    # The same every day and in every version.
    page = re.sub(r'"day":"[^"]*"', '"day":"2026-11-30"', done.stdout)
    page = re.sub(r'"version":"[^"]*"', '"version":"1"', page)
    page = re.sub(r"Written by ullage [^ ]+\.", "Written by ullage 1.", page)
    return re.sub(r"as of \d{4}-\d\d-\d\d", "as of 2026-11-30", page)


def report(folder, *arguments):
    tree(folder / "tree")
    return run(folder, "report", "-q", "--model", "claude-opus-5", "--format", "html", *arguments, "tree")


def comparison(folder):
    tree(folder / "tree")
    return run(folder, "report", "-q", "--compare", "v3,v4.7", "--format", "html", "tree")


def plan(folder, messages, window):
    (folder / "session.json").write_text(json.dumps(conversation(messages)))
    page = run(folder, "plan", "session.json", "--window", window, "--format", "html", "-q")
    # Two remedies that have always been there: a new one changes no picture.
    row = re.compile(r'<tr><td class="what"><code>(.*?)</code>.*?</tr>\n', re.S)
    assert {"evict", "fifo"} <= set(row.findall(page))
    return row.sub(lambda match: match[0] if match[1] in ("evict", "fifo") else "", page)


def large(page, count=55_000):
    """A report's page with another report in it: 55,000 files in some 4,000 folders, their sizes as in large trees."""
    source = random.Random(7)
    folders = [""]
    names = "drivers net sound core lib arch tools docs kernel block fs mm gpu usb".split()
    while len(folders) < 4200:
        parent = folders[int(len(folders) * source.random() ** 2)]
        if parent.count("/") < 6:
            folders.append(f"{parent}{source.choice(names)}{len(folders)}/")
    folders.sort()
    languages = ["C", "C header", "Python", "Markdown", "JSON", "Shell", "Rust", "Assembly", "YAML", "(other)"]
    files = []
    for number in range(count):
        folder, language = folders[number * len(folders) // count], min(int(source.paretovariate(0.8)) - 1, 9)
        length = int(min(source.paretovariate(0.9) * 900, 2_000_000))
        files.append([f"{folder}{source.choice(names)}_{number}.x", length, language, length // 3])
    report = {
        "version": "1", "subject": "linux", "day": "2026-11-30", "models": ["claude-opus-5"], "compares": None, "notes": {},
        "joined": [sum(file[3] for file in files)], "files": files, "languages": languages, "skipped": []}
    data = json.dumps(report, separators=(",", ":")).replace("<", "\\u003c")
    start = page.index('<script id="report" type="application/json">') + len('<script id="report" type="application/json">')
    return page[:start] + data + page[page.index("</script>", start):]
