"""What the page of an unfinished video shows, prepared for its templates."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.avatars.models import Avatar
from apps.connections.models import Connection
from apps.media import audio, images
from apps.media.problems import Problem
from apps.media.words import explain
from apps.providers.base import Mode
from apps.renders.forms import FinishForm
from apps.renders.history import usual
from apps.renders.models import Video
from apps.renders.quote import missing, quote
from apps.renders.words import usually
from apps.teams.models import User
from apps.teams.policy import may_spend
from apps.voices.models import VoiceClip

SAVED = 6  # faces and voices of the library that are offered


def style_chips() -> list[str]:
    """Phrases for the style text, by what the video is for."""
    return [
        _("friendly customer service, natural expression"),
        _("patient teacher, warm smile, stable camera"),
        _("confident brand host, clean studio light"),
        _("news anchor, formal tone, stable frontal shot"),
        _("clear announcement, calm voice, few gestures"),
        _("warm welcome, relaxed shoulders"),
    ]


def quality_cards(video: Video) -> list[dict[str, Any]]:
    """Standard and Pro: what each is good for, and what a second costs with the chosen service."""
    advice = {
        Mode.STANDARD: (_("Standard"), _("For everyday narration, customer service, course openings, many at once.")),
        Mode.PRO: (_("Pro"), _("For brand films, news and formal pieces.")),
    }
    now = timezone.now()
    return [
        {
            "mode": mode.value,
            "name": name,
            "advice": text,
            "price": video.connection.price_at(mode, now) if video.connection else None,
        }
        for mode, (name, text) in advice.items()
    ]


def face_step(video: Video, problems: tuple[Problem, ...] = (), refused: Any = None) -> dict[str, Any]:
    """Context of `videos/_face.html`. `refused` carries what was seen of a photo that cannot be used."""
    return {
        "video": video,
        "saved_faces": Avatar.objects.filter(team=video.project.team)[:SAVED],
        "face_problems": [explain(problem) for problem in problems],
        "face_refused": refused,
        "face_rules": images,
    }


def voice_step(video: Video, problems: tuple[Problem, ...] = (), refused: Any = None) -> dict[str, Any]:
    """Context of `videos/_voice.html`."""
    if video.clip and not problems and video.connection:
        limits = (video.connection.min_seconds, video.connection.max_seconds)
        problems = tuple(audio.length_problems(video.clip.seconds, *limits))
    return {
        "video": video,
        "saved_voices": VoiceClip.objects.filter(team=video.project.team)[:SAVED],
        "voice_problems": [explain(problem) for problem in problems],
        "voice_refused": refused,
        "voice_rules": audio,
    }


def summary(video: Video, user: User, form: FinishForm | None = None) -> dict[str, Any]:
    """Context of `videos/_summary.html`: what was chosen, the price, what is missing, the button."""
    now = timezone.now()
    return {
        "video": video,
        "quote": quote(video, now),
        "missing": missing(video, now),
        "usually": usually(usual(video.connection_id, video.mode)),
        "may_spend": may_spend(user, video.project.team),
        "form": form,
        "saved_at": now,
    }


def whole(video: Video, user: User, form: FinishForm) -> dict[str, Any]:
    """Context of `videos/edit.html`."""
    return {
        "project": video.project,
        "connections": Connection.objects.usable().order_by("name"),
        "qualities": quality_cards(video),
        "chips": style_chips(),
        **face_step(video),
        **voice_step(video),
        **summary(video, user, form),
    }
