#!/usr/bin/env python3
"""Whether `ullage` reads PDFs as qpdf and poppler do: as many pages, and at least the text that is on each.

    agree.py PROGRAM FOLDER

The text of a page, counted as a text, has to lie below the upper bound of what `ullage count --request` says of the page,
and within its bounds on nine pages of ten: of the others `ullage` reads what poppler does not.
"""
import base64
import json
import pathlib
import subprocess
import sys

MODEL = "claude-sonnet-4-6"
# Tokens by which the ends of a page's text may differ.
SLACK = 2
# Longer documents are compared by their pages alone.
MOST_PAGES = 60

# Files that are known to differ, each with the reason.
KNOWN = {
    "cyclic-toc.pdf": "its page tree says 0 pages and has one",
    "form_dd0293.pdf": "a form of XFA: its pages are not read, and bounded",
    "cmyk.pdf": "poppler reads the bytes of its strings in the wrong order",
    "FormTestFromOo.pdf": "poppler adds what form fields show",
}


def counted(program, path):
    """Pages as `ullage` has them: the bounds of each one's text."""
    data = base64.b64encode(path.read_bytes()).decode()
    source = {"type": "base64", "media_type": "application/pdf", "data": data}
    body = {"model": MODEL, "messages": [{"role": "user", "content": [{"type": "document", "source": source}]}]}
    run = subprocess.run(
        [program, "count", "--request", "--json", "-q", "-"], input=json.dumps(body), capture_output=True, text=True)
    pages = []
    for part in json.loads(run.stdout)["parts"]:
        if part["kind"] == "pdf_page":
            pages.append((0, 0))
        elif part["kind"].startswith("pdf_page_text"):
            pages[-1] = (pages[-1][0] + part["lower"], pages[-1][1] + part["upper"])
    return pages


def number_of_pages(path):
    """As qpdf says; None where it needs a password."""
    run = subprocess.run(["qpdf", "--show-npages", path], capture_output=True, text=True)
    return int(run.stdout) if run.stdout.strip().isdigit() else None


def texts(path, pages):
    """Of each page, as poppler reads it."""
    for page in range(1, pages + 1):
        run = subprocess.run(["pdftotext", "-raw", "-f", str(page), "-l", str(page), path, "-"], capture_output=True)
        yield run.stdout.decode("utf-8", "replace").strip("\f\n ")


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    files = sorted(folder.rglob("*.pdf"))
    wrong, locked, known, compared = [], 0, 0, []
    for path in files:
        pages = number_of_pages(path)
        if pages is None:
            locked += 1
            continue
        if path.name in KNOWN:
            known += 1
            continue
        own = counted(program, path)
        if len(own) != pages:
            wrong.append(f"{path.name}: {len(own)} pages, and qpdf finds {pages}")
        elif pages <= MOST_PAGES:
            compared += [(path, number, own[number], text) for number, text in enumerate(texts(path, pages))]
    lines = "".join(json.dumps({"text": text, "model": MODEL}) + "\n" for _, _, _, text in compared)
    run = subprocess.run([program, "count", "--jsonl", "-q", "-"], input=lines, capture_output=True, text=True)
    inside = 0
    for (path, number, (lower, upper), _), line in zip(compared, run.stdout.splitlines(), strict=True):
        tokens = json.loads(line)["input_tokens"]
        inside += lower - SLACK <= tokens <= upper + SLACK
        if tokens > upper + SLACK:
            wrong.append(f"{path.name}, page {number + 1}: poppler's text has {tokens} tokens, at most {upper} were expected")
    share = inside / max(len(compared), 1)
    print(f"{len(files)} files, {locked} of them locked and {known} known to differ; of {len(compared)} pages' texts "
          f"{100 * share:.1f}% within bounds")
    if share < 0.9:
        wrong.append("fewer than nine of ten are within bounds")
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
