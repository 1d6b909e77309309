"""How a service is asked about many of its tasks at once, with as few calls as it allows."""

import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial

from apps.providers.base import Account, Provider, Stage, Task
from apps.providers.crew import CALLS_AT_ONCE, gather
from apps.providers.errors import ProviderError
from apps.providers.refusals import NotFound

# A page of the list is read for every twenty tasks: should it tell nothing, that was a twentieth more than without.
WORTH_A_PAGE = 20
GOING_ON = {Stage.QUEUED, Stage.RUNNING}


def look_at(service: Provider, account: Account, wanted: Mapping[str, str]) -> dict[str, Task | ProviderError]:
    """What a service says about tasks; `wanted` are our own ids by its numbers. The answers come by its numbers too.

    A task has none where the service was in trouble, and was not asked any further.
    """
    told = _listed(service, account, wanted)
    left = [number for number in wanted if number not in told]
    # Whoever is asked first, which decides about the others, is somebody else each time.
    return told | _asked(service, account, {number: wanted[number] for number in random.sample(left, len(left))})


def _listed(service: Provider, account: Account, wanted: Mapping[str, str]) -> dict[str, Task | ProviderError]:
    """What the list says, page by page, about those that go on.

    An end is asked about singly: film and bill are at stake, and a list may tell less. So is what the list does not
    have, or did not tell for trouble of its own: neither says anything about the task.
    """
    can = service.capabilities(account.options)
    told: dict[str, Task] = {}
    seen: set[str] = set()
    pages = len(wanted) // WORTH_A_PAGE if can.can_list else 0
    with suppress(ProviderError):
        for page in range(1, pages + 1):
            tasks = {task.task_id: task for task in service.list_page(account, page, can.list_size)}
            told |= {number: task for number, task in tasks.items() if number in wanted}
            if len(told) == len(wanted) or tasks.keys() <= seen:  # all are found, or there is nothing new
                break
            seen |= tasks.keys()
    return {number: task for number, task in told.items() if task.stage in GOING_ON}


def _asked(service: Provider, account: Account, wanted: Mapping[str, str]) -> dict[str, Task | ProviderError]:
    """What single looks say. When the first few all end in the same trouble, it is the service's: nobody else asks."""
    calls = [partial(service.query, account, number, ours) for number, ours in wanted.items()]
    answers = gather(calls[:CALLS_AT_ONCE])
    if not _is_in_trouble(answers):
        answers += gather(calls[CALLS_AT_ONCE:])
    return dict(zip(wanted, answers, strict=False))


def _is_in_trouble(answers: Sequence[Task | ProviderError]) -> bool:
    troubles = [each for each in answers if isinstance(each, ProviderError) and not isinstance(each, NotFound)]
    return len(troubles) == CALLS_AT_ONCE and len({(type(each), each.reason) for each in troubles}) == 1
