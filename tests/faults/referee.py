"""Looks at everything after a scenario: bill, ledger, budgets, takes, files, logs. Whatever is wrong is a sentence."""

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core import signing
from django.db.models import Sum
from django.utils import timezone

from apps.console import janitor
from apps.practice import store
from apps.renders.models import Render
from apps.renders.public import SALT
from apps.spending.models import Budget, Entry, Hold

MICROS_PER_UNIT = 140_000  # what everybody's prices say
TRUTHS = ("held_micros", "spent_micros")


def complaints(renders: Iterable[Render], logs: Path) -> list[str]:
    """What is wrong with these takes, with the money and with the files; empty when all is well."""
    found = [sentence for render in renders for sentence in _of_take(render)]
    return [*found, *_of_money(), *_of_films(), *_of_files(), *_of_logs(logs)]


def orphans() -> set[str]:
    """Files in the storage that no row names."""
    return _stored() - _named()


def after_the_janitor() -> list[str]:
    """What is wrong with the files once the janitor has been here, a day later: every one belongs to a row."""
    yesterday = time.time() - (janitor.OLD + timedelta(hours=1)).total_seconds()
    for name in _stored():
        os.utime(settings.MEDIA_ROOT / name, (yesterday, yesterday))
    janitor.remove_orphans()
    return [*_of_files(), *(f"{name} belongs to nobody" for name in sorted(orphans()))]


def is_settled(render: Render) -> bool:
    """Whether nothing more will happen to a take by itself, and nobody works on it."""
    ended = render.status in {*Render.FINAL, Render.Status.UNKNOWN}
    return ended and (render.lease_until is None or render.lease_until < timezone.now())


def _of_take(render: Render) -> Iterator[str]:
    billed = _billed(render)
    hold = render.hold
    assert hold is not None  # nobody asked for an OK
    if len(billed) > 1:
        yield f"{render.pk} was billed {len(billed)} times"
    if not is_settled(render):
        yield f"{render.pk} is lost: {render.status} since {render.events.last().at}"
    micros = int(sum((store.charged(line["task_id"]) for line in billed), Decimal(0)) * MICROS_PER_UNIT)
    if render.status in Render.FINAL and not micros == hold.spent_micros == render.charged_micros:
        yield f"{render.pk} cost {micros}, booked {hold.spent_micros}, shown {render.charged_micros}"
    if hold.held_micros != (hold.estimate_micros if render.is_open else 0):
        yield f"{render.pk} is {render.status}, and {hold.held_micros} is set aside"
    yield from _of_history(render)


def _billed(render: Render) -> list[store.Line]:
    """The films that the service made for a take: by our own number, else by its own."""
    names = {str(render.external_id), render.task_id} - {""}
    return [line for line in store.films() if names & {line["external_task_id"], line["task_id"]}]


def _of_history(render: Render) -> Iterator[str]:
    """Events tell one story, which ends where the take is."""
    at = ""
    for event in render.events.all():
        if event.from_status != at:
            yield f"{render.pk}: an event from {event.from_status} follows one to {at}"
        at = event.to_status
    if at != render.status:
        yield f"{render.pk}: the story ends at {at}, the take is {render.status}"


def _of_money() -> Iterator[str]:
    for hold in Hold.objects.all():
        sums = Entry.objects.filter(hold=hold).aggregate(*(Sum(name) for name in TRUTHS))
        for name in TRUTHS:
            if sums[f"{name}__sum"] != getattr(hold, name):
                yield f"receipt {hold.pk}: {name} is {getattr(hold, name)}, its entries say {sums[f'{name}__sum']}"
    for budget in Budget.objects.all():
        holds = (budget.personal_holds if budget.user_id else budget.holds).all()
        sums = holds.aggregate(*(Sum(name) for name in TRUTHS))
        for name in TRUTHS:
            if (sums[f"{name}__sum"] or 0) != getattr(budget, name):
                yield f"budget {budget}: {name} is {getattr(budget, name)}, its receipts say {sums[f'{name}__sum']}"
        if budget.limit_micros is None or budget.free_micros is None or budget.free_micros < 0:
            yield f"budget {budget} is overspent: {budget.free_micros}"


def _of_films() -> Iterator[str]:
    """Every film on the bill belongs to a take, and a service that hears no number of ours was asked once for each."""
    ours = {str(number) for number in Render.objects.values_list("external_id", flat=True)}
    strangers = [line for line in store.films() if line["external_task_id"] not in {*ours, ""}]
    if strangers:
        yield f"films that nobody asked for: {strangers}"
    path = settings.DATA_DIR / "orders.log"
    tokens = path.read_text().split() if path.exists() else []
    orders = Counter(signing.loads(token, salt=SALT) for token in tokens)
    yield from (f"{pk} was ordered {times} times" for pk, times in orders.items() if times > 1)
    if len(store.films("uniall")) > len(orders):
        yield f"{len(store.films('uniall'))} films were billed for {len(orders)} orders"


def _of_files() -> Iterator[str]:
    if missing := _named() - _stored():
        yield f"rows name files that are not there: {sorted(missing)}"
    if halves := [str(path) for path in settings.MEDIA_ROOT.rglob("*.part")]:
        yield f"halves of files: {halves}"


def _stored() -> set[str]:
    return {str(path.relative_to(settings.MEDIA_ROOT)) for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()}


def _named() -> set[str]:
    """Every file that some row names, in whatever column."""
    columns = [(model, field.name) for model in apps.get_models() for field in model._meta.fields]
    named = [(model, name) for model, name in columns if name.endswith("_key") and model.__module__.startswith("apps.")]
    return {key for model, name in named for key in model._default_manager.values_list(name, flat=True) if "/" in key}


def _of_logs(logs: Path) -> Iterator[str]:
    secrets = {
        "PRACTICE_KEY": settings.PRACTICE_KEY,
        "PRACTICE_WEBHOOK_SECRET": settings.PRACTICE_WEBHOOK_SECRET,
        "SECRET_KEY": settings.SECRET_KEY,
        **{f"FIELD_KEYS[{place}]": key for place, key in enumerate(settings.FIELD_KEYS)},
    }
    for path in logs.iterdir():
        content = path.read_text(errors="replace")
        yield from (f"{name} stands in {path.name}" for name, secret in secrets.items() if secret in content)
