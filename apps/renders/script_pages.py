"""What the page of an unfinished video shows of a typed text, prepared for its templates."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.providers.base import Mode
from apps.renders.forms import ScriptForm
from apps.renders.models import Video
from apps.spending.estimates import estimate_range
from apps.voices.models import LANGUAGES, MAX_TEXT, Speech, Voice
from apps.voices.scripts import ScriptQuote, can_take, quote_draft, quote_script, speed_at
from apps.voices.words import doing, trouble


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
        "script_voices": _groups(video),
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
    if quote and has_text and video.connection and not video.is_draft:
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
    speed = speed_at(video.connection, speed) if video.connection and not voice.is_draft else speed
    given = (form.cleaned_data["text"], voice.language, voice.voice_id, speed)
    return speech is not None and given == (speech.text, speech.language, speech.voice_id, speech.speed)


def script_quote(video: Video, form: ScriptForm) -> ScriptQuote | None:
    """The estimate for what was typed; None where a service is needed and not there, or the form is not in order."""
    if not form.is_valid():
        return None
    text, voice, speed = (form.cleaned_data[name] for name in ("text", "voice", "speed"))
    if voice.is_draft:
        return quote_draft(text, speed, video.connection)
    if video.connection is None:
        return None
    return quote_script(video.connection, text, voice.language, speed, timezone.now())


def _as_typed(video: Video, speech: Speech | None) -> ScriptForm:
    """The form as it was typed, else with the text that was asked for, else empty; a voice of the page's language."""
    offered = _offered(video)
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    voice, typed = video.script_voice_id, {"text": video.script, "speed": str(video.script_speed)}
    if speech and not video.script:
        voice = _pk(offered.filter(language=speech.language, voice_id=speech.voice_id))
        typed = {"text": speech.text, "speed": str(speech.speed)}
    chosen = _pk(offered.filter(pk=voice)) if voice else None
    usual = chosen or _pk(offered.filter(language=language, is_draft=False)) or _pk(offered)
    return ScriptForm({**typed, "voice": usual})


def _offered(video: Video) -> QuerySet[Voice]:
    """The voices of services, where the chosen one takes a text; the draft voice everywhere."""
    offered = Voice.objects.offered()
    return offered if video.connection and can_take(video.connection) else offered.filter(is_draft=True)


def _groups(video: Video) -> list[tuple[str, list[Voice]]]:
    """(what they are, the voices): those of services by language, then the draft voice."""
    offered = list(_offered(video))
    spoken = [
        (str(name), [voice for voice in offered if voice.language == code and not voice.is_draft])
        for code, name in LANGUAGES
    ]
    drafts = (_("Draft voice: English, made on this computer, free"), [voice for voice in offered if voice.is_draft])
    return [(name, voices) for name, voices in (*spoken, drafts) if voices]


def _pk(voices: QuerySet[Voice]) -> int | None:
    return voices.values_list("pk", flat=True).first()
