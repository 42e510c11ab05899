#!/usr/bin/env python3
"""How fast the counter is inside DuckDB, Polars and Spark, beside the bare call and beside what users do today.

Runs in the environment of `.ci/engines --all`, on a corpus of its `corpus.py`:

    .build/engines/bin/python Benchmarks/engines.py .build/corpus/corpus.parquet [--rounds 3] [--rival-rows 20000] [--only spark]

Every way is run in turn, `--rounds` times, each in a process of its own, on rows below a megabyte. Figures are megabytes of text
(10⁶ bytes) per second of processor time of all processes of the way (the JVM's and the workers' included; starting them is not,
nor is the first run), the median of the rounds, and by the clock. What came out is compared: one sum for ours.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

MODEL = "claude-opus-5"
TICKS = os.sysconf("SC_CLK_TCK")


def tree_seconds(root=None):
    """Processor time of a process and all below it, those that have ended included."""
    children, spent = {}, {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat") as file:
                fields = file.read().rpartition(") ")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(name))
        spent[int(name)] = sum(map(int, fields[11:15]))
    total, waiting = 0, [root or os.getpid()]
    while waiting:
        pid = waiting.pop()
        total += spent.get(pid, 0)
        waiting += children.get(pid, [])
    return total / TICKS


def tree_peak(root=None):
    """The most memory that each process of the tree has held, added up, in MB."""
    children, peaks = {}, {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/status") as file:
                fields = dict(line.split(":", 1) for line in file if line.startswith(("PPid", "VmHWM")))
        except OSError:
            continue
        children.setdefault(int(fields["PPid"]), []).append(int(name))
        peaks[int(name)] = int(fields.get("VmHWM", "0 kB").split()[0])
    total, waiting = 0, [root or os.getpid()]
    while waiting:
        pid = waiting.pop()
        total += peaks.get(pid, 0)
        waiting += children.get(pid, [])
    return total / 1000


# --- Ways: each gives a function that is run twice, of which the second run is timed ------------------------------------------


def arrow(path, threads):
    import pyarrow.compute as pc
    import pyarrow.parquet as pq
    from ullage import columns

    text = pq.read_table(path, columns=["text"])["text"].combine_chunks()
    return lambda: pc.sum(columns.tokens(text, MODEL, threads=threads)).as_py()


def arrow_bare(path, threads):
    import pyarrow.parquet as pq
    import ullage

    text = pq.read_table(path, columns=["text"])["text"].combine_chunks()
    counter = ullage.Counter(MODEL)
    return lambda: sum(filter(None, counter.count_batch(text, threads=threads)))


def listed(path, threads):
    import pyarrow.parquet as pq
    import ullage

    texts = [one for one in pq.read_table(path, columns=["text"])["text"].to_pylist() if one is not None]
    counter = ullage.Counter(MODEL)
    return lambda: sum(counter.count_batch(texts, threads=threads))


def duckdb_table(path, threads, function=None, query="select sum(claude_tokens(text)) from corpus"):
    import duckdb
    import ullage.duckdb

    db = ullage.duckdb.register(duckdb.connect(config={"threads": threads}), model=MODEL)
    if function:
        db.create_function("rival", function, ["VARCHAR"], "BIGINT")
    db.execute("create table corpus as select text from read_parquet(?)", [path])
    return lambda: db.execute(query).fetchall()[0][0]


def polars_frame(path, threads):
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars as pl
    from ullage import polars as counting

    frame = pl.read_parquet(path, columns=["text"])
    if threads == 1:
        os.sched_setaffinity(0, {0})
    return lambda: frame.select(counting.claude_tokens("text", MODEL).sum()).item()


def spark_table(path, threads, function=None):
    os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    import pyspark.sql
    import ullage.spark

    builder = pyspark.sql.SparkSession.builder.master(f"local[{threads}]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.driver.memory", "2g").config("spark.ui.showConsoleProgress", "false").config(
        "spark.sql.execution.arrow.maxRecordsPerBatch", "10000").config("spark.log.level", "ERROR").getOrCreate()
    ullage.spark.register(spark, model=MODEL)
    if function:
        spark.udf.register("rival", function(spark))
    spark.read.parquet(path).select("text").createOrReplaceTempView("corpus")
    name = "rival" if function else "claude_tokens"
    return lambda: spark.sql(f"select sum({name}(text)) from corpus").first()[0]


def spark_lengths(_):
    """What moving the texts to Python and back takes, without counting."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyspark.sql.functions import arrow_udf

    def lengths(text: pa.Array) -> pa.Array:
        return pc.binary_length(text).cast("int64")

    return arrow_udf(lengths, "bigint")


def spark_tiktoken(_):
    import pandas as pd
    from pyspark.sql.functions import pandas_udf

    kept = []

    def counted(text: pd.Series) -> pd.Series:
        if not kept:
            import tiktoken

            kept.append(tiktoken.get_encoding("o200k_base").encode_ordinary)
        return text.map(lambda one: None if one is None or one != one else len(kept[0](one)))

    return pandas_udf(counted, "bigint")


