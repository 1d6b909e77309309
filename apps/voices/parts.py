"""A clip is a part of a recording: how its MP3 is made, how another part is chosen, and what clips share.

Several clips may be parts of one original. A file goes once no clip names it any more.
"""

import tempfile
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.core.due import LostRace
from apps.media import sandbox, store
from apps.media.audio import RecordingReport
from apps.media.pauses import cut_points
from apps.media.problems import Problem
from apps.teams.models import Team, User
from apps.voices.models import VoiceClip

Part = tuple[Decimal, Decimal]  # from, to: seconds of the original

SHORTEST_LIMIT = 4  # seconds; within less not everything can be cut into parts
MOST_PARTS = 12  # a person waits while they are cut
WORTH_CUTTING = Decimal("0.3")  # seconds of silence


class RecordingRefused(Exception):
    """The recording cannot be used; `problems` says why, `report` what was seen."""

    def __init__(self, problems: list[Problem], report: RecordingReport, name: str) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems
        self.report = report
        self.name = name


def write(team: Team, recording: Path, name: str, part: Part | None = None) -> tuple[RecordingReport, store.StoredFile]:
    """Listen to a recording, make the MP3 of a part of it (None: all of it) and keep that.

    It takes seconds: never inside a transaction. Raises RecordingRefused.
    """
    start, end = part or (None, None)
    with tempfile.TemporaryDirectory(prefix="voice-") as folder:
        audio = Path(folder) / "voice.mp3"
        report = sandbox.inspect_recording(recording, audio, start=start, end=end)
        if report.problems:
            raise RecordingRefused(list(report.problems), report, name)
        return report, store.keep(audio, team=team.uuid, kind="voices", ext="mp3")


def write_part(clip: VoiceClip, part: Part) -> dict[str, Any]:
    """Make and keep the MP3 of another part of a clip's recording; returns what a clip says about it.

    As slow as `write`. Raises RecordingRefused.
    """
    is_all = part == (0, clip.source_seconds)
    with store.as_path(clip.source_key or clip.audio_key) as recording:
        report, audio = write(clip.team, recording, clip.original_name, None if is_all else part)
    return about(report, audio, None if is_all else part)


def about(report: RecordingReport, audio: store.StoredFile, part: Part | None = None) -> dict[str, Any]:
    """What a clip says about its MP3 and about the recording that it is a part of."""
    start, end = part or (Decimal(0), report.source_seconds)
    return {
        "audio_key": audio.key,
        "audio_sha256": audio.sha256,
        "audio_bytes": audio.size,
        "seconds": report.seconds,
        "peaks": report.peaks,
        "source_seconds": report.source_seconds,
        "source_peaks": report.source_peaks,
        "start": start,
        "end": end,
        "checks": [check.as_json() for check in report.checks],
        "speech_span": list(report.speech),
        "pauses": [list(pause) for pause in report.pauses],
    }


def all_of(team: Team, recording: Path, report: RecordingReport, audio: store.StoredFile) -> dict[str, Any]:
    """What a new clip says, of which `audio` is all of the recording. Its bytes are kept as they came."""
    source = store.keep(recording, team=team.uuid, kind="originals", ext="bin")  # an ending that nothing serves
    came = {"original_format": report.format, "original_bytes": source.size}
    return {**about(report, audio), **came, "source_key": source.key, "whole_key": audio.key}


def locked(clip: VoiceClip) -> VoiceClip:
    """The clip's row, which nobody else changes until the transaction ends. Raises LostRace where it has changed."""
    row = VoiceClip.objects.select_for_update().filter(pk=clip.pk, audio_key=clip.audio_key).first()
    if row is None:
        raise LostRace
    return row


def rewrite(clip: VoiceClip, fields: dict[str, Any]) -> None:
    """Let a locked clip be another part of its recording, as `write_part` made it; its file of before goes."""
    before = clip.audio_key
    for name, value in {**_shared(clip), **fields}.items():
        setattr(clip, name, value)
    clip.save()
    forget({before})


def split_off(clip: VoiceClip, by: User, fields: dict[str, Any]) -> VoiceClip:
    """A new clip that is another part of a locked one's recording, as `write_part` made it."""
    shared = _shared(clip)
    part = VoiceClip.objects.get(pk=clip.pk)
    part.pk, part._state.adding = None, True
    fresh = {"is_sample": False, "created_by": by, "created_at": timezone.now()}
    for name, value in {**shared, **fresh, **fields}.items():
        setattr(part, name, value)
    part.save(force_insert=True)
    return part


def forget(keys: set[str]) -> None:
    """Delete the files that no clip names any more, once the transaction is through."""
    for key in keys:
        if not VoiceClip.objects.filter(Q(audio_key=key) | Q(source_key=key) | Q(whole_key=key)).exists():
            transaction.on_commit(partial(store.delete, key))


def talk(clip: VoiceClip) -> Part:
    """From the first to the last word of its recording, as far as that is known."""
    start, end = clip.speech_span or (0, clip.source_seconds)
    return _exact(start), min(_exact(end), clip.source_seconds)


def silence(clip: VoiceClip) -> Decimal:
    """Seconds before the first and after the last word, as far as they are part of the clip and worth cutting."""
    start, end = talk(clip)
    before, after = max(start - clip.start, Decimal(0)), max(clip.end - end, Decimal(0))
    return before + after if before + after >= WORTH_CUTTING else Decimal(0)


def without_silence(clip: VoiceClip) -> Part:
    """The part that is left when the silence at both ends is cut."""
    start, end = talk(clip)
    return max(start, clip.start), min(end, clip.end)


def divided(clip: VoiceClip, longest: int) -> list[Part]:
    """The clip cut at pauses into parts of up to `longest` seconds, without the silence at both ends.

    None where they would be too many.
    """
    if longest < SHORTEST_LIMIT:
        return []
    start, end = without_silence(clip)
    pauses = [(begun, ended) for begun, ended in clip.pauses if start < begun and ended < end]
    found = cut_points(clip.source_seconds, (float(start), float(end)), pauses, longest)
    return found if len(found) <= MOST_PARTS else []


def _shared(clip: VoiceClip) -> dict[str, Any]:
    """The files that all parts of a recording name. For a clip of before its MP3 is the original from now on."""
    return {"source_key": clip.source_key or clip.audio_key, "whole_key": clip.whole_key or clip.audio_key}


def _exact(seconds: float | Decimal) -> Decimal:
    return Decimal(str(seconds)).quantize(Decimal("0.001"))
