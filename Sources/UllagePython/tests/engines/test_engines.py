"""One corpus through every engine that is installed, and through the program: one sum.

The corpus is made here; ULLAGE_CORPUS names a larger one by corpus.py. An engine that is not installed is skipped. ULLAGE_REQUESTS
says how many requests are made of recorded ones (5,000), which are looked for in ULLAGE_RECORDED.
"""
import itertools
import json
import lzma
import os
import pathlib
import pickle
import subprocess
import sysconfig

import pytest

pa = pytest.importorskip("pyarrow")
import corpus
import pyarrow.parquet as pq
import ullage
from ullage import columns

PROGRAM = os.path.join(sysconfig.get_path("scripts"), "ullage")
MODEL = "claude-opus-5"
ROWS = 6000


@pytest.fixture(scope="session")
def parquet(tmp_path_factory):
    if given := os.environ.get("ULLAGE_CORPUS"):
        return given
    path = str(tmp_path_factory.mktemp("corpus") / "corpus.parquet")
    corpus.write(path, ROWS, 300_000)
    return path


@pytest.fixture(scope="session")
def table(parquet):
    return pq.read_table(parquet)


@pytest.fixture(scope="session")
def expected(table):
    """What the program says: the sum of all texts for one model, of each for its own, and of all bodies."""

    def answers(rows, *flags):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        run = subprocess.run([PROGRAM, "count", "--jsonl", "-q", *flags], input=lines.encode(), capture_output=True)
        return [json.loads(line).get("input_tokens") for line in run.stdout.splitlines()]

    rows = [(text, model) for text, model in zip(table["text"].to_pylist(), table["model"].to_pylist())]
    one = answers([{"text": text} for text, _ in rows if text is not None], "--model", MODEL)
    own = answers([{"text": text, "model": model} for text, model in rows if text is not None and model in corpus.MODELS])
    bodies = [json.loads(body) for body in table["body"].to_pylist() if body is not None and body.endswith("]}")]
    requests = answers([{"request": body} for body in bodies])
    assert None not in one + own + requests
    return {"tokens": sum(one), "own": sum(own), "requests": sum(requests), "counted": len(requests)}


def total(values):
    return sum(value for value in values if value is not None)


def test_columns(table, expected):
    assert total(columns.tokens(table["text"], MODEL).to_pylist()) == expected["tokens"]
    assert total(columns.tokens(table["text"], table["model"]).to_pylist()) == expected["own"]
    counts = columns.request_tokens(table["body"], MODEL).to_pylist()
    assert total(count and count["tokens"] for count in counts) == expected["requests"]
    errors = columns.request_errors(table["body"], MODEL).to_pylist()
    for body, count, error in zip(table["body"].to_pylist(), counts, errors):
        assert (count is None) == (body is None or error is not None)
        assert error is None or json.loads(error)["code"] == "not_json"


