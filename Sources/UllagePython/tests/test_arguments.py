"""What callers hand over: taken as what it is, or refused with a sentence; never read as something else."""
import array
import copy
import datetime
import pathlib
import pickle

import pytest
import ullage

MODEL = "claude-opus-5"
BODY = {"model": MODEL, "max_tokens": 1000, "messages": [{"role": "user", "content": "Hello"}]}


@pytest.fixture(scope="module")
def counter():
    return ullage.Counter(MODEL)


@pytest.mark.parametrize("text", [5, 1000, True, None, 10**13, [104, 105], (), array.array("i", [1]), memoryview(b"abcd")[::2],
                                  memoryview(array.array("i", [1, 2])), {"a": 1}, 1.5, object()], ids=repr)
def test_what_is_no_text_is_refused(counter, text):
    long = "words " * 2000
    for ask in (
        counter.count, counter.count_text, lambda text: ullage.count(text, MODEL), lambda text: counter.truncate(text, 5),
        lambda text: counter.chunks(text, 5), lambda text: counter.count_batch([text]),
        lambda text: counter.count_batch(["short", text]), lambda text: counter.count_batch([long] * 40 + [text]),
    ):
        with pytest.raises(TypeError, match="a text is a str, or bytes in one piece, not "):
            ask(text)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, lambda data: memoryview(data).cast("c"), type("Own", (bytes,), {"__len__": lambda _: 10**12})])
def test_bytes_of_every_kind_are_their_text(counter, kind):
    for text in ("Größe, 漢字", "words " * 2000):
        given = kind(text.encode())
        expected = counter.count(text)
        assert counter.count(given) == counter.count_text(given).tokens == expected
        assert counter.count_batch([given, text] * 40) == [expected] * 80
        assert counter.truncate(given, 3) == counter.truncate(text, 3)
        assert counter.chunks(given, 7) == counter.chunks(text, 7)


def test_a_string_of_ones_own_class_is_its_text(counter):
    own = type("Own", (str,), {"__len__": lambda _: 10**12, "encode": lambda _: b"", "isascii": lambda _: True})
    for text in ("Größe", "words " * 2000):
        assert counter.count_batch([own(text)] * 40) == [counter.count(text)] * 40 == [counter.count(own(text))] * 40


@pytest.mark.parametrize("given", [b"many bytes", bytearray(b"many"), memoryview(b"many")])
def test_one_text_in_bytes_is_no_batch(counter, given):
    with pytest.raises(TypeError, match="count takes one"):
        counter.count_batch(given)


@pytest.mark.parametrize("limit", [2**31, 2**63 - 1, 2**63, 2**64, 2**64 + 1, 10**40])
def test_a_limit_beyond_every_text_cuts_nothing(counter, limit):
    assert counter.truncate("hello, world", limit) == "hello, world"
    assert [chunk.text for chunk in counter.chunks("hello, world", limit)] == ["hello, world"]


@pytest.mark.parametrize("limit", [-1, -(2**63), -(2**64), -(2**64) + 1])
def test_a_limit_below_nothing_is_refused(counter, limit):
    for cut in (counter.truncate, counter.chunks):
        with pytest.raises(ullage.UsageError, match="the limit is -"):
            cut("hello, world", limit)
    with pytest.raises(ullage.UsageError):
        counter.chunks("hello, world", 0)


@pytest.mark.parametrize("number", [1.5, None, "3", 2.0], ids=repr)
def test_a_limit_is_a_whole_number(counter, number):
    for ask in (counter.truncate, counter.chunks):
        with pytest.raises(TypeError, match="a limit is a whole number, not "):
            ask("hello, world", number)
    with pytest.raises(TypeError, match="the number of threads is a whole number"):
        counter.count_batch(["hello"], threads=number)


def test_threads_are_as_many_as_there_can_be(counter):
    assert counter.count_batch(["hello"] * 50, threads=2**32) == [2] * 50
    with pytest.raises(ullage.UsageError, match="-1 threads"):
        counter.count_batch(["hello"], threads=-1)


@pytest.mark.parametrize("model", [5, True, b"claude-opus-5", ["claude-opus-5"]], ids=repr)
def test_a_model_is_named_by_a_string(model):
    for ask in (
        ullage.Counter, lambda model: ullage.count("hello", model), lambda model: ullage.count_request(BODY, model),
        lambda model: ullage.plan(BODY, model), lambda model: ullage.Ledger(BODY, model),
        lambda model: ullage.count_request(BODY, assume_model=model),
    ):
        with pytest.raises(TypeError, match="a model is named by a str, not "):
            ask(model)


def test_a_ledger_is_neither_copied_nor_pickled():
    ledger = ullage.Ledger(BODY)
    for spread in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="a Ledger cannot be copied or pickled: begin another"):
            spread(ledger)
    assert ledger.messages == 1


def test_copies_of_a_counter_count(counter):
    for made in (copy.copy(counter), copy.deepcopy(counter), pickle.loads(pickle.dumps(counter))):
        assert made.count("hello, world") == 4
    del made
    assert counter.count("hello, world") == 4


def test_what_is_opened_anew_closes_what_was_open(monkeypatch):
    from ullage import library

    closed = []
    for name, kind in (("counter", library.CounterHandle), ("ledger", library.LedgerHandle)):
        monkeypatch.setattr(kind, "__del__", lambda handle, name=name, close=kind.__del__: closed.append(name) or close(handle))
    again = ullage.Counter(MODEL)
    assert again.description["model"] == MODEL
    again.__init__("claude-sonnet-4-5")
    assert closed == ["counter"]
    assert again.description["model"] != MODEL and again.count("hello, world") == ullage.Counter("claude-sonnet-4-5").count("hello, world")
    assert closed == ["counter"] * 2
    ledger = ullage.Ledger(BODY)
    ledger.append({"role": "assistant", "content": "Hi"})
    ledger.__init__(BODY)
    assert closed[2:] == ["ledger"] and ledger.messages == 1
    with pytest.raises(ullage.UnknownModelError):
        again.__init__("claude-opus-55")
    assert again.count("hello") and pickle.loads(pickle.dumps(again)).description == again.description


