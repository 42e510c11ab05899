"""Texts through the Python door: the same numbers as the program in the wheel gives."""
import json
import os
import pickle
import random
import subprocess
import sys
import sysconfig
import threading

import pytest
import ullage

TEXTS = [
    "hello, world", "", " ", "\n", "Größe", "漢字かな", "👩‍👩‍👧‍👦 family", "a\x00b", "internationalization", "x = foo(bar)\n" * 40,
    "tokens " * 500,
]
PROGRAM = os.path.join(sysconfig.get_path("scripts"), "ullage")


def by_program(texts, model):
    """What `ullage count --jsonl` says."""
    lines = "".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts))
    run = subprocess.run(
        [PROGRAM, "count", "--jsonl", "-q", "--model", model], input=lines.encode(), capture_output=True, check=True)
    return [json.loads(line)["input_tokens"] for line in run.stdout.splitlines()]


def made_texts(number, seed=20261129):
    """Texts of words, digits, punctuation and other scripts, from a seed."""
    chosen = random.Random(seed)
    parts = ["the", "Token", "HTTP", "naïve", "漢", "かな", "😀", " ", "  ", "\n", "\t", "123", "0x1F", "({", "==", "é", "ß"]
    return ["".join(chosen.choice(parts) for _ in range(chosen.randrange(40))) for _ in range(number)]


@pytest.mark.parametrize("model", ["claude-opus-5", "claude-sonnet-4-5", "claude-opus-4-7"])
def test_counts_are_those_of_the_program(model):
    texts = TEXTS + made_texts(500)
    counter = ullage.Counter(model)
    assert [counter.count(text) for text in texts] == by_program(texts, model)


def test_a_batch_counts_what_each_counts_alone():
    texts = TEXTS + made_texts(3000)
    counter = ullage.Counter("claude-opus-5")
    alone = [counter.count(text) for text in texts]
    for threads in (0, 1, 3):
        assert counter.count_batch(texts, threads=threads) == alone
    assert counter.count_batch(iter(texts)) == alone
    assert counter.count_batch([]) == []


@pytest.mark.parametrize("size", [1, 100, 5_000, 100_000])
def test_a_batch_of_texts_of_any_length_and_kind_counts_what_each_counts_alone(size):
    counter = ullage.Counter("claude-opus-5")
    ascii, other = "a long document of words. " * (size // 20 + 1), "ein längeres Dokument, 漢字. " * (size // 20 + 1)
    texts = []
    for number in range(200):
        start = number % 7
        texts += [ascii[start:size], other[start:size], other[:size].encode(), "half \ud83d" + ascii[:size], "", b"\xff" * start]
    alone = [counter.count(text) for text in texts]
    for threads in (0, 1, 3):
        assert counter.count_batch(texts, threads=threads) == alone


def test_long_texts_of_every_width_count_what_each_counts_alone():
    counter = ullage.Counter("claude-opus-5")
    # Latin-1, the basic plane, beyond it, halves of pairs alone and side by side, and none of these.
    for letters in ("é", "漢—", "👍", "\ud83d", "\udc4d\ud83d", "\ud83d\udc4d", "x"):
        texts = ["a long document of words. " * 200 + letters * (number % 7) + "." * number for number in range(40)]
        assert counter.count_batch(texts) == [counter.count(text) for text in texts]


def test_one_text_is_no_batch():
    with pytest.raises(TypeError, match="count takes one"):
        ullage.Counter("claude-opus-5").count_batch("hello")


def test_bytes_count_as_text_and_broken_ones_as_replacement():
    counter = ullage.Counter("claude-opus-5")
    assert counter.count("Größe".encode()) == counter.count("Größe")
    assert counter.count(b"a\xffb") == counter.count("a\ufffdb")
    assert counter.count("half \ud83d") == counter.count("half \ufffd")


def test_a_beginning_fits_and_the_next_character_does_not():
    counter = ullage.Counter("claude-opus-5")
    for text in TEXTS + made_texts(50):
        for limit in (0, 1, 5, 50):
            start = counter.truncate(text, limit)
            assert text.startswith(start) and counter.count(start) <= limit


def test_chunks_are_the_text():
    counter = ullage.Counter("claude-opus-5")
    for text in TEXTS + made_texts(50):
        chunks = counter.chunks(text, 7)
        assert "".join(chunk.text for chunk in chunks) == text
        assert all(text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
        # A single character that has more stands alone.
        assert all(chunk.tokens <= 7 or chunk.text == "👩‍👩‍👧‍👦" for chunk in chunks)


def test_bounds_and_basis_say_how_a_number_was_obtained():
    counter = ullage.Counter("claude-opus-5")
    found = counter.count_text("hello, world", as_message=True)
    assert found == ullage.TokenCount(10, 10, 10, "exact", counter.description["as_of"])
    assert int(found) == 10


def test_what_is_wrong_is_said_with_a_remedy():
    with pytest.raises(ullage.UnknownModelError) as caught:
        ullage.Counter("claude-opus-55")
    assert caught.value.code == "unknown_model" and "claude-opus-5-5" in caught.value.remedy
    with pytest.raises(ullage.UsageError):
        ullage.Counter("claude-opus-5").truncate("a", -1)
    with pytest.raises(ullage.BadInputError):
        ullage.Counter(catalog=b"{")


def test_a_catalogue_of_ones_own_knows_tomorrows_model(tmp_path):
    own = {"models": [{"id": "claude-opus-6", "tokenizer": {"family": "v4.8", "basis": "assumed"}, "counting": "claude-opus-5"}]}
    path = tmp_path / "own.json"
    path.write_text(json.dumps(own))
    for catalog in (json.dumps(own).encode(), path, str(path)):
        counter = ullage.Counter("claude-opus-6", catalog=catalog)
        assert counter.count("hello, world") == 4
        assert counter.count_text("hello, world").basis == "assumed"
        assert pickle.loads(pickle.dumps(counter)).count("hello, world") == 4


def test_counters_are_pickled_shared_by_threads_and_kept_through_a_fork():
    counter = ullage.Counter("claude-opus-5")
    texts = made_texts(400)
    alone = [counter.count(text) for text in texts]
    answers = []
    threads = [threading.Thread(target=lambda: answers.append([counter.count(text) for text in texts])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [alone] * 8
    child = os.fork()
    if child == 0:
        os._exit(0 if counter.count_batch(texts) == alone else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_nothing_is_printed_and_nothing_else_is_imported():
    code = "import sys, ullage; ullage.count('a'); print(sorted(m for m in sys.modules if m in ('numpy', 'pyarrow', 'anthropic')))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n" and run.stderr == ""


def test_memory_stays_flat_over_many_calls():
    import resource

    counter = ullage.Counter("claude-opus-5")
    for _ in range(1000):
        counter.count_text("hello, world")
        counter.description
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(200_000):
        counter.count("hello, world")
    for number in range(5_000):
        counter.count_text("hello, world")
        ullage.Counter("claude-opus-5") if number % 500 == 0 else None
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32_000
