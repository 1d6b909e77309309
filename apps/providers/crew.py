"""Many calls to one service, a few at the same time."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from typing import TypeVar

from apps.providers.errors import ProviderError

T = TypeVar("T")

CALLS_AT_ONCE = 8  # the client slows down beyond about ten connections
LULL_SECONDS, BRISK = 0.02, 10  # fewer than ten calls finished in this time: they wait


def gather(calls: Sequence[Callable[[], T]]) -> list[T | ProviderError]:
    """The results of `calls` in their order; the three errors come back as values.

    One thread begins, and others come to its help for as long as calls take long, which is when they wait: threads
    that do not wait only stand in each other's way.
    """
    waiting = deque(enumerate(calls))
    results: dict[int, T | ProviderError] = {}

    def work() -> None:
        with suppress(IndexError):
            while True:
                place, call = waiting.popleft()
                results[place] = _result(call)

    with ThreadPoolExecutor(CALLS_AT_ONCE) as pool:
        crew, before = [pool.submit(work)], 0
        while wait(crew, timeout=LULL_SECONDS).not_done:
            if len(crew) < CALLS_AT_ONCE and len(results) < before + BRISK:
                crew.append(pool.submit(work))
            before = len(results)
    for each in crew:
        each.result()  # a mistake of ours is raised here
    return [results[place] for place in range(len(calls))]


def _result(call: Callable[[], T]) -> T | ProviderError:
    try:
        return call()
    except ProviderError as error:
        return error
