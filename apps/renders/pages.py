"""What the page of an unfinished video shows, prepared for its templates."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.connections.models import Connection, Price
from apps.media import audio
from apps.media.problems import Problem
from apps.media.words import explain
from apps.providers.base import Mode
from apps.renders.face_panel import face_step
from apps.renders.forms import FinishForm, ScriptForm
from apps.renders.history import usual
from apps.renders.models import Video
from apps.renders.quote import Quote, missing, quote, shown
from apps.renders.voice_panel import clip_panel
from apps.renders.words import goes_over, over_limit, usually
from apps.spending.estimates import estimate_range
from apps.spending.room import room_for
from apps.teams.models import User
from apps.teams.policy import may_manage, may_spend
from apps.voices.models import MAX_TEXT, Speech, Voice, VoiceClip
from apps.voices.scripts import ScriptQuote, can_take, quote_script, speed_at
from apps.voices.words import doing, trouble

SAVED = 6  # voices of the library that are offered


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be used: what it was called, what was seen of it, and every problem it has."""

    name: str
    report: Any
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class Quality:
    """One of the two qualities: what it is good for, and what a second costs with the chosen service."""

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
    names = dict(Price.MODES)
    now = timezone.now()
    prices = {mode: video.connection.price_at(mode, now) for mode in Mode} if video.connection else {}
    modes = video.connection.capabilities.modes if video.connection else Mode
    return [Quality(mode, str(names[mode]), advice[mode], prices.get(mode)) for mode in modes]


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
    }


def script_step(video: Video, form: ScriptForm | None = None, problems: Sequence[str] = ()) -> dict[str, Any]:
    """Context of `videos/_script.html`: the form with what was typed, and what came of what was asked.

    `problems` say why `form` was not accepted. Without a form it holds what was typed or asked for last.
    """
    speech = asked(video)
    form = form or _as_typed(video, speech)
    return {
        "speech": speech,
        "doing": doing(speech) if speech and video.awaits_voice else "",
        "trouble": trouble(speech) if speech else None,
        "script": form,
        "script_problems": problems,
        "script_is_open": bool(speech or problems or (video.script and video.clip is None)),
        "script_length": MAX_TEXT,
        "can_take_script": video.connection is not None and can_take(video.connection),
        "form_token": uuid.uuid4(),
        **script_price(video, form),
    }


def asked(video: Video) -> Speech | None:
    """The typed text that is to be the video's voice, or that its voice was spoken from."""
    if video.speech or video.clip is None:
        return video.speech
    return getattr(video.clip, "speech", None)


def script_price(video: Video, form: ScriptForm) -> dict[str, Any]:
    """Context of `videos/_script_price.html`: what speaking it costs, how long it will be, what the film then costs."""
    quote = script_quote(video, form)
    has_text = quote is not None and bool(form.cleaned_data["text"])
    film = None
    if quote and has_text and video.connection:
        price = video.connection.price_at(Mode(video.mode), timezone.now())
        film = estimate_range(quote.seconds, price.micros) if price else None
    return {
        "script_quote": quote,
        "script_has_text": has_text,
        "script_film": film,
        "script_is_new": has_text and not _is_asked(video, form),
    }


def _is_asked(video: Video, form: ScriptForm) -> bool:
    """Whether the video has, or has asked for, exactly what stands in the form."""
    speech, voice, speed = asked(video), form.cleaned_data["voice"], form.cleaned_data["speed"]
    speed = speed_at(video.connection, speed) if video.connection else speed
    given = (form.cleaned_data["text"], voice.language, voice.voice_id, speed)
    return speech is not None and given == (speech.text, speech.language, speech.voice_id, speech.speed)


def script_quote(video: Video, form: ScriptForm) -> ScriptQuote | None:
    """The estimate for what was typed; None while there is no service, or the form is not in order."""
    if video.connection is None or not form.is_valid():
        return None
    text, voice, speed = (form.cleaned_data[name] for name in ("text", "voice", "speed"))
    return quote_script(video.connection, text, voice.language, speed, timezone.now())


def _as_typed(video: Video, speech: Speech | None) -> ScriptForm:
    """The form as it was typed, else with the text that was asked for, else empty; a voice of the page's language."""
    offered = Voice.objects.offered()
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    voice, typed = video.script_voice_id, {"text": video.script, "speed": str(video.script_speed)}
    if speech and not video.script:
        voice = _pk(offered.filter(language=speech.language, voice_id=speech.voice_id))
        typed = {"text": speech.text, "speed": str(speech.speed)}
    return ScriptForm({**typed, "voice": voice or _pk(offered.filter(language=language))})


def _pk(voices: QuerySet[Voice]) -> int | None:
    return voices.values_list("pk", flat=True).first()


def summary(video: Video, user: User, form: FinishForm | None = None) -> dict[str, Any]:
    """Context of `videos/_summary.html`: what was chosen, the price, what is missing, the button."""
    price = quote(video, timezone.now())
    return {
        "video": video,
        "quote": price,
        "missing": missing(video, price),
        "shown": shown(video, price),
        "takes_style": video.connection is None or video.connection.capabilities.max_prompt > 0,
        "usually": usually(usual(video.connection_id, video.mode)),
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


def whole(video: Video, user: User, form: FinishForm) -> dict[str, Any]:
    """Context of `videos/edit.html`."""
    connections = list(Connection.objects.usable_by(video.project.team).order_by("name"))
    return {
        "project": video.project,
        "newest": video.renders.select_related("answered_by").order_by("-number").first(),
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