def test_a_body_may_be_json_in_bytes_of_every_kind():
    data = b'{"model": "claude-opus-5", "messages": [{"role": "user", "content": "Hello"}]}'
    for given in (bytearray(data), memoryview(data)):
        assert ullage.count_request(given).tokens == ullage.plan(given).tokens == 9
        assert ullage.Ledger(given).input.tokens == 9


@pytest.mark.parametrize("value, said", [
    ({"a"}, r"messages\[0\].content: a set "), (b"Hello", r"messages\[0\].content: a bytes "),
    ([{"type": "text", "text": frozenset()}], r"messages\[0\].content\[0\].text: a frozenset "),
    ([{"type": "text", "text": bytearray(b"a")}], r"messages\[0\].content\[0\].text: a bytearray "),
    ([{b"type": "text"}], r"messages\[0\].content\[0\]: a field is named by a str, not b'type'"),
    (pathlib.Path("a.txt"), r"messages\[0\].content: a PosixPath .*read the file"), (object(), r"messages\[0\].content: a object "),
])
def test_what_is_no_part_of_a_body_is_named_by_its_place(value, said):
    body = dict(BODY, messages=[{"role": "user", "content": value}])
    for ask in (ullage.count_request, ullage.plan, ullage.Ledger):
        with pytest.raises(TypeError, match=said):
            ask(body)
    with pytest.raises(TypeError, match="the body: a set "):
        ullage.count_request({"a"})


def test_values_that_the_sdk_leaves_out_are_left_out():
    for name in ("NotGiven", "Omit"):
        open_value = type(name, (), {"__module__": "anthropic._types"})()
        assert ullage.count_request(dict(BODY, system=open_value, tools=open_value)).json == ullage.count_request(BODY).json
        assert ullage.count_request(BODY, betas=open_value, model=open_value).json == ullage.count_request(BODY).json


def test_an_answer_of_the_sdk_stands_for_its_message():
    class Answer:
        def model_dump(self, **_):
            return {
                "id": "msg_1", "type": "message", "role": "assistant", "model": MODEL, "stop_reason": "end_turn",
                "content": [{"type": "text", "text": "Hi"}], "usage": {"input_tokens": 9, "output_tokens": 3}}

    turns = [*BODY["messages"], Answer(), {"role": "user", "content": "Bye"}]
    plain = [*BODY["messages"], {"role": "assistant", "content": [{"type": "text", "text": "Hi"}]}, turns[2]]
    assert ullage.count_request(dict(BODY, messages=turns)).json == ullage.count_request(dict(BODY, messages=plain)).json


def test_a_day_may_be_a_date():
    for day in (datetime.date(2026, 11, 2), datetime.datetime(2026, 11, 2, 23, 59)):
        for ask in (ullage.count_request, ullage.plan):
            assert ask(BODY, as_of=day) == ask(BODY, as_of="2026-11-02")
        assert ullage.Ledger(BODY, as_of=day).input.as_of == "2026-11-02"
    with pytest.raises(TypeError, match="as_of is a date"):
        ullage.plan(BODY, as_of=20261102)


@pytest.mark.parametrize("betas", ["a-beta-2026-01-01", b"a"])
def test_one_beta_is_no_list(betas):
    with pytest.raises(TypeError, match="betas are a list of str"):
        ullage.count_request(BODY, betas=betas)


@pytest.mark.parametrize("catalog", [0, 1, True, 1.5, ["a"]], ids=repr)
def test_a_catalogue_is_no_number(catalog):
    with pytest.raises(TypeError, match="a catalogue is a path, or a file's bytes, not a "):
        ullage.Counter(catalog=catalog)


@pytest.mark.parametrize("kind", [ullage.UllageError, ullage.BadInputError, ullage.UnknownModelError, ullage.UsageError])
def test_an_error_is_made_anew_of_its_text_or_its_parts(kind):
    whole = kind("not_json", "it is no JSON", "body", "send JSON")
    assert str(pickle.loads(pickle.dumps(whole))) == str(whole) == str(kind(str(whole)))
    assert (kind("a text").code, kind("a text").message, kind("a text").at) == ("unknown", "a text", None)


@pytest.mark.parametrize("mark, shown", [
    ("\x1b[2J", r"\x1b[2J"), ("\x00", r"\x00"), ("\n", r"\n"), ("\x9b", r"\x9b"), ("\u061c", r"\u{61c}"), ("\u200b", r"\u{200b}"),
    ("\u200e", r"\u{200e}"), ("\u200f", r"\u{200f}"), ("\u202e", r"\u{202e}"), ("\u2066", r"\u{2066}"), ("\ufeff", r"\u{feff}"),
    ("\ufff9", r"\u{fff9}"), ("\U000e0041", r"\u{e0041}"), ("\u200d", "\u200d"), ("é", "é"),
], ids=ascii)
def test_an_errors_text_obeys_nobody(mark, shown):
    with pytest.raises(ullage.UnknownModelError) as caught:
        ullage.Counter(f"no{mark}body-1")
    assert f'"no{shown}body-1"' in str(caught.value) and f"no{mark}body-1" in caught.value.message
