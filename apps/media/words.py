"""What a problem is called on screen: what happened, then what to do."""

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from apps.core.formats import duration, size
from apps.media import face_words, voice_words
from apps.media.problems import Check, Code, Problem

# code: (what happened, what to do)
WORDS: dict[str, tuple[Promise | str, Promise | str]] = {
    **face_words.CHECKS,
    **voice_words.CHECKS,
    Code.EMPTY: (
        gettext_lazy("This file is empty."),
        gettext_lazy("Choose another file, or save this one once more."),
    ),
    Code.TOO_BIG: (
        gettext_lazy("This file is %(size)s. The limit is %(limit)s."),
        gettext_lazy("Make a smaller copy: save a photo as JPG, a recording as MP3."),
    ),
    Code.BROKEN: (
        gettext_lazy("This file is damaged, or its end is missing."),
        gettext_lazy("Open it on your own device. If it is fine there, save it once more and send the new copy."),
    ),
    Code.UNREADABLE: (
        gettext_lazy("We could not check this file."),
        gettext_lazy("Try again in a minute. If that does not help, save it once more and send the new copy."),
    ),
    Code.NOT_A_PHOTO: (
        gettext_lazy("This file is not a photo that we can open."),
        gettext_lazy("Choose a JPG, PNG or HEIC, or take a new photo with your phone."),
    ),
    Code.TOO_SMALL: (
        gettext_lazy("This photo is too small."),
        gettext_lazy(
            "It is %(width)s × %(height)s pixels; both sides need at least %(minimum)s. "
            "Use the original from your camera or phone, not a screenshot."
        ),
    ),
    Code.TOO_NARROW: (
        gettext_lazy("This photo is too long and narrow."),
        gettext_lazy("Crop it closer to a square."),
    ),
    Code.TOO_MANY_PIXELS: (
        gettext_lazy("This photo has more than %(millions)s million pixels."),
        gettext_lazy("Send yourself a smaller copy and use that."),
    ),
    Code.NOT_SOUND: (
        gettext_lazy("This file is not a recording we can use."),
        gettext_lazy("Choose an MP3, WAV, M4A, OGG, FLAC or WebM file, or a film with sound."),
    ),
    Code.TOO_SHORT: (
        ngettext_lazy(
            "This recording is shorter than %(minimum)d second.",
            "This recording is shorter than %(minimum)d seconds.",
            "minimum",
        ),
        gettext_lazy("Say one full sentence."),
    ),
    Code.TOO_LONG: (
        gettext_lazy("This recording is %(length)s long."),
        ngettext_lazy(
            "This service takes up to %(maximum)d second. Cut the recording shorter.",
            "This service takes up to %(maximum)d seconds. Cut the recording shorter.",
            "maximum",
        ),
    ),
    Code.SILENT: (
        gettext_lazy("We can hardly hear a voice."),
        gettext_lazy("Record closer to the microphone, in a quiet room."),
    ),
    Code.FAR_TOO_LONG: (
        ngettext_lazy(
            "This recording is longer than %(minutes)d minute.",
            "This recording is longer than %(minutes)d minutes.",
            "minutes",
        ),
        ngettext_lazy(
            "Cut it into pieces of up to %(minutes)d minute first.",
            "Cut it into pieces of up to %(minutes)d minutes first.",
            "minutes",
        ),
    ),
    Code.NOT_PLAYABLE: (
        gettext_lazy("The service sent a film that browsers cannot play."),
        gettext_lazy("Ask the person who looks after this studio to have a look."),
    ),
    Code.WRONG_LENGTH: (
        gettext_lazy("The film is %(length)s long; we expected %(expected_length)s."),
        gettext_lazy("Watch it to the end before you use it."),
    ),
}


def explain(problem: Problem | Check) -> tuple[str, str]:
    """(headline, advice) in the reader's language; nothing needs doing about a good check, so it has no advice.

    An unknown code is said like a file that could not be checked.
    """
    code = f"{problem.code}_{problem.values['side']}" if "side" in problem.values else problem.code
    headline, advice = WORDS.get(code, WORDS[Code.UNREADABLE])
    values = {**problem.values, **_readable(problem.values)}
    return headline % values, advice % values


def _readable(values: Mapping[str, int | float | str]) -> dict[str, str]:
    """The values that are said differently from how they are stored."""
    said = {}
    for name, value in values.items():
        match name:
            case "size":
                said["size"] = size(int(value))
            case "limit":
                said["limit"] = size(int(value))
                said["millions"] = number_format(int(value) // 1_000_000)
            case "seconds":
                said["length"] = duration(float(value))
            case "expected":
                said["expected_length"] = duration(float(value))
            case "width" | "height":
                said[name] = number_format(int(value))
    return said
