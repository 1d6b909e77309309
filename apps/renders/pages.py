"""What the page of an unfinished video shows, prepared for its templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.connections.models import Connection, Price
from apps.media import audio
from apps.media.problems import Problem
from apps.media.words import explain
from apps.providers.base import Mode
from apps.renders.caption_pages import caption_step
from apps.renders.draft_panel import draft_step
from apps.renders.face_panel import face_step
from apps.renders.forms import FinishForm
from apps.renders.history import usual
from apps.renders.models import Render, Video
from apps.renders.quote import Quote, missing, quote, shown
from apps.renders.script_pages import script_step
from apps.renders.states import DRAFT, QUALITIES
from apps.renders.voice_panel import clip_panel
from apps.renders.words import goes_over, over_limit, usually
from apps.spending.room import room_for
from apps.teams.models import User
from apps.teams.policy import may_manage, may_spend
from apps.voices.models import VoiceClip

SAVED = 6  # voices of the library that are offered


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be used: what it was called, what was seen of it, and every problem it has."""

    name: str
    report: Any
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class Quality:
    """One of the qualities: what it is good for, and what a second costs with the chosen service; a draft is free."""

    mode: str
    name: str
    advice: str
    price: Price | None


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


def qualities(video: Video) -> list[Quality]:
    advice = {
        Mode.STANDARD: _("For everyday narration, customer service, course openings, many at once."),
        Mode.PRO: _("For brand films, news and formal pieces."),
    }
    names = dict(QUALITIES)
    now = timezone.now()
    prices = {mode: video.connection.price_at(mode, now) for mode in Mode} if video.connection else {}
    modes = video.connection.capabilities.modes if video.connection else Mode
    paid = [Quality(mode, str(names[mode]), advice[mode], prices.get(mode)) for mode in modes]
    free = _("To see framing, timing and words first. Made here in seconds, with “DRAFT” on the picture.")
    return [Quality(DRAFT, str(names[DRAFT]), free, None), *paid]


def voice_step(video: Video, refused: Refused | None = None) -> dict[str, Any]:
    """Context of `videos/_voice.html`."""
    return {
        "video": video,
        "saved_voices": VoiceClip.objects.filter(team=video.project.team)[:SAVED],
        "voice_problems": [explain(problem) for problem in refused.problems] if refused else [],
        "voice_rules": audio,
        "voice_seconds": video.connection.seconds if video.connection else audio.SECONDS,
        **clip_panel(video),
        **script_step(video),
        **caption_step(video),
    }


def summary(video: Video, user: User, form: FinishForm | None = None) -> dict[str, Any]:
    """Context of `videos/_summary.html`: what was chosen, the price, what is missing, the button."""
    price = quote(video, timezone.now())
    return {
        "video": video,
        "quote": price,
        "missing": missing(video, price),
        "shown": shown(video, price),
        "takes_style": video.connection is None or video.connection.capabilities.max_prompt > 0,
        "usually": "" if video.is_draft else usually(usual(video.connection_id, video.mode)),
        **draft_step(video),
        **_who_decides(video, user, price),
        "form": form,
    }


def _who_decides(video: Video, user: User, price: Quote | None) -> dict[str, Any]:
    """Whether the person may just make it, or asks for an OK; `over` says where a limit is why.

    An owner makes it all the same, with a button that says that it goes over.
    """
    team = video.project.team
    spends, may_go_over, over = may_spend(user, team), False, ""
    if spends and price:
        room = room_for(team, user, timezone.now(), is_play_money=price.is_play_money)
        if not room.holds(price.micros):
            may_go_over = may_manage(user, team)
            over = goes_over(room, price.micros) if may_go_over else over_limit(room)
    return {"may_spend": spends, "may_make": spends and not over, "may_go_over": may_go_over, "over": over}


def _takes(video: Video, commented: int) -> dict[str, Render | None]:
    """`newest`: the last version. `commented`: the take whose open comments stand beside the next one, which is the one
    with that pk, else the last that was ready."""
    takes = video.renders.without_captions().select_related("answered_by").order_by("-created_at", "-number")
    made = list(takes)
    ready = (take for take in made if take.is_ready and take.pk == (commented or take.pk))
    return {
        "newest": max((take for take in made if not take.is_draft), key=lambda take: take.number, default=None),
        "commented": next(ready, None),
    }


def whole(video: Video, user: User, form: FinishForm, commented: int = 0) -> dict[str, Any]:
    """Context of `videos/edit.html`. `commented`: the pk of the take whose comments led here."""
    connections = list(Connection.objects.usable_by(video.project.team).order_by("name"))
    return {
        "project": video.project,
        **_takes(video, commented),
        "connections": connections,
        "can_choose_service": len(connections) != 1 or video.connection not in connections,
        "qualities": qualities(video),
        "chips": style_chips(),
        "prompt_length": Video._meta.get_field("prompt").max_length,
        "title_length": Video._meta.get_field("title").max_length,
        **face_step(video),
        **voice_step(video),
        **summary(video, user, form),
    }
