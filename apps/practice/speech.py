"""How the practice service speaks: a voice without words, as long as the text would take."""

from decimal import Decimal
from pathlib import Path

from apps.media.sound import RATE, mp3_seconds, write_mp3
from apps.practice import faults
from apps.practice.intake import Utterance
from apps.practice.refusal import BAD_VALUE, Refusal
from apps.preview.murmur import murmur


def speak(utterance: Utterance, target: Path) -> Decimal:
    """Write the sound of a text as MP3; returns its seconds. Raises Refusal where nothing is left to be said."""
    text = faults.without_script(utterance.text).strip()
    if not text:
        raise Refusal(BAD_VALUE, "text cannot be empty")
    write_mp3([murmur(text, voice=utterance.voice_id, speed=float(utterance.speed), rate=RATE)], target)
    return mp3_seconds(target)
