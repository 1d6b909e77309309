"""Voice clips: speech that a face can be made to say. Also the voices of services, and the texts they speak for us."""

from apps.voices.models.clip import VoiceClip, VoiceClipQuerySet
from apps.voices.models.speech import FASTEST, MAX_TEXT, SLOWEST, Speech, SpeechQuerySet
from apps.voices.models.voice import LANGUAGES, Voice, VoiceQuerySet

__all__ = [
    "FASTEST",
    "LANGUAGES",
    "MAX_TEXT",
    "SLOWEST",
    "Speech",
    "SpeechQuerySet",
    "Voice",
    "VoiceClip",
    "VoiceClipQuerySet",
    "VoiceQuerySet",
]
