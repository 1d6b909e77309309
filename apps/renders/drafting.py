"""Free drafts: the studio itself makes the face speak, in seconds, so that people see it before anything is paid."""

import uuid
from collections.abc import Collection
from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from apps.renders.actions import next_number
from apps.renders.inputs import copy_face, copy_voice, discard
from apps.renders.lifecycle import touch
from apps.renders.models import Render, RenderEvent, Video
from apps.renders.quote import Changed, NotComplete, missing_for_draft
from apps.renders.states import DRAFT, Why
from apps.teams.models import User

S = Render.Status
MOST_WAITING = 20  # drafts of one team that are still to be made


class TooMany(Exception):
    """The team has as many drafts in line as it may have."""


def start_draft(video: Video, by: User) -> Render:
    """Put a draft of the video in line. The same face with the same voice makes one draft, however often it is asked.

    Raises NotComplete, Changed and TooMany.
    """
    if lacking := missing_for_draft(video):
        raise NotComplete(lacking)
    draft = _frozen(video, by)
    try:
        in_line = _put_in_line(draft)
    except (TooMany, Changed):
        discard(draft)
        raise
    if in_line is not draft:
        discard(draft)
    return in_line


def show_approver(take: Render) -> None:
    """A draft of what somebody asks to spend on, so that whoever says OK sees the face speak, where that can be."""
    with suppress(NotComplete, Changed, TooMany, OSError):  # what was asked stands all the same
        start_draft(take.video, take.created_by)


def is_draft_of(draft: Render, video: Video) -> bool:
    """Whether the draft shows what the video is now."""
    face, voice = video.avatar, video.clip
    now = face and face.portrait_sha256, voice and voice.audio_sha256
    return (draft.portrait_sha256, draft.voice_sha256) == now


def draft_like(take: Render, statuses: Collection[str] = (*Render.OPEN, S.READY)) -> Render | None:
    """The newest draft, made or on its way, of the very face and voice of another take of its video."""
    same = {"portrait_sha256": take.portrait_sha256, "voice_sha256": take.voice_sha256}
    drafts = Render.objects.drafts().filter(video=take.video, status__in=statuses, **same)
    return drafts.order_by("number").last()


def _frozen(video: Video, by: User) -> Render:
    assert video.avatar is not None  # noqa: S101 - `missing_for_draft` said so
    assert video.clip is not None  # noqa: S101 - as above
    return Render(
        video=video,
        form_token=uuid.uuid4(),
        mode=DRAFT,
        created_by=by,
        micros_per_second=0,
        estimate_micros=0,
        is_play_money=False,
        next_check_at=timezone.now(),
        **copy_face(video.avatar),
        **copy_voice(video.clip),
    )


def _put_in_line(draft: Render) -> Render:
    """Save it, unless there is one like it: then that one is returned. Raises TooMany, and Changed for the trash."""
    with transaction.atomic():
        draft.rev = touch(draft.video)  # from here on nobody else of the team asks for one
        if not Video.objects.kept().filter(pk=draft.video_id).exists():
            raise Changed
        if made := draft_like(draft):
            return made
        waiting = Render.objects.drafts().filter(video__project__team=draft.video.project.team_id)
        if waiting.filter(status__in=Render.OPEN).count() >= MOST_WAITING:
            raise TooMany
        draft.number = next_number(Render.objects.drafts().filter(video=draft.video))
        draft.save(force_insert=True)
        RenderEvent.objects.create(render=draft, to_status=draft.status, actor=draft.created_by, why=Why.DRAFT_ASKED)
    return draft
