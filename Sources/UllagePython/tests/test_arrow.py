"""Arrow columns, read where they lie."""
import pytest
import ullage

pa = pytest.importorskip("pyarrow")
TEXTS = ["hello, world", None, "", "Größe 漢字", "words " * 30, "twelve bytes", "thirteen byte"]
TYPES = [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.dictionary(pa.int8(), pa.string())]


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_columns_count_what_their_texts_count(kind):
    counter = ullage.Counter("claude-opus-5")
    expected = [None if text is None else counter.count(text) for text in TEXTS]
    values = [text.encode() if text is not None and "binary" in str(kind) else text for text in TEXTS]
    column = pa.array(values, pa.string()).dictionary_encode() if "dictionary" in str(kind) else pa.array(values, kind)
    assert counter.count_batch(column) == expected
    assert counter.count_batch(column[2:5]) == expected[2:5]
    assert counter.count_batch(pa.chunked_array([column, column[1:3]])) == expected + expected[1:3]
    assert counter.count_batch(column[:0]) == []


def test_a_column_without_texts_has_only_nulls():
    assert ullage.Counter("claude-opus-5").count_batch(pa.nulls(3)) == [None, None, None]


@pytest.mark.parametrize("data, kind", [
    (pa.array([1, 2]), "l"), (pa.table({"a": ["x"]}), r"\+s"), (pa.array([["x"]]), r"\+l"), (pa.array([{"a": "x"}]), r"\+s"),
    (pa.chunked_array([pa.RunEndEncodedArray.from_arrays(pa.array([2], pa.int32()), pa.array(["a"]))]), r"\+r"),
], ids=["numbers", "table", "lists", "structs", "run ends"])
def test_a_column_of_no_texts_is_refused_by_its_type(data, kind):
    with pytest.raises(ullage.BadInputError, match=f'"{kind}" is no type of text'):
        ullage.Counter("claude-opus-5").count_batch(data)


def test_prices_of_the_largest_numbers_are_no_error():
    columns = pytest.importorskip("ullage.columns")
    numbers = pa.array([2**63 - 1, 2**53 + 1, 1_000_000, None])
    *found, million, null = columns.cost(numbers, "claude-opus-5").to_pylist()
    assert found == pytest.approx([(2**63 - 1) * 5 / 1e6, (2**53 + 1) * 5 / 1e6]) and (million, null) == (5.0, None)


def test_limits_and_threads_of_columns_are_whole_numbers():
    columns = pytest.importorskip("ullage.columns")
    texts = pa.array(["hello, world"])
    for limit in (2**63, 2**64, 2**64 + 1):
        assert columns.truncate(texts, limit).to_pylist() == ["hello, world"]
        assert len(columns.chunks(texts, limit).to_pylist()[0]) == 1
    for cut in (columns.truncate, columns.chunks):
        with pytest.raises(TypeError, match="a limit is a whole number"):
            cut(texts, 1.5)
        with pytest.raises(ullage.UsageError):
            cut(texts, -(2**64))
    with pytest.raises(ullage.UsageError, match="-1 threads"):
        columns.tokens(texts, threads=-1)
    with pytest.raises(TypeError, match="a model is named by a str"):
        columns.tokens(texts, 5)
