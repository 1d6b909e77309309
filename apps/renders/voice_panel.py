"""What the voice panel says about the chosen recording: whether it fits, how good it is, what can be cut."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.core.formats import duration
from apps.media.audio import MIN_SECONDS, length_problems
from apps.media.problems import Check, Code, Problem
from apps.media.words import explain
from apps.renders.models import Video
from apps.renders.trimming import divided
from apps.voices import parts
from apps.voices.models import VoiceClip


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a checklist. `level`: "ok", "warn" or "bad"; `todo`: what keeps the video from being made."""

    level: str
    headline: str
    advice: str
    todo: str = ""


def clip_panel(video: Video) -> dict[str, Any]:
    """Context of `videos/_voice_trim.html` and `videos/_voice_checks.html`; little where there is no recording."""
    clip = video.clip
    if clip is None:
        return {"length": None}
    checks = list(_checks(clip))
    return {
        "length": _length(video, clip),
        "voice_checks": checks,
        "is_clear": bool(checks) and all(check.level == "ok" for check in checks),
        "can_trim": clip.source_seconds > MIN_SECONDS,
        "least": MIN_SECONDS,
        "silence": parts.silence(clip),
        "part_count": len(divided(video)),
    }


def _length(video: Video, clip: VoiceClip) -> Said | None:
    """Why the chosen service does not take so many seconds; None where it does."""
    problems = length_problems(clip.seconds, *video.connection.seconds) if video.connection else []
    return _too_long_or_short(video, problems[0]) if problems else None


def _too_long_or_short(video: Video, problem: Problem) -> Said:
    headline, advice = explain(problem)
    if problem.code == Code.TOO_LONG and video.connection:
        service, longest = video.connection, duration(video.connection.seconds[1])
        advice = _("%(service)s takes up to %(longest)s. Use a shorter part, or choose a service that takes more.")
        advice = advice % {"service": service, "longest": longest}
        return Said("bad", headline, advice, _("Shorten the recording to go on."))
    return Said("bad", headline, advice, _("A longer recording is needed to go on."))


def _checks(clip: VoiceClip) -> Iterator[Said]:
    for check in map(Check.from_json, clip.checks):
        yield Said(check.level, *explain(check))
