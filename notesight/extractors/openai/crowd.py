"""Many calls at once behind a plain loop: a thread of its own does the waiting, the caller just takes what is ready.

Jobs are taken from the caller's iterable in the caller's thread (a database connection may hang on it) and only a
few ahead of the work. What is done waits in line until it is taken, so that a slow caller holds nobody up; when the
caller stops, by leaving the loop or by Ctrl-C, what is under way is cancelled.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Generic, TypeVar, cast

from notesight.errors import LimitReached, NotesightError

Job = TypeVar("Job")
Result = TypeVar("Result")
Work = Callable[[Job], Awaitable[Result]]

GRACE = 10.0
"""Seconds for calls that are under way when one of them finds that all is in vain: their answers are paid for."""
_WAKE = 0.5


class Last(Exception):
    """Work ends all work with ``error``, and still has a result, which is given out before."""

    def __init__(self, result: object, error: NotesightError) -> None:
        super().__init__(error.sentence)
        self.result = result
        self.error = error


class Crowd(Generic[Job, Result]):
    """Does jobs ``at_once`` in a thread with its own event loop. ``opened`` gives the work to do, inside that loop."""

    def __init__(self, opened: Callable[[], AbstractAsyncContextManager[Work[Job, Result]]], at_once: int) -> None:
        self._opened = opened
        self._at_once = at_once
        self._done: queue.SimpleQueue[tuple[Result | None, BaseException | None]] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._jobs: asyncio.Queue[Job | None] = asyncio.Queue()
        self._stopped = asyncio.Event()
        self._ready = threading.Event()
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="notesight-calls", daemon=True)

    def results(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """One result for each job, as they are ready.

        Raises what the work raises, after the results that were ready before it.
        """
        source = iter(jobs)
        taken = given = 0
        more = True
        try:
            while True:
                under_way = taken - given - self._done.qsize()
                if more and not self._ending and under_way < 2 * self._at_once and taken - given < 4 * self._at_once:
                    try:
                        job = next(source)
                    except StopIteration:
                        more = False
                        continue
                    self._submit(job)
                    taken += 1
                elif taken > given:
                    yield self._take()
                    given += 1
                elif self._ending:
                    self._take()  # raises
                else:
                    return
        finally:
            self.stop()

    def stop(self) -> None:
        """Cancel what is under way and wait for the thread to end."""
        if self._loop is not None and self._thread.is_alive():
            with contextlib.suppress(RuntimeError):  # the loop ended by itself in between
                self._loop.call_soon_threadsafe(self._stopped.set)
        if self._thread.ident is not None:
            self._thread.join(timeout=GRACE)

    def _submit(self, job: Job) -> None:
        if self._thread.ident is None:
            self._thread.start()
            self._ready.wait()
        assert self._loop is not None
        with contextlib.suppress(RuntimeError):  # the loop is closed: why stands in the queue of results
            self._loop.call_soon_threadsafe(self._jobs.put_nowait, job)

    def _take(self) -> Result:
        while True:
            # not one endless wait: on Windows, Ctrl-C would not get through it
            with contextlib.suppress(queue.Empty):
                result, error = self._done.get(timeout=_WAKE)
                if isinstance(error, Last):
                    self._ending = True
                    return cast("Result", error.result)
                if error is not None:
                    raise error
                return result  # type: ignore[return-value]  # without an error there is a result
            if not self._thread.is_alive() and self._done.empty():
                raise RuntimeError("the thread of the calls ended before its work")

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as error:  # noqa: BLE001 (whatever ended the thread is raised in the caller's)
            self._done.put((None, error))
        finally:
            self._ready.set()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ready.set()
        async with self._opened() as work:
            workers = [asyncio.create_task(self._worker(work)) for _ in range(self._at_once)]
            stopped = asyncio.create_task(self._stopped.wait())
            done, _ = await asyncio.wait([stopped, *workers], return_when=asyncio.FIRST_COMPLETED)
            fatal = next((task.exception() for task in done if task is not stopped), None)
            if isinstance(fatal, NotesightError):
                await self._let_finish(workers, stopped, patient=isinstance(fatal, LimitReached))
            for task in (stopped, *workers):
                task.cancel()
            await asyncio.gather(stopped, *workers, return_exceptions=True)
        if fatal is not None:
            self._done.put((None, fatal))

    async def _let_finish(
        self, workers: list[asyncio.Task[None]], stopped: asyncio.Task[bool], *, patient: bool
    ) -> None:
        while not self._jobs.empty():
            self._jobs.get_nowait()
        for _ in workers:
            self._jobs.put_nowait(None)
        # each call has a deadline of its own; where only money has run out, none of them is in vain
        rest = asyncio.create_task(asyncio.wait(workers, timeout=None if patient else GRACE))
        await asyncio.wait([rest, stopped], return_when=asyncio.FIRST_COMPLETED)
        rest.cancel()

    async def _worker(self, work: Work[Job, Result]) -> None:
        while (job := await self._jobs.get()) is not None:
            try:
                self._done.put((await work(job), None))
            except Last as last:
                self._done.put((None, last))
                raise last.error from None