def test_columns_of_every_kind_of_text(table, expected):
    text = table["text"].combine_chunks()
    for kind in (pa.large_string(), pa.string_view(), pa.binary()):
        assert total(columns.tokens(text.cast(kind), MODEL).to_pylist()) == expected["tokens"]
    assert total(columns.tokens(text.dictionary_encode(), MODEL).to_pylist()) == expected["tokens"]
    halves = [columns.tokens(text[: len(text) // 3], MODEL), columns.tokens(text[len(text) // 3 :], MODEL)]
    assert total(halves[0].to_pylist() + halves[1].to_pylist()) == expected["tokens"]


def test_beginnings_and_chunks(table):
    text = table["text"].combine_chunks()[:500]
    cut = columns.truncate(text, 5, MODEL)
    for whole, start in zip(text.to_pylist(), cut.to_pylist()):
        assert start is None if whole is None else whole.startswith(start)
    for whole, parts in zip(text.to_pylist(), columns.chunks(text, 7, MODEL).to_pylist()):
        assert (parts is None) == (whole is None)
        assert "".join(part["text"] for part in parts or []) == (whole or "")
        assert all(whole[part["start"] : part["end"]] == part["text"] for part in parts or [])


def test_limits_and_models_may_be_columns():
    texts = pa.array(["hello, world"] * 5 + [None])
    limits = pa.array([1, 3, None, -1, 3, 3])
    models = pa.array(["claude-opus-5", "claude-opus-5", "claude-opus-5", "claude-opus-5", "nobody-1", "claude-sonnet-4-5"])
    assert columns.by_limit(columns.truncate, texts, limits, models).to_pylist() == ["he", "hello, ", None, None, None, None]
    parts = columns.by_limit(columns.chunks, texts, limits, models).to_pylist()
    assert [part and len(part) for part in parts] == [6, 2, None, None, None, None]


def test_a_message_counts_as_the_program_counts_it(table):
    texts = [text for text in table["text"].to_pylist()[:300] if text]
    lines = "".join(json.dumps({"message": text}) + "\n" for text in texts)
    run = subprocess.run(
        [PROGRAM, "count", "--jsonl", "-q", "--model", MODEL], input=lines.encode(), capture_output=True, check=True)
    told = [json.loads(line)["input_tokens"] for line in run.stdout.splitlines()]
    assert columns.message_tokens(pa.array(["user"] * len(texts)), pa.array(texts), MODEL).to_pylist() == told


def test_costs_are_the_catalogues(table):
    numbers = pa.array([1_000_000, None, 0])
    assert columns.cost(numbers, MODEL, "output").to_pylist() == [25.0, None, 0.0]
    models = pa.array([MODEL, MODEL, "nobody-1"])
    assert columns.cost(pa.array([1_000_000] * 3), models, pa.array(["input", "cache_read", "input"])).to_pylist() == [5.0, 0.5, None]
    with pytest.raises(ValueError, match="cache_write_5m"):
        columns.cost(numbers, MODEL, "writes")


def test_what_is_registered_twice_is_replaced_and_a_bad_model_is_refused_at_once():
    duckdb = pytest.importorskip("duckdb")
    import ullage.duckdb

    db = duckdb.connect()
    for model in ("claude-sonnet-4-5", MODEL):
        assert ullage.duckdb.register(db, model=model) is db
    assert db.sql("select claude_tokens('internationalization')").fetchall() == [(ullage.count("internationalization", MODEL),)]
    for name, wrong in (("claude-opus-55", ullage.UnknownModelError), (5, TypeError)):
        with pytest.raises(wrong):
            ullage.duckdb.register(duckdb.connect(), model=name)
    assert db.sql("select claude_cost(9223372036854775807, 'claude-opus-5', 'input') > 1e13").fetchall() == [(True,)]


def test_polars_says_what_is_wrong():
    pl = pytest.importorskip("polars")
    from ullage import polars as counting

    frame = pl.DataFrame({"text": ["hello"]})
    with pytest.raises(Exception, match='"claude-opus-55" is not known'):
        frame.select(counting.claude_tokens("text", "claude-opus-55"))
    with pytest.raises(Exception, match="is no type of text"):
        pl.DataFrame({"text": [1]}).select(counting.claude_tokens("text", MODEL))


def test_duckdb(parquet, expected):
    duckdb = pytest.importorskip("duckdb")
    import ullage.duckdb

    db = ullage.duckdb.register(duckdb.connect(), model=MODEL)
    found = db.execute(
        "select sum(claude_tokens(text)), sum(claude_tokens(text, model)), sum((claude_request_tokens(body)).tokens),"
        " count(claude_request_tokens(body)), count(claude_request_error(body)) from read_parquet(?)", [parquet]).fetchall()[0]
    assert found[:4] == (expected["tokens"], expected["own"], expected["requests"], expected["counted"])
    assert found[4] > 0
    cut = db.execute(
        "select count(*) from (from read_parquet(?) limit 6000) where claude_tokens(claude_truncate(text, 9)) > 9"
        " or array_to_string(list_transform(claude_chunks(text, 9), lambda c: c.text), '') <> text", [parquet]).fetchall()[0]
    assert cut == (0,)
    assert db.sql("select claude_cost(1000000, 'claude-opus-5', 'output')").fetchall() == [(25.0,)]


RECORDED = pathlib.Path(os.environ.get("ULLAGE_RECORDED", pathlib.Path(__file__).resolve().parents[5] / "shared/data"))


@pytest.mark.skipif(not RECORDED.is_dir(), reason=f"no recorded data in {RECORDED}")
def test_requests_like_recorded_ones_count_as_by_the_program(tmp_path):
    """Recorded bodies below 4 KB over and over, each with another first text."""
    duckdb = pytest.importorskip("duckdb")
    import ullage.duckdb

    number = int(os.environ.get("ULLAGE_REQUESTS", "5000"))
    with lzma.open(RECORDED / "requests" / "requests.jsonl.xz", "rt", encoding="utf8") as file:
        rows = [json.loads(line) for line in file if len(line) < 4000]
    recorded = [
        {**row["request"], "model": row["request"].get("model") or row["model"]} for row in rows
        if isinstance(row["request"], dict) and row["request"].get("messages")]
    bodies = []
    for place, body in enumerate(itertools.islice(itertools.cycle(recorded), number)):
        first = body["messages"][0]
        if isinstance(first, dict) and first.get("role") == "user":
            content = first.get("content")
            if isinstance(content, str):
                content = f"{place}: {content}"
            elif isinstance(content, list) and content and isinstance(content[0], dict) and isinstance(content[0].get("text"), str):
                content = [dict(content[0], text=f"{place}: {content[0]['text']}"), *content[1:]]
            body = dict(body, messages=[dict(first, content=content), *body["messages"][1:]])
        bodies.append(json.dumps(body))
    assert len(set(bodies)) > number / 2
    lines = tmp_path / "requests.jsonl"
    lines.write_text("".join(f'{{"request": {body}}}\n' for body in bodies))
    run = subprocess.run([PROGRAM, "count", "--jsonl", "-q", "--model", MODEL, str(lines)], capture_output=True)
    told = [json.loads(line) for line in run.stdout.splitlines()]
    db = ullage.duckdb.register(duckdb.connect(), model=MODEL)
    db.register("requests", pa.table({"body": bodies}))
    counted = db.execute("select claude_request_tokens(body), claude_request_error(body) from requests").fetchall()
    assert len(told) == len(counted) == number
    for said, (count, error) in zip(told, counted):
        if count is None:
            assert json.loads(error)["code"] == said["code"]
        else:
            # Lines are counted as recordings, whose dashes may have been edited: bounds may be wider.
            assert count["tokens"] == said["input_tokens"] and said["lower"] <= count["lower"] <= count["upper"] <= said["upper"]


def test_polars(parquet, expected):
    pl = pytest.importorskip("polars")
    from ullage import polars as counting

    frame = pl.scan_parquet(parquet)
    found = frame.select(
        counting.claude_tokens("text", MODEL).sum().alias("tokens"),
        counting.claude_tokens("text", pl.col("model")).sum().alias("own"),
        counting.claude_request_tokens("body", MODEL).struct.field("tokens").sum().alias("requests"),
        counting.claude_request_tokens("body", MODEL).count().alias("counted")).collect()
    assert found.row(0, named=True) == expected
    parts = frame.head(500).select(
        "text", parts=counting.claude_chunks("text", 9, MODEL), cut=counting.claude_truncate("text", 9, MODEL)).collect()
    for row in parts.iter_rows(named=True):
        assert "".join(part["text"] for part in row["parts"] or []) == (row["text"] or "")


def test_spark(parquet, expected):
    pyspark = pytest.importorskip("pyspark")
    import sys

    import ullage.spark

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = pyspark.sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    # A row of 50 MB stands in the heap several times: as Spark's, as Parquet's, as Arrow's.
    builder = builder.config("spark.driver.memory", "4g").config("spark.sql.execution.arrow.maxRecordsPerBatch", "2000")
    spark = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    try:
        ullage.spark.register(spark, model=MODEL)
        spark.read.parquet(parquet).createOrReplaceTempView("corpus")
        found = spark.sql(
            "select sum(claude_tokens(text)) tokens, sum(claude_tokens(text, model)) own,"
            " sum(claude_request_tokens(body).tokens) requests, count(claude_request_tokens(body)) counted from corpus").first()
        assert found.asDict() == expected
        assert spark.sql("select claude_cost(1000000L, 'claude-opus-5', 'output')").first()[0] == 25.0
        function = ullage.spark.functions(model=MODEL)["claude_chunks"]
        frame = spark.sql("select 'hello, world' as text, 3L as n")
        assert [part["text"] for part in frame.select(function("text", "n")).first()[0]] == ["hello, ", "world"]
    finally:
        spark.stop()


def test_datafusion(parquet, expected):
    datafusion = pytest.importorskip("datafusion")
    import ullage.datafusion

    context = ullage.datafusion.register(datafusion.SessionContext(), model=MODEL)
    context.register_parquet("corpus", parquet)
    found = context.sql(
        "select sum(claude_tokens(text)) tokens, sum(claude_tokens_of(text, model)) own,"
        " sum(claude_request_tokens(body)['tokens']) requests, count(claude_request_tokens(body)) counted from corpus")
    assert found.to_pylist() == [expected]


def test_daft(parquet, expected):
    daft = pytest.importorskip("daft")
    from ullage import daft as counting

    col = daft.col
    frame = daft.read_parquet(parquet).select(
        counting.claude_tokens(col("text"), MODEL).alias("tokens"),
        counting.claude_tokens(col("text"), col("model")).alias("own"),
        counting.claude_request_tokens(col("body"), MODEL).alias("count"))
    found = frame.select(col("tokens"), col("own"), col("count").get("tokens").alias("requests"))
    sums = found.sum("tokens", "own", "requests").to_pydict()
    assert {name: values[0] for name, values in sums.items()} == {k: v for k, v in expected.items() if k != "counted"}


def test_ray(parquet, expected):
    ray = pytest.importorskip("ray")
    pytest.importorskip("pandas")
    from ullage.ray import ClaudeTokens

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="error")
    try:
        ray.data.DataContext.get_current().enable_progress_bars = False
        counted = ray.data.read_parquet(parquet).select_columns(["text", "model"]).map_batches(
            ClaudeTokens, fn_constructor_args=("text", "tokens", MODEL), batch_format="pyarrow", batch_size=4096,
            compute=ray.data.ActorPoolStrategy(size=1))
        assert counted.sum("tokens") == expected["tokens"]
    finally:
        ray.shutdown()


def test_rays_classes_on_a_batch(table, expected):
    from ullage.ray import ClaudeRequestTokens, ClaudeTokens

    assert total(ClaudeTokens("text", "tokens", MODEL)(table)["tokens"].to_pylist()) == expected["tokens"]
    own = pickle.loads(pickle.dumps(ClaudeTokens(model_column="model")))(table)
    assert total(own["tokens"].to_pylist()) == expected["own"]
    counted = ClaudeRequestTokens(error="error", model=MODEL)(table)
    assert counted["count"].null_count > counted["error"].null_count - table["body"].null_count > 0


def test_functions_are_pickled():
    pickled = pickle.dumps(columns.tokens)
    assert pickle.loads(pickled)(pa.array(["hello, world"]), MODEL).to_pylist() == [4]
