"""Which status of a take may follow which. `move` is the only code that changes one."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from apps.core.due import write
from apps.renders import telling
from apps.renders.models import Render, RenderEvent, Video
from apps.spending import ledger
from apps.teams.models import Team, User

S = Render.Status

ALLOWED: dict[str, set[str]] = {
    S.WAITING_FOR_OK: {S.QUEUED, S.CANCELLED},
    S.QUEUED: {S.SUBMITTING, S.FAILED, S.CANCELLED},
    S.SUBMITTING: {S.SUBMITTED, S.QUEUED, S.FAILED, S.UNKNOWN},
    S.SUBMITTED: {S.PROCESSING, S.SAVING, S.FAILED},
    S.PROCESSING: {S.SAVING, S.FAILED},
    S.SAVING: {S.READY, S.FAILED},
    S.UNKNOWN: {S.SUBMITTED, S.QUEUED, S.FAILED},  # back in line only when a person says that it was never sent
    S.READY: set(),
    # A film that could not be fetched is still there. And a service may deliver what it, or we, had given up.
    S.FAILED: {S.SAVING},
    S.CANCELLED: {S.SAVING},
}
# A draft is made here.
ALLOWED_DRAFT: dict[str, set[str]] = {
    S.QUEUED: {S.PROCESSING, S.FAILED, S.CANCELLED},
    S.PROCESSING: {S.SAVING, S.FAILED},
    S.SAVING: {S.READY, S.FAILED},
}


def move(render: Render, to: str, *, why: str = "", raw: str = "", actor: User | None = None, **fields: Any) -> None:
    """Change a take's status, set `fields` with it, write the event and tell people, all in one transaction.

    Once the status is final, the money that was set aside is settled: `charged_micros` is what the take has cost.
    A conditional UPDATE: it counts only while status and lease are as `render` was read. Raises LostRace
    otherwise, and ValueError for a step that is not allowed.
    """
    allowed = ALLOWED_DRAFT if render.is_draft else ALLOWED
    if to not in allowed.get(render.status, ()):
        raise ValueError(f"A take cannot go from {render.status} to {to}.")
    before = render.status
    with transaction.atomic():
        if to in Render.FINAL:
            fields.setdefault("charged_micros", render.charged_micros or 0)
            _settle(render, why, fields)  # before anything else: see `ledger` for the order of locks
        write(render, status=to, rev=touch(render.video), **fields)
        steps = RenderEvent.objects
        event = steps.create(render=render, from_status=before, to_status=to, why=why, raw=raw, actor=actor)
        telling.moved(render, event)


def correct(render: Render, charged_micros: int, *, why: str, raw: str = "", **fields: Any) -> None:
    """Book what turned out after the take had come to an end; its status stays. Raises LostRace."""
    with transaction.atomic():
        fields["charged_micros"] = charged_micros
        _settle(render, why, fields)
        write(render, rev=touch(render.video), **fields)
        note(render, why, raw)


def _settle(render: Render, why: str, fields: dict[str, Any]) -> None:
    """Book what it cost, with the service's own numbers.

    Which hold is read from the row: somebody may have said OK since `render` was read.
    """
    hold_id = Render.objects.values_list("hold", flat=True).get(pk=render.pk)
    if hold_id is not None:
        task_id, request_id = fields.get("task_id", render.task_id), fields.get("request_id", render.request_id)
        numbers, reason = {"task_id": task_id, "request_id": request_id}, fields.get("reason", render.reason)
        ledger.settle(hold_id, fields["charged_micros"], why=why, reason=reason, **numbers)


def touch(video: Video) -> int:
    """Tell every open page that something about the video changed; returns the team's new revision.

    Only inside a transaction: the team's row stays locked until it ends.
    """
    rev = Team.objects.next_rev(video.project.team_id)
    Video.objects.filter(pk=video.pk).update(rev=rev)
    return rev


def touch_all(team_id: int, videos: Iterable[int]) -> int:
    """As `touch`, for many videos of one team; `videos` are their pks."""
    rev = Team.objects.next_rev(team_id)
    Video.objects.filter(pk__in=list(videos), project__team=team_id).update(rev=rev)
    return rev


def explain(render: Render, reason: str) -> None:
    """Tell the pages why a take waits (a word of `words.py`), where that is news."""
    if render.reason != reason:
        with transaction.atomic():
            write(render, reason=reason, rev=touch(render.video))


def note(render: Render, why: str, raw: str = "") -> None:
    """Add an event that changes no status, such as an odd answer of the service; the same one is not said twice."""
    last = render.events.last()
    if last is None or last.why != why:
        at = last.to_status if last else render.status  # where it is by now: `render` may have gone to somebody else
        RenderEvent.objects.create(render=render, from_status=at, to_status=at, why=why, raw=raw)
