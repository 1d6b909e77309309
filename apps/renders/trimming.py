"""Another part of a video's recording, or a long one cut into several videos. Slow work comes before any writing."""

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.core.due import LostRace
from apps.media import store
from apps.renders.lifecycle import touch
from apps.renders.models import Video
from apps.teams.models import Team, User
from apps.voices import parts
from apps.voices.models import VoiceClip

TITLE = 120  # characters of a video's name


def trim(video: Video, by: User, part: parts.Part) -> None:
    """Let the video say another part of its recording.

    A clip that other videos use, or that is ours, stays as it is: this video gets a clip of its own. Raises
    RecordingRefused of `parts`, and LostRace where the video's voice was changed meanwhile.
    """
    assert video.clip is not None  # noqa: S101 - the form said so
    fields = parts.write_part(video.clip, part)
    try:
        with transaction.atomic():
            touch(video)  # the team first: see `ledger` for the order of locks
            clip = parts.locked(video.clip)
            if not clip.is_sample and not clip.videos.exclude(pk=video.pk).exists():
                parts.rewrite(clip, fields)
            else:
                clip = parts.split_off(clip, by, fields)
            _give(video, clip)
    except BaseException:
        store.delete(fields["audio_key"])
        raise


def cut_into_parts(video: Video, by: User) -> list[Video]:
    """Cut the video's recording at its pauses: this video says the first part, and a new one each of the others.

    Nothing is made or paid. All of it happens or nothing; the long recording stays in the library. Raises LostRace
    where there is nothing to cut, or the video's voice was changed meanwhile.
    """
    spans = divided(video)
    if len(spans) < 2 or video.clip is None:
        raise LostRace
    written = []
    try:
        for number, span in enumerate(spans, start=1):
            name = _part_of(Truncator(video.clip.name).chars(50), number, len(spans))
            written.append({**parts.write_part(video.clip, span), "name": name, "spoken_text": ""})
        with transaction.atomic():
            touch(video)
            clip = parts.locked(video.clip)
            return _as_videos(video, by, [parts.split_off(clip, by, fields) for fields in written])
    except BaseException:
        for fields in written:
            store.delete(fields["audio_key"])
        raise


def divided(video: Video) -> list[parts.Part]:
    """The parts that a recording can be cut into which is too long for the chosen service; else none."""
    if video.clip is None or video.connection is None or video.clip.seconds <= video.connection.seconds[1]:
        return []
    return parts.divided(video.clip, video.connection.seconds[1])


def _give(video: Video, clip: VoiceClip, **fields: object) -> None:
    """Only a video whose voice is as it was read. Raises LostRace."""
    as_read = Video.objects.filter(pk=video.pk, clip=video.clip_id)
    if as_read.update(clip=clip, **fields) != 1:
        raise LostRace


def _as_videos(video: Video, by: User, clips: list[VoiceClip]) -> list[Video]:
    _give(video, clips[0], title=_title(video, 1, len(clips)))
    same = {name: getattr(video, name) for name in ("project", "avatar", "connection", "mode", "prompt")}
    made = [Video.objects.get(pk=video.pk)]
    for number, clip in enumerate(clips[1:], start=2):
        rev = Team.objects.next_rev(video.project.team_id)
        named = {"title": _title(video, number, len(clips)), "clip": clip}
        made.append(Video.objects.create(**same, **named, created_by=by, rev=rev, created_rev=rev))
    return made


def _title(video: Video, number: int, count: int) -> str:
    name = video.title or (video.clip.name if video.clip else "")
    return _part_of(Truncator(name).chars(TITLE - len(_part_of("", number, count))), number, count)


def _part_of(name: str, number: int, count: int) -> str:
    return _("%(title)s, part %(number)d of %(count)d") % {"title": name, "number": number, "count": count}
