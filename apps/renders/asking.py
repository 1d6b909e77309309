"""Ask to spend: a take that somebody prepared waits until a person who answers for the money has looked at it."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.connections.models import Item
from apps.core.due import LostRace
from apps.providers.base import Mode
from apps.renders.actions import reserve, until_sent
from apps.renders.lifecycle import move
from apps.renders.models import Render, Video
from apps.renders.quote import Changed
from apps.renders.states import Why
from apps.spending.estimates import estimate
from apps.spending.ledger import Limits, OverLimit
from apps.teams.models import User
from apps.teams.policy import may_manage

S = Render.Status


def say_ok(render: Render, by: User, seen_micros: int) -> None:
    """Set the price aside and put the take in line.

    Whoever asked may be over their own limit; only an owner may go over the team's. Raises ValueError for a take that
    does not wait for an OK; Changed when its price is not the one that was seen; OverLimit of `spending.ledger`; and
    LostRace when somebody else answered first.
    """
    _must_wait(render)
    price = reprice(render, timezone.now())
    if render.estimate_micros != seen_micros:
        raise Changed
    limits = Limits.NONE if may_manage(by, render.video.project.team) else Limits.TEAM
    try:
        with transaction.atomic():
            hold = reserve(render, limits)
            move(render, S.QUEUED, why="said OK", actor=by, hold=hold, answered_by=by, **price, **until_sent())
            if not Video.objects.kept().filter(pk=render.video_id).exists():  # just moved to the trash
                raise LostRace
    except IntegrityError as error:  # its price is set aside already: somebody else was faster
        raise LostRace from error
    except OverLimit as error:  # so was somebody who used up the limit, perhaps for this very take
        if Render.objects.filter(pk=render.pk, status=S.WAITING_FOR_OK).exists():
            raise
        raise LostRace from error


def send_back(render: Render, by: User, comment: str) -> None:
    """Say what should be different. The take ends here; the video can be changed and asked for again.

    Raises ValueError for a take that does not wait for an OK.
    """
    _must_wait(render)
    fields: dict[str, Any] = {
        "reason": "sent_back",
        "answered_by": by,
        "answer": comment,
        "finished_at": timezone.now(),
    }
    move(render, S.CANCELLED, why=Why.SENT_BACK, actor=by, **fields)


def reprice(render: Render, now: datetime) -> dict[str, Any]:
    """Bring the prices of a take that waits up to date, on the object alone; returns its fields that follow from it.

    Where the service has no price any more the old one stays: it cannot be sent then.
    """
    price, unit = (render.service.price_at(item, now) for item in (Mode(render.mode), Item.UNIT))
    micros = price.micros if price else render.micros_per_second
    most = estimate(render.seconds, micros)
    # A recording has one length; a text that goes along may turn out shorter.
    low = most * render.low_micros // render.estimate_micros if render.script and render.estimate_micros else most
    units = {"micros_per_unit": unit.micros if unit else render.micros_per_unit}
    fields = {"micros_per_second": micros, "low_micros": low, "estimate_micros": most, **units}
    for name, value in fields.items():
        setattr(render, name, value)
    return fields


def _must_wait(render: Render) -> None:
    if render.status != S.WAITING_FOR_OK:
        raise ValueError("This take does not wait for an OK.")
