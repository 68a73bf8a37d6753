"""Apply a function to a stream in worker processes: results in order, a bounded number under way.

The first few inputs are worked on right here, so that a short stream never waits for processes to start.
"""

from __future__ import annotations

import gc
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TypeVar

Input = TypeVar("Input")
Output = TypeVar("Output")

ALONE = 64
"""So many inputs are worked on without starting a process."""
CHUNK = 24
"""Inputs that travel to a worker together."""
CHUNKS_AHEAD = 3
"""Chunks per worker that may be under way or waiting."""


def in_order(
    function: Callable[[Input], Output], inputs: Iterable[Input], *, jobs: int | None = None
) -> Iterator[Output]:
    """Yield ``function(input)`` for each input, in order; what it raises is raised here.

    ``function``, inputs and outputs must be picklable. ``jobs`` is the number of worker processes; by default
    one for each processor that this process may use, and with one there are none.
    """
    stream = iter(inputs)
    for each in islice(stream, ALONE):
        yield function(each)
    count = jobs or _processors()
    if count == 1:
        yield from map(function, stream)
        return
    yield from _pooled(function, chunks(stream, CHUNK), count)


def chunks(stream: Iterable[Input], size: int) -> Iterator[list[Input]]:
    """A stream in lists of ``size``, the last one shorter."""
    inputs = iter(stream)
    while chunk := list(islice(inputs, size)):
        yield chunk


def _pooled(function: Callable[[Input], Output], stream: Iterator[list[Input]], count: int) -> Iterator[Output]:
    first = next(stream, None)
    if first is None:
        return
    # "spawn" and not "fork": the parent holds a database and threads, and neither survives a fork.
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin) as pool:
        under_way: deque[Future[list[Output]]] = deque([pool.submit(_apply, function, first)])
        try:
            for chunk in stream:
                under_way.append(pool.submit(_apply, function, chunk))
                if len(under_way) > count * CHUNKS_AHEAD:
                    yield from under_way.popleft().result()
            while under_way:
                yield from under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()


def _apply(function: Callable[[Input], Output], chunk: list[Input]) -> list[Output]:
    return [function(each) for each in chunk]


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin() -> None:
    # What a worker makes is handed on and gone; looking for circles in it again and again costs a tenth of the time.
    gc.set_threshold(100_000, 50, 100)
    _die_with_parent()


def _die_with_parent() -> None:
    """Let a worker end when its parent was killed: a pool's workers wait for ever otherwise."""
    parent = parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
