"""What the page of an unfinished video shows of its newest draft, prepared for its templates."""

from typing import Any

from apps.renders.drafting import draft_like, is_draft_of
from apps.renders.history import usual
from apps.renders.models import Render, Video
from apps.renders.quote import missing_for_draft
from apps.renders.states import DRAFT
from apps.renders.troubles import trouble
from apps.renders.words import doing, stages, usually

S = Render.Status


def draft_step(video: Video) -> dict[str, Any]:
    """Context of `videos/_draft.html`: the draft of what the video is now, else the newest one of before."""
    rows = Render.objects.drafts().filter(video=video).exclude(status=S.CANCELLED).order_by("-number")
    every = list(rows.defer("captions", "peaks"))  # these are read only of the one that is shown
    well = [draft for draft in every if draft.status != S.FAILED]
    of_now = next((draft for draft in well if is_draft_of(draft, video)), None)
    failed = next((draft for draft in every if draft.status == S.FAILED and is_draft_of(draft, video)), None)
    draft = of_now or failed or next(iter(well), None)
    return {
        "video": video,
        "draft": draft,
        "draft_is_of_now": of_now is not None,
        "draft_is_old": draft is not None and draft.is_ready and draft != of_now,
        "draft_seen": seen(draft),
        "draft_stages": stages(draft) if draft and draft.is_open else [],
        "draft_doing": doing(draft) if draft else "",
        "draft_usually": usually(usual(None, DRAFT)) if draft and draft.is_open else "",
        "draft_trouble": trouble(draft) if draft and draft.status == S.FAILED else None,
        "can_draft": not missing_for_draft(video),
    }


def draft_for(take: Render) -> dict[str, Any]:
    """Context of `takes/_ask_draft.html`: the draft of what somebody asks to spend on, where one was begun."""
    draft = draft_like(take) or draft_like(take, (S.FAILED,))
    return {"draft": draft, "draft_seen": seen(draft), "draft_doing": doing(draft) if draft else ""}


def seen(draft: Render | None) -> str:
    """What a page shows of a draft, to compare when it asks again."""
    return f"{draft.pk}-{draft.status}-{draft.place}" if draft else ""
