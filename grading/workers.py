"""Have workers grade submissions: this process, others on this machine, or a Dask cluster."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice

import joblib

from course.errors import CourseError
from grading.intake import Submission
from grading.job import Graded, Run, Sheet, give_up, run_in_engine, work

DIED = "its worker died again and again, killed or out of memory"

Take = Callable[[str], Submission]
Pair = tuple[Submission, Graded]


def grade_all(
    students: list[str],
    take: Take,
    sheet: Sheet,
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    run: Run | None = None,
) -> Iterator[Pair]:
    """Yield what each student handed in and what it is worth, as they finish.

    Parameters
    ----------
    students : list of str
        Whose submissions to grade.
    take : callable
        Returns a student's submission; asked when a worker is free for it.
    sheet : Sheet
        What all have in common.
    jobs, scheduler, run
        As `grade_lesson` has them.

    Raises
    ------
    CourseError
        If the scheduler cannot be reached.
    """
    run = run or run_in_engine
    jobs = min(jobs or joblib.cpu_count(), len(students))
    if jobs == 1 and not scheduler:
        for taken in map(take, students):
            yield taken, work(taken, sheet, run)
        return
    if scheduler:
        yield from _grade_on_cluster(students, take, (sheet, run), scheduler)
    else:
        yield from _grade_here(students, take, (sheet, run), jobs)


def _grade_here(students: list[str], take: Take, how: tuple, jobs: int) -> Iterator[Pair]:
    """Grade in workers; when one dies, what was under way runs again, each alone."""
    waiting = list(students)
    while waiting:
        started: dict[str, Submission] = {}

        def calls(todo=tuple(waiting), started=started):
            for student in todo:
                started[student] = take(student)
                yield joblib.delayed(work_for)(os.getpid(), started[student], *how)

        team = joblib.Parallel(
            jobs, return_as="generator_unordered", pre_dispatch="n_jobs", batch_size=1
        )
        try:
            for done in team(calls()):
                waiting.remove(done.student)
                yield started.pop(done.student), done
        except Exception:  # jobs raise nothing: a worker died
            if not started:
                raise
        for student, taken in started.items():
            waiting.remove(student)
            yield taken, _grade_alone(taken, how)


def _grade_alone(taken: Submission, how: tuple) -> Graded:
    """Grade one submission in a fresh worker that nobody else's depends on; try it twice."""
    for _ in range(2):
        try:
            call = joblib.delayed(work_for)(os.getpid(), taken, *how)
            return joblib.Parallel(n_jobs=2)([call])[0]
        except Exception:
            continue
    return give_up(taken, how[0], DIED)


def work_for(parent: int, taken: Submission, sheet: Sheet, run: Run) -> Graded:
    """Grade one submission in a worker that ends soon after the process it works for."""
    _end_with(parent)
    return work(taken, sheet, run)


@cache
def _end_with(parent: int) -> None:
    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _grade_on_cluster(
    students: list[str], take: Take, how: tuple, scheduler: str
) -> Iterator[Pair]:
    """Grade on a Dask cluster; what was under way when workers died runs again, each alone.

    Not by joblib's backend for Dask: its unordered results wait for ever for such a submission.
    """
    with _connect(scheduler) as client:
        from distributed import as_completed

        def send(found: Submission):
            return client.submit(work, found, *how, pure=False)

        todo, under_way, suspects = map(take, students), {}, []
        results = as_completed(loop=client.loop)
        for found in islice(todo, 1 + 2 * sum(client.ncores().values())):
            results.add(future := send(found))
            under_way[future] = found
        for future in results:
            found = under_way.pop(future)
            if future.exception():
                suspects.append(found)
            else:
                yield found, future.result()
            for found in islice(todo, 1):
                results.add(future := send(found))
                under_way[future] = found
        for found in suspects:
            future = send(found)
            yield found, give_up(found, how[0], DIED) if future.exception() else future.result()


def _connect(scheduler: str):
    """Return a client of a Dask scheduler."""
    try:
        from distributed import Client

        return Client(scheduler, timeout=10, set_as_default=False)
    except ModuleNotFoundError:
        raise CourseError(
            "--backend dask: the package distributed is missing. Expected the extra `dask`. "
            "Install it with `pip install segcourse[dask]`."
        ) from None
    except (OSError, ValueError) as problem:
        raise CourseError(
            f"--scheduler {scheduler}: no Dask scheduler answers there ({problem}). Expected an "
            "address such as tcp://127.0.0.1:8786. Start one with `dask scheduler`."
        ) from None
