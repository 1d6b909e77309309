"""What the page of an unfinished video shows of the captions of its voice, prepared for its template."""

from collections.abc import Sequence
from typing import Any

from apps.media.captions import Cue, whole_text
from apps.renders.caption_forms import MAX_ROW, MAX_WHOLE, WholeForm
from apps.renders.models import Video


def caption_step(
    video: Video, *, rows: Sequence[Cue] | None = None, whole: WholeForm | None = None, is_open: bool = False
) -> dict[str, Any]:
    """Context of `videos/_captions.html`. `rows` are shown instead of what is saved: one of them may be empty still.

    `whole` is a text that could not be laid out.
    """
    if video.clip is None:
        return {}
    cues = video.clip.cues
    return {
        "caption_rows": cues if rows is None else rows,
        "caption_count": len(cues),
        "caption_text": whole_text(cues) or video.clip.spoken_text,
        "caption_whole": whole,
        "caption_length": MAX_ROW,
        "caption_whole_length": MAX_WHOLE,
        "captions_are_open": is_open,
    }
