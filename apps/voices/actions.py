"""How a recording becomes a voice clip of the team's library."""

import tempfile
from pathlib import Path

from apps.media import sandbox, store
from apps.media.audio import AudioReport, length_problems
from apps.media.problems import Problem
from apps.teams.models import Team, User
from apps.voices.models import VoiceClip


class RecordingRefused(Exception):
    """The recording cannot be used; `problems` says why, `report` what was seen."""

    def __init__(self, problems: list[Problem], report: AudioReport, name: str) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems
        self.report = report
        self.name = name


def add_clip(team: Team, by: User, recording: Path, file_name: str, *, shortest: int, longest: int) -> VoiceClip:
    """Check a recording, keep it as MP3 and nothing else. Seconds bound its decoded length.

    Raises RecordingRefused.
    """
    with tempfile.TemporaryDirectory(prefix="voice-") as folder:
        audio = Path(folder) / "voice.mp3"
        report = sandbox.inspect_voice(recording, audio)
        problems = list(report.problems) or length_problems(report.seconds, shortest, longest)
        if problems:
            raise RecordingRefused(problems, report, file_name)
        kept = store.keep(audio, team=team.uuid, kind="voices", ext="mp3")
    return VoiceClip.objects.create(
        team=team,
        name=Path(file_name).stem[:80],
        audio_key=kept.key,
        audio_sha256=kept.sha256,
        audio_bytes=kept.size,
        seconds=report.seconds,
        peaks=report.peaks,
        original_name=file_name[:200],
        original_format=report.format,
        original_bytes=recording.stat().st_size,
        created_by=by,
    )
