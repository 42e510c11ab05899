"""A Spark cluster of its own, on this machine: a master and two workers as processes, each in a network of its own where that is
allowed. Two of its tasks are killed in the middle of a job, and then a worker with all it runs; the job ends with the same sum.

Usage: python cluster.py [CORPUS.parquet]
"""
import contextlib
import os
import signal
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
PORT = 7077
#: The network of the cluster; the driver is its first address.
NETWORK = "10.77.3"
BRIDGE = "ullage0"
NAMES = ("master", "one", "two")


# --- Networks ---------------------------------------------------------------------------------------------------------


def said(*command):
    return subprocess.run(command, capture_output=True, text=True).returncode == 0


@contextlib.contextmanager
def networks():
    """The address of each process and the command it is run behind: a network namespace each, or this machine's own."""
    if os.geteuid() != 0 or not said("ip", "link", "add", BRIDGE, "type", "bridge"):
        print("no networks of their own: that takes root, and `ip` of iproute2")
        yield "127.0.0.1", {name: ("127.0.0.1", []) for name in NAMES}
        return
    made = {}
    try:
        subprocess.run(["ip", "addr", "add", f"{NETWORK}.1/24", "dev", BRIDGE], check=True)
        subprocess.run(["ip", "link", "set", BRIDGE, "up"], check=True)
        for number, name in enumerate(NAMES, 2):
            space, inner = f"ullage-{name}", ["ip", "netns", "exec", f"ullage-{name}"]
            for command in (
                ["ip", "netns", "add", space],
                ["ip", "link", "add", f"ullage-{number}", "type", "veth", "peer", "name", "eth0", "netns", space],
                ["ip", "link", "set", f"ullage-{number}", "master", BRIDGE, "up"],
                [*inner, "ip", "addr", "add", f"{NETWORK}.{number}/24", "dev", "eth0"],
                [*inner, "ip", "link", "set", "eth0", "up"],
                [*inner, "ip", "link", "set", "lo", "up"],
            ):
                subprocess.run(command, check=True)
            made[name] = (f"{NETWORK}.{number}", inner)
        yield f"{NETWORK}.1", made
    finally:
        for name in NAMES:
            said("ip", "netns", "del", f"ullage-{name}")
        said("ip", "link", "del", BRIDGE)


# --- Processes --------------------------------------------------------------------------------------------------------


def started(folder, name, place, *arguments):
    address, inside = place
    environment = dict(
        os.environ, SPARK_HOME=SPARK, SPARK_LOCAL_IP=address, PYSPARK_PYTHON=sys.executable, SPARK_NO_DAEMONIZE="1",
        SPARK_WORKER_DIR=os.path.join(folder, name))
    with open(os.path.join(folder, name + ".log"), "wb") as log:
        return subprocess.Popen(
            [*inside, os.path.join(SPARK, "bin", "spark-class"), *arguments, "--host", address], env=environment, stdout=log,
            stderr=log, start_new_session=True)


def killed(process):
    """Ends a process and what it has started: executors are in its session."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def tasks_of(process):
    """The Python processes that count for a worker's executor: children of its daemon, which forks them."""
    parents, daemons, session = {}, set(), []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat") as file:
                fields = file.read().rpartition(") ")[2].split()
            with open(f"/proc/{name}/cmdline", "rb") as file:
                command = file.read()
        except OSError:
            continue
        parents[int(name)] = int(fields[1])
        if b"pyspark.daemon" in command:
            daemons.add(int(name))
            if int(fields[3]) == process.pid:
                session.append(int(name))
    return [pid for pid in session if parents[pid] in daemons]


# --- The job ----------------------------------------------------------------------------------------------------------


def main():
    with tempfile.TemporaryDirectory() as folder, networks() as (address, places):
        path = sys.argv[1] if len(sys.argv) > 1 else os.path.join(folder, "corpus.parquet")
        if len(sys.argv) < 2:
            corpus.write(path, 30_000, 300_000)
        counted = columns.tokens(pq.read_table(path, columns=["text"])["text"], MODEL, threads=0)
        expected = sum(value for value in counted.to_pylist() if value is not None)
        url = f"spark://{places['master'][0]}:{PORT}"
        package = "org.apache.spark.deploy"
        processes = {"master": started(folder, "master", places["master"], f"{package}.master.Master", "--port", str(PORT))}
        time.sleep(8)
        for name in ("one", "two"):
            processes[name] = started(folder, name, places[name], f"{package}.worker.Worker", "-c", "1", "-m", "4g", url)
        try:
            job(path, address, url, expected, processes)
        finally:
            for process in processes.values():
                killed(process)


def job(path, address, url, expected, processes):
    import ullage.spark

    os.environ.update(SPARK_LOCAL_IP=address, PYSPARK_PYTHON=sys.executable)
    spark = (
        pyspark.sql.SparkSession.builder.master(url).config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
        .config("spark.executor.memory", "3g").config("spark.driver.host", address).config("spark.task.maxFailures", "8")
        .config("spark.log.level", "ERROR").config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.shuffle.partitions", str(PARTITIONS)).getOrCreate())
    try:
        context = spark.sparkContext
        waited = time.time() + 120
        while context._jsc.sc().getExecutorMemoryStatus().size() < 3 and time.time() < waited:
            time.sleep(0.5)
        executors = context._jsc.sc().getExecutorMemoryStatus().size() - 1
        assert executors == 2, f"{executors} executors instead of 2"
        ullage.spark.register(spark, model=MODEL)
        spark.read.parquet(path).select("text").repartition(PARTITIONS).createOrReplaceTempView("corpus")
        found = []
        asking = threading.Thread(
            target=lambda: found.append(spark.sql("select sum(claude_tokens(text)) from corpus").first()[0]))
        start = time.time()
        asking.start()
        tracker = context.statusTracker()

        def progress():
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            chosen = [info for info in stages if info and info.numTasks == PARTITIONS]
            return max([(info.numCompletedTasks, info.numFailedTasks) for info in chosen] + [(0, 0)])

        done = failed = 0
        ended = []
        while asking.is_alive() and (done < 8 or failed < 1):
            done, failed = max((done, failed), progress())
            # A task on each worker is killed while it counts.
            for name in ("one", "two"):
                if name not in ended and done >= 2 and (tasks := tasks_of(processes[name])):
                    os.kill(tasks[0], signal.SIGKILL)
                    ended.append(name)
            time.sleep(0.02)
        assert asking.is_alive(), "the job was over before a worker could be killed"
        killed(processes["two"])
        at = time.time() - start
        asking.join(900)
        assert found == [expected], (found, expected)
        print(
            f"tasks of {len(ended)} workers killed, {failed} of them known as failed by then; a worker killed after {at:.1f} s and "
            f"{done} of {PARTITIONS} tasks; {found[0]} tokens after {time.time() - start:.1f} s, as expected")
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
