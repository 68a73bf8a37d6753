"""Work in processes: order, errors, and no process left behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from notesight import workers


def double(number: int) -> int:
    return number * 2


def who(_: int) -> int:
    return os.getpid()


def refuse_ninety(number: int) -> int:
    if number == 90:
        raise ValueError(number)
    return number


def test_results_come_in_the_order_of_the_inputs():
    assert list(workers.in_order(double, range(500), jobs=2)) == [number * 2 for number in range(500)]


def test_a_short_stream_starts_no_process():
    assert set(workers.in_order(who, range(workers.ALONE), jobs=2)) == {os.getpid()}


def test_a_long_stream_is_shared_out():
    assert os.getpid() not in list(workers.in_order(who, range(workers.ALONE + 100), jobs=2))[workers.ALONE :]


def test_one_job_works_right_here():
    assert set(workers.in_order(who, range(300), jobs=1)) == {os.getpid()}


def test_what_the_function_raises_is_raised_here():
    with pytest.raises(ValueError, match="90"):
        list(workers.in_order(refuse_ninety, range(300), jobs=2))


def test_the_stream_is_not_read_far_ahead_of_what_is_taken():
    seen = []

    def stream():
        for number in range(100_000):
            seen.append(number)
            yield number

    results = workers.in_order(double, stream(), jobs=2)
    for _ in range(workers.ALONE + 1):
        next(results)
    assert len(seen) <= workers.ALONE + workers.CHUNK * (2 * workers.CHUNKS_AHEAD + 2)
    results.close()


CHILD = """
import itertools, os, sys
sys.path[:0] = {path!r}
from notesight import workers
from test_workers import who
if __name__ == "__main__":
    for number, pid in enumerate(workers.in_order(who, itertools.count(), jobs=2)):
        if number > workers.ALONE:
            print(pid, flush=True)
"""


def test_workers_end_when_their_parent_is_killed(tmp_path):
    script = tmp_path / "child.py"
    script.write_text(CHILD.format(path=[str(Path(__file__).parent), *sys.path]))
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        worker = int(child.stdout.readline())
        child.kill()
    for _ in range(200):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the worker outlived its parent by ten seconds")
