"""What goes into a take: copies of the bytes as they are now, which belong to it alone."""

from typing import Any

from apps.avatars.models import Avatar
from apps.media import store
from apps.renders.models import Render
from apps.renders.quote import Changed
from apps.voices.models import VoiceClip


def copy_face(avatar: Avatar) -> dict[str, Any]:
    """Fields of a take that shows this face."""
    team = avatar.team.uuid
    portrait, backdrop = (
        store.copy(key, team=team, kind="takes") for key in (avatar.portrait_key, avatar.backdrop_key)
    )
    return {
        "avatar": avatar,
        "portrait_key": portrait.key,
        "portrait_sha256": portrait.sha256,
        "backdrop_key": backdrop.key,
    }


def copy_voice(clip: VoiceClip) -> dict[str, Any]:
    """Fields of a take that says this.

    Raises Changed where another part of the recording was chosen just now, and the file of before has gone.
    """
    try:
        voice = store.copy(clip.audio_key, team=clip.team.uuid, kind="takes")
    except FileNotFoundError:
        if VoiceClip.objects.filter(audio_key=clip.audio_key).exists():
            raise
        raise Changed from None
    return {
        "voice_key": voice.key,
        "voice_sha256": voice.sha256,
        "seconds": clip.seconds,
        "peaks": clip.peaks,
        "captions": [cue.as_json() for cue in clip.cues],
    }


def discard(render: Render) -> None:
    """Remove the copies of a take that was never saved."""
    for key in filter(None, (render.portrait_key, render.backdrop_key, render.voice_key)):
        store.delete(key)
