"""What can happen to the servers under a studio at work. Each scenario is a function of a bench."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F

from apps.renders.models import Render
from tests.infrastructure.bench import HONEST, Bench, Visitor
from tests.infrastructure.crowd import stages

PAUSE_SECONDS = 20.0
AWAY_SECONDS = 10.0
ABSENT_SECONDS, ABSENT_FOR = 15.0, timedelta(minutes=10)
MOST_PAGE_SECONDS = 2.0
BUSY_SECONDS = 6
SLOW_ANSWER = f"fault:submit=timeout-after+{BUSY_SECONDS}"
HONEST_STATUS = (200, 500, 503)


def calm(bench: Bench) -> None:
    """Nothing happens: what the others are compared with."""
    _gathered(bench)
    bench.back()


def broker_emptied(bench: Bench) -> None:
    """All messages are lost while everything runs, three times."""
    _gathered(bench)
    for _ in range(3):
        bench.lose_messages()
        bench.wait(1)
    bench.back()


def broker_killed(bench: Bench) -> None:
    """Redis is killed and comes back after three seconds with nothing in it."""
    _gathered(bench)
    bench.broker.kill()
    bench.wait(3)
    bench.broker.start()
    bench.back()


def broker_away_while_busy(bench: Bench) -> None:
    """Redis goes while every thread of the worker waits for a service, and comes back when they have all finished."""
    bench.begin("worker", "beat")
    for number in range(settings.CELERY_WORKER_CONCURRENCY):
        bench.crowd.make(bench.crowd.connections[number % 2], SLOW_ANSWER)
    bench.wait_until(lambda: stages().get("submitting") == settings.CELERY_WORKER_CONCURRENCY, 30, "busy threads")
    for number in range(8):
        bench.crowd.make(bench.crowd.connections[number % 3])
    bench.happens()
    bench.broker.kill()
    bench.wait(BUSY_SECONDS + AWAY_SECONDS)
    bench.broker.start()
    bench.back()


def broker_away(bench: Bench) -> None:
    """Redis is killed and stays away a while; pages are asked for meanwhile."""
    _gathered(bench, "web")
    visitor = Visitor(bench)
    bench.broker.kill()
    _ask(bench, visitor, "without Redis", wanted=200)
    bench.wait(AWAY_SECONDS)
    bench.broker.start()
    bench.back()


def broker_paused(bench: Bench) -> None:
    """Redis hangs: connections stand, and nobody answers."""
    _gathered(bench, "web")
    visitor = Visitor(bench)
    bench.broker.pause()
    _ask(bench, visitor, "with a hanging Redis", wanted=200)
    bench.wait(PAUSE_SECONDS)
    bench.broker.resume()
    bench.back()


def database_restarted(bench: Bench) -> None:
    """PostgreSQL ends at once and recovers, in the middle of work."""
    _gathered(bench, "web")
    visitor = Visitor(bench)
    visitor.get("/")
    bench.database.kill()
    bench.database.start()
    bench.back()
    _ask(bench, visitor, "right after the restart", wanted=200)


def database_away(bench: Bench) -> None:
    """PostgreSQL is away for a while; pages are asked for meanwhile."""
    _gathered(bench, "web")
    visitor = Visitor(bench)
    visitor.get("/")
    bench.database.kill()
    _ask(bench, visitor, "without a database", wanted=500)
    bench.wait(AWAY_SECONDS)
    bench.database.start()
    bench.back()
    _ask(bench, visitor, "with the database again", wanted=200)


def worker_absent(bench: Bench) -> None:
    """No worker for ten minutes: fifteen seconds of them pass, all times are set back by ten minutes, and as many
    messages are sent as a timer would have sent in them."""
    _gathered(bench)
    bench.programs.kill("worker")
    for task in ("apps.renders.tasks.sweep", "apps.voices.tasks.sweep"):
        times = int(ABSENT_FOR.total_seconds() / settings.SWEEP_SECONDS)
        bench.send(task, times=times, expires=settings.SWEEP_SECONDS)
    bench.wait(ABSENT_SECONDS)
    _set_back()
    bench.note(f"{bench.messages()} messages had piled up")
    bench.programs.start("worker")
    bench.back()
    seconds = bench.wait_until(lambda: bench.messages() < 10, 60, "the old messages to go")
    bench.note(f"they were gone after {seconds:.1f} s")


def timer_dead(bench: Bench) -> None:
    """Nobody sends the sweep."""
    _gathered(bench)
    bench.programs.kill("beat")
    bench.wait(ABSENT_SECONDS)
    bench.programs.start("beat")
    bench.back()


def _set_back() -> None:
    """As if everything had been asked for and done ten minutes earlier."""
    moments = ("queued_at", "next_check_at", "lease_until", "sending_at", "submitted_at", "created_at")
    Render.objects.update(**{name: F(name) - ABSENT_FOR for name in moments})


def _gathered(bench: Bench, *more: str) -> None:
    """A dozen takes and more in all stages, and something is about to happen."""
    bench.begin("worker", "beat", *more)
    bench.crowd.gather(bench.wait)
    bench.happens()


def _ask(bench: Bench, visitor: Visitor, when: str, wanted: int) -> None:
    """Ask for some pages: they come soon, as they are or with honest words."""
    answers = {"start": visitor.get("/"), "ready?": visitor.ready(), "sign in": visitor.sign_in()}
    for name, (status, seconds, page) in answers.items():
        bench.note(f"{name} {when}: {status} after {seconds:.1f} s")
        if seconds > MOST_PAGE_SECONDS:
            bench.result.broken.append(f"{name} {when} took {seconds:.1f} s")
        if status not in HONEST_STATUS or (status == 500 and HONEST not in page):
            bench.result.broken.append(f"{name} {when} did not say what is wrong: {status} {page[:200]}")
    if answers["start"][0] != wanted:
        bench.result.broken.append(f"the start {when} answered {answers['start'][0]} instead of {wanted}")
