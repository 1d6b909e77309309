"""What the page of an unfinished video shows of the captions of its voice, prepared for its template."""

from collections.abc import Sequence
from typing import Any

from apps.media import transcripts
from apps.media.captions import Cue, whole_text
from apps.renders.caption_forms import MAX_ROW, MAX_WHOLE, WholeForm
from apps.renders.models import Video
from apps.voices.models import VoiceClip


def is_listened_to(clip: VoiceClip) -> bool:
    """Whether the studio is writing down what is said in it, or will in a moment."""
    return transcripts.IS_INSTALLED and clip.captions_at is None


def caption_step(
    video: Video, *, rows: Sequence[Cue] | None = None, whole: WholeForm | None = None, is_open: bool = False
) -> dict[str, Any]:
    """Context of `videos/_captions.html`. `rows` are shown instead of what is saved: one of them may be empty still.

    `whole` is a text that could not be laid out.
    """
    if video.clip is None:
        return {}
    clip, cues = video.clip, video.clip.cues
    return {
        "caption_rows": cues if rows is None else rows,
        "caption_count": len(cues),
        "caption_text": whole_text(cues) or clip.spoken_text,
        "caption_whole": whole,
        "caption_length": MAX_ROW,
        "caption_whole_length": MAX_WHOLE,
        "captions_are_open": is_open,
        "captions_are_on_their_way": is_listened_to(clip),
        "captions_were_heard": bool(cues and clip.listened_at and clip.captions_by_id is None),
    }
