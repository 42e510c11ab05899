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


def test_a_column_of_numbers_is_refused():
    with pytest.raises(ullage.BadInputError, match="no type of text"):
        ullage.Counter("claude-opus-5").count_batch(pa.array([1, 2]))