def spark_tokenizers(_):
    import pandas as pd
    from pyspark.sql.functions import pandas_udf

    kept, ranks = [], os.environ["TOKENIZERS_RANKS"]

    def counted(text: pd.Series) -> pd.Series:
        if not kept:
            os.environ["TOKENIZERS_PARALLELISM"] = "false"
            import tokenizers

            kept.append(tokenizers.Tokenizer.from_file(ranks))
        rows = ["" if one is None or one != one else one for one in text]
        return pd.Series([len(one) for one in kept[0].encode_batch_fast(rows, add_special_tokens=False)])

    return pandas_udf(counted, "bigint")


def tiktoken_row(path, threads):
    import tiktoken

    encode = tiktoken.get_encoding("o200k_base").encode_ordinary

    def rival(text: str) -> int:
        return len(encode(text))

    return duckdb_table(path, threads, rival, "select sum(rival(text)) from corpus")


def tokenizers_row(path, threads):
    import tokenizers

    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    encode = tokenizers.Tokenizer.from_file(os.environ["TOKENIZERS_RANKS"]).encode

    def rival(text: str) -> int:
        return len(encode(text, add_special_tokens=False))

    return duckdb_table(path, threads, rival, "select sum(rival(text)) from corpus")


#: Name: (the way, what it is called, whether it counts Claude's tokens).
WAYS = {
    "arrow": (arrow_bare, "`Counter.count_batch` on an Arrow column", True),
    "columns": (arrow, "`ullage.columns.tokens`, with nulls", True),
    "list": (listed, "`Counter.count_batch` on a list", True),
    "duckdb": (duckdb_table, "DuckDB, `sum(claude_tokens(text))`", True),
    "polars": (polars_frame, "Polars, `claude_tokens(\"text\").sum()`", True),
    "spark": (spark_table, "Spark, `sum(claude_tokens(text))`", True),
    "spark-lengths": (lambda path, threads: spark_table(path, threads, spark_lengths), "Spark, the same moved and not counted", False),
    "spark-tiktoken": (lambda path, threads: spark_table(path, threads, spark_tiktoken), "tiktoken in a Spark `pandas_udf`", False),
    "spark-tokenizers": (lambda path, threads: spark_table(path, threads, spark_tokenizers), "tokenizers in a Spark `pandas_udf`", False),
    "duckdb-tiktoken": (tiktoken_row, "tiktoken in a DuckDB row function", False),
    "duckdb-tokenizers": (tokenizers_row, "tokenizers in a DuckDB row function", False),
}
RIVALS = {name for name in WAYS if name.endswith(("tiktoken", "tokenizers"))}


def timed(way, path, threads):
    run = WAYS[way][0](path, threads)
    run()
    processor, wall = tree_seconds(), time.perf_counter()
    found = run()
    processor, wall = tree_seconds() - processor, time.perf_counter() - wall
    print(json.dumps({"tokens": int(found), "processor": processor, "wall": wall, "peak": tree_peak()}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rival-rows", type=int, default=20_000)
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--only", default="")
    parser.add_argument("--way")
    arguments = parser.parse_args()
    if arguments.way:
        return timed(arguments.way, arguments.corpus, int(arguments.threads))

    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(arguments.corpus)
    table = table.filter(pc.fill_null(pc.less(pc.binary_length(table["text"]), 1_000_000), True))
    paths, bytes_of = {}, {}
    for name, part in (("ours", table), ("rivals", table.slice(0, arguments.rival_rows))):
        paths[name] = f"{arguments.corpus}.{name}"
        # Several row groups, so that several threads have something to do.
        pq.write_table(part, paths[name], row_group_size=20_000)
        bytes_of[name] = pc.sum(pc.binary_length(part["text"])).as_py()
    print(f"{table.num_rows} rows, {bytes_of['ours'] / 1e6:.1f} MB; rivals on {bytes_of['rivals'] / 1e6:.1f} MB of them; load {os.getloadavg()[0]:.1f}", flush=True)
    results, sums = {}, set()
    for _ in range(arguments.rounds):
        for way in WAYS:
            if arguments.only and not way.startswith(tuple(arguments.only.split(","))):
                continue
            part = "rivals" if way in RIVALS else "ours"
            for threads in arguments.threads.split(","):
                if way in RIVALS and threads != "1":
                    continue
                command = [sys.executable, __file__, paths[part], "--way", way, "--threads", threads]
                run = subprocess.run(command, capture_output=True, text=True, timeout=600)
                if run.returncode:
                    print(way, threads, run.stderr[-600:], flush=True)
                    continue
                said = json.loads(run.stdout.splitlines()[-1])
                said["bytes"] = bytes_of[part]
                results.setdefault((way, threads), []).append(said)
                if WAYS[way][2]:
                    sums.add(said["tokens"])
    print(f"sums of ours: {sums}; load {os.getloadavg()[0]:.1f}\n")
    print("| way | threads | MB/s of processor time | MB/s by the clock | MB held at most |\n|---|---:|---:|---:|---:|")
    for (way, threads), runs in sorted(results.items(), key=lambda item: list(WAYS).index(item[0][0])):
        middle = [statistics.median(run["bytes"] / 1e6 / run[kind] for run in runs) for kind in ("processor", "wall")]
        print(f"| {WAYS[way][1]} | {threads} | {middle[0]:.1f} | {middle[1]:.1f} | {max(run['peak'] for run in runs):.0f} |")
    if len(sums) > 1:
        sys.exit("error: ours counted differently")


if __name__ == "__main__":
    main()
