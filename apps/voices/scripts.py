"""What a typed text will cost and how long it will last, as far as that is known before it is spoken."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.connections.models import Connection, Item
from apps.core.formats import duration
from apps.media.audio import MIN_SECONDS
from apps.media.english import has_other_letters, is_in_other_letters, looks_dutch
from apps.spending.estimates import spoken_seconds
from apps.voices.models import MAX_TEXT

NORMAL = Decimal("1.0")  # the speed of a voice that nobody asks to hurry


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptQuote:
    """What is known of a text at a service before it is spoken.

    `seconds`: the least and the most that it will last. `micros`: the price of speaking it, in millionths of the
    installation's currency; None where no price is confirmed. `problems` say why it cannot be; `warnings` what may go
    wrong although it can. `goes_along`: nothing is spoken or paid now, the text goes along with the video. `is_draft`:
    the draft voice speaks it, without a service and for nothing.
    """

    connection_id: int | None
    seconds: tuple[int, int]
    micros: int | None
    micros_per_unit: int | None
    goes_along: bool
    is_play_money: bool
    problems: list[str]
    warnings: list[str]
    is_draft: bool = False

    @property
    def is_free(self) -> bool:
        """Whether nothing is paid for having it spoken, so that nobody need be asked."""
        return self.goes_along or self.is_draft

    @property
    def shown(self) -> str:
        """What a person has before their eyes when they agree, to compare when the press arrives."""
        who = "draft" if self.is_draft else self.connection_id
        return f"{who}-{self.is_play_money}-{self.micros}-{len(self.warnings)}"


def can_take(connection: Connection) -> bool:
    """Whether a text can be used there at all: spoken first, or along with the video."""
    can = connection.capabilities
    return can.can_speak or can.speaks_along


def goes_along(connection: Connection) -> bool:
    """Whether a text is not spoken first there, but goes along with the video."""
    can = connection.capabilities
    return can.speaks_along and not can.can_speak


def speed_at(connection: Connection, speed: Decimal) -> Decimal:
    """How fast a text is spoken there: the normal speed where it goes along, since only the text is sent then."""
    return NORMAL if goes_along(connection) else speed


@dataclass(frozen=True, slots=True)
class SpeechPrices:
    """What a text costs at a service, in millionths; None where no price is confirmed."""

    micros: int | None
    micros_per_unit: int | None


def speech_prices(connection: Connection, now: datetime) -> SpeechPrices:
    """What a text costs there now: nothing by itself where it goes along."""
    if goes_along(connection):
        return SpeechPrices(0, None)
    price, unit = connection.price_at(Item.SPEECH, now), connection.price_at(Item.UNIT, now)
    return SpeechPrices(price.micros if price else None, unit.micros if unit else None)


def quote_script(connection: Connection, text: str, language: str, speed: Decimal, now: datetime) -> ScriptQuote:
    """The estimate for a text with a voice of that language ("en" or "zh"), at a speed of 0.8 to 2.0."""
    return quote_at(speech_prices(connection, now), connection, text, language, speed)


def quote_at(
    prices: SpeechPrices, connection: Connection, text: str, language: str, speed: Decimal = NORMAL
) -> ScriptQuote:
    """The same where the prices are known already, as for many texts at once."""
    seconds = spoken_seconds(text, language, speed_at(connection, speed))
    quote = ScriptQuote(
        connection_id=connection.pk,
        seconds=seconds,
        micros=prices.micros,
        micros_per_unit=prices.micros_per_unit,
        goes_along=goes_along(connection),
        is_play_money=connection.is_practice,
        problems=[*_text_problems(text, min(MAX_TEXT, connection.capabilities.max_script or MAX_TEXT))],
        warnings=[],
    )
    if not can_take(connection):
        quote.problems.append(_("This service cannot speak a text. Choose another one, or add a recording."))
    elif quote.micros is None:
        quote.problems.append(
            _(
                "This service has no price for speaking a text yet. "
                "Ask the person who looks after this studio to enter one."
            )
        )
    if text.strip():
        quote.problems.extend(_length_problems(connection, seconds))
        quote.warnings.extend(_length_warnings(connection, seconds))
    return quote


def quote_draft(text: str, speed: Decimal, connection: Connection | None = None) -> ScriptQuote:
    """What is known of a text for the draft voice, at a speed of 0.8 to 2.0; `connection` is to make the video."""
    seconds = spoken_seconds(text, "en", speed)
    problems = [*_text_problems(text, MAX_TEXT), *_english_problems(text)]
    warnings = [*_english_warnings(text)]
    if text.strip() and not problems:
        problems += [] if seconds[1] >= MIN_SECONDS else [_("This text is too short. Say one full sentence.")]
        warnings += _length_problems(connection, seconds) if connection else []
    return ScriptQuote(
        connection_id=None,
        seconds=seconds,
        micros=0,
        micros_per_unit=None,
        goes_along=False,
        is_play_money=False,
        problems=problems,
        warnings=[] if problems else warnings,
        is_draft=True,
    )


def _english_problems(text: str) -> Iterator[str]:
    if is_in_other_letters(text):
        yield _("The draft voice speaks English only. For other languages choose a voice of a service.")


def _english_warnings(text: str) -> Iterator[str]:
    """What it would read all the same, and badly."""
    if has_other_letters(text):
        yield _("The draft voice speaks English only: it leaves out words in other letters.")
    if looks_dutch(text):
        yield _(
            "This looks like Dutch. The draft voice speaks English only, and reads every word as if it were English."
        )


def _text_problems(text: str, limit: int) -> Iterator[str]:
    if not text.strip():
        yield _("Type what the person should say.")
    elif len(text) > limit:
        yield _("This text has %(count)d characters; at most %(limit)d can be spoken.") % {
            "count": len(text),
            "limit": limit,
        }


def _length_problems(connection: Connection, seconds: tuple[int, int]) -> Iterator[str]:
    """Why what is spoken could certainly not become a video at this service."""
    (least, most), (shortest, longest) = seconds, connection.seconds
    if least > longest:
        yield _(
            "Spoken, this text lasts %(length)s or more. %(service)s takes up to %(longest)s. "
            "Make the text shorter, or choose another service."
        ) % {"length": duration(least), "service": connection, "longest": duration(longest)}
    if most < shortest:
        yield ngettext(
            "This text is too short: %(service)s needs at least %(count)d second. Say one full sentence.",
            "This text is too short: %(service)s needs at least %(count)d seconds. Say one full sentence.",
            shortest,
        ) % {"service": connection, "count": shortest}


def _length_warnings(connection: Connection, seconds: tuple[int, int]) -> Iterator[str]:
    """What may turn out only when the text is spoken, and paid."""
    (least, most), (shortest, longest) = seconds, connection.seconds
    if least <= longest < most:
        yield _(
            "This text may run longer than the %(longest)s that %(service)s takes. "
            "Make it a little shorter to be sure: otherwise you may pay for something you cannot use."
        ) % {"service": connection, "longest": duration(longest)}
    if least < shortest <= most:
        yield _(
            "This text may last less than the %(shortest)s that %(service)s needs. "
            "Make it a little longer to be sure: otherwise you may pay for something you cannot use."
        ) % {"service": connection, "shortest": duration(shortest)}
