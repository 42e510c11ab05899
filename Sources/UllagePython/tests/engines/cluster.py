"""A Spark cluster of its own, on this machine: a master and two workers as processes. One worker is killed in the middle of a job,
which ends with the sum all the same.

Usage: python cluster.py [CORPUS.parquet]
"""
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import corpus
import pyarrow.parquet as pq
import pyspark
from ullage import columns

MODEL = "claude-opus-5"
PARTITIONS = 48
SPARK = os.path.dirname(pyspark.__file__)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def started(folder, name, *arguments):
    environment = dict(
        os.environ, SPARK_HOME=SPARK, SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable, SPARK_NO_DAEMONIZE="1",
        SPARK_WORKER_DIR=os.path.join(folder, name))
    with open(os.path.join(folder, name + ".log"), "wb") as log:
        return subprocess.Popen(
            [os.path.join(SPARK, "bin", "spark-class"), *arguments], env=environment, stdout=log, stderr=log,
            start_new_session=True)


def killed(process):
    """Ends a process and what it has started: executors are in its session."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = sys.argv[1] if len(sys.argv) > 1 else os.path.join(folder, "corpus.parquet")
        if len(sys.argv) < 2:
            corpus.write(path, 30_000, 300_000)
        counted = columns.tokens(pq.read_table(path, columns=["text"])["text"], MODEL, threads=0)
        expected = sum(value for value in counted.to_pylist() if value is not None)
        port = free_port()
        url = f"spark://127.0.0.1:{port}"
        package = "org.apache.spark.deploy"
        processes = [
            started(folder, "master", f"{package}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(free_port()))]
        time.sleep(8)
        for name in ("one", "two"):
            processes.append(started(
                folder, name, f"{package}.worker.Worker", "-c", "1", "-m", "1g", "--host", "127.0.0.1", "--webui-port", str(free_port()), url))
        try:
            job(path, url, expected, processes[2])
        finally:
            for process in processes:
                killed(process)


def job(path, url, expected, victim):
    import ullage.spark

    os.environ.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
    spark = (
        pyspark.sql.SparkSession.builder.master(url).config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
        .config("spark.executor.memory", "512m")
        .config("spark.driver.host", "127.0.0.1").config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.shuffle.partitions", str(PARTITIONS)).getOrCreate())
    try:
        context = spark.sparkContext
        waited = time.time() + 120
        while context._jsc.sc().getExecutorMemoryStatus().size() < 3 and time.time() < waited:
            time.sleep(0.5)
        executors = context._jsc.sc().getExecutorMemoryStatus().size() - 1
        assert executors == 2, f"{executors} executors instead of 2"
        ullage.spark.register(spark, model=MODEL)
        spark.read.parquet(path).repartition(PARTITIONS).createOrReplaceTempView("corpus")
        found = []
        asking = threading.Thread(
            target=lambda: found.append(spark.sql("select sum(claude_tokens(text)) from corpus").first()[0]))
        start = time.time()
        asking.start()
        tracker = context.statusTracker()
        done = 0
        while asking.is_alive() and done < 6:
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            done = max([info.numCompletedTasks for info in stages if info and info.numTasks == PARTITIONS] + [0])
            time.sleep(0.02)
        assert asking.is_alive(), "the job was over before a worker could be killed"
        killed(victim)
        at = time.time() - start
        asking.join(600)
        assert found == [expected], (found, expected)
        print(f"a worker killed after {at:.1f} s and {done} of {PARTITIONS} tasks; {found[0]} tokens after {time.time() - start:.1f} s, as expected")
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
