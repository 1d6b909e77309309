"""Runs the chosen kills in one stack and prints what came of them. `__main__` prepares the settings."""

import random
import sys
import time
from argparse import Namespace
from collections import Counter, defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.core.management import call_command

from tests.faults import referee
from tests.faults.killer import rampage
from tests.faults.matrix import Matrix, Outcome
from tests.faults.people import Person
from tests.faults.plan import Kill, kills
from tests.faults.stack import Stack
from tests.servers import Redis


def run(chosen: Namespace, broker: Redis | None) -> bool:
    """Whether everything ended as it has to."""
    seed = chosen.seed if chosen.seed is not None else random.randrange(10**6)
    say(f"Kills in the {chosen.stack} stack, seed {seed}, files in {settings.DATA_DIR}")
    chance = random.Random(seed)
    (settings.DATA_DIR / "static").mkdir()
    call_command("migrate", verbosity=0)
    stack = Stack(broker)
    begun = time.monotonic()
    try:
        person = Person(settings.DATA_DIR / "tmp")
        stack.start(("service", "web", "worker", "beat"))
        stack.wait_for_web()
        outcomes = [_one(Matrix(stack, person), kill) for kill in _chosen(chosen, chance)]
        _table(outcomes)
        is_well = not any(outcome.complaints for outcome in outcomes)
        if chosen.takes:
            carnage = rampage(stack, person, chosen.takes, chance)
            say(f"Random kills: {carnage}")
            is_well = is_well and not carnage.complaints
    finally:
        stack.stop()
    for complaint in (left := referee.after_the_janitor()):
        say(f"!! {complaint}")
    is_well = is_well and not left
    say(f"{'All is well' if is_well else 'NOT WELL'} after {time.monotonic() - begun:.0f} s.")
    return is_well


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _chosen(chosen: Namespace, chance: random.Random) -> Sequence[Kill]:
    found = [kill for kill in kills(chosen.stack) if f"{chosen.only or ''}" in f"{kill}"]
    return chance.sample(found, chosen.sample) if chosen.sample is not None else found


def _one(matrix: Matrix, kill: Kill) -> Outcome:
    outcome = matrix.run(kill)
    say(str(outcome))
    return outcome


def _table(outcomes: Sequence[Outcome]) -> None:
    """How many takes ended how, for each point; and the figures that matter."""
    ends: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        point = outcome.kill.point
        found = ends[f"{point.key:<4}{point.meaning}"]
        found.update(f"{service} {end}" for service, end in outcome.ends.items())
        found.update({"orphans": outcome.orphans, "files left": outcome.left})
    say("")
    for name, found in ends.items():
        words = ", ".join(f"{number} × {what}" for what, number in sorted(found.items()) if number)
        say(f"{name:<64}{words}")
    runs = sum(len(outcome.ends) for outcome in outcomes)
    wrong = sum(len(outcome.complaints) for outcome in outcomes)
    longest = max((outcome.seconds for outcome in outcomes), default=0.0)
    say(f"\n{runs} runs in {len(outcomes)} kills, {wrong} complaints, longest recovery {longest:.1f} s\n")
