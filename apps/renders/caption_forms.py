"""The form of a clip's captions: a row for each, and buttons that take one apart, join two, and so on."""

import re
from collections.abc import Callable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.media.captions import Cue, cues_for, joined, mended, parted
from apps.media.webvtt import is_vtt, read_vtt
from apps.voices.models import VoiceClip

MAX_ROWS, MAX_ROW, MAX_WHOLE = 300, 300, 10_000  # rows; characters of one, and of the whole text
NEW_SECONDS = 2.0  # how long a row that is added is shown
DO = re.compile(r"(split|join|remove|add)(?:-(\d{1,4}))?")


class WholeForm(forms.Form):
    """All that is said, to be laid out anew; or a file of captions, pasted."""

    whole = forms.CharField(max_length=MAX_WHOLE, error_messages={"required": _("Type what is said in the recording.")})

    def cues(self, clip: VoiceClip) -> list[Cue]:
        """The captions of a clip, laid over its words and pauses as they were heard."""
        whole, seconds = self.cleaned_data["whole"], float(clip.seconds)
        if is_vtt(whole):
            return mended(read_vtt(whole), seconds)
        return cues_for(whole, seconds, speech=clip.talk, pauses=clip.silences)


def rows(sent: QueryDict) -> list[Cue]:
    """The rows as they were sent, empty ones too. A row's beginning can be typed; it lasts as long as it did."""
    parts = zip(sent.getlist("was"), sent.getlist("start"), sent.getlist("text"), strict=False)
    found = (_row(was, start, text) for was, start, text in list(parts)[:MAX_ROWS])
    return [row for row in found if row]


def changed(cues: list[Cue], do: str, seconds: float) -> list[Cue]:
    """The rows after a button was pressed: "split-2", "join-2" (with the next one), "remove-2" or "add"."""
    match = DO.fullmatch(do)
    if not match:
        return cues
    what, number = match[1], int(match[2] or 0)
    return CHANGES[what](cues, number, seconds) if what == "add" or number < len(cues) else cues


def _row(was: str, start: str, text: str) -> Cue | None:
    before = _numbers(was)
    if len(before) != 2:
        return None
    first, last = before
    begins = next(iter(_numbers(start)), first)
    moved = 0.0 if begins == round(first, 1) else begins - first  # the field shows tenths
    return Cue(first + moved, last + moved, text[:MAX_ROW])


def _numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d{1,5}(?:\.\d{1,3})?", text.replace(",", "."))]


def _split(cues: list[Cue], number: int, _seconds: float) -> list[Cue]:
    return [*cues[:number], *parted(cues[number]), *cues[number + 1 :]]


def _join(cues: list[Cue], number: int, _seconds: float) -> list[Cue]:
    if number + 1 == len(cues):
        return cues
    return [*cues[:number], joined(cues[number], cues[number + 1]), *cues[number + 2 :]]


def _remove(cues: list[Cue], number: int, _seconds: float) -> list[Cue]:
    return [*cues[:number], *cues[number + 1 :]]


def _add(cues: list[Cue], _number: int, seconds: float) -> list[Cue]:
    """An empty row after the last one; it takes of that one's time where there is none left."""
    if not cues:
        return [Cue(0.0, min(NEW_SECONDS, seconds), "")]
    last = cues[-1]
    if seconds - last.end >= NEW_SECONDS / 2:
        return [*cues, Cue(last.end, min(last.end + NEW_SECONDS, seconds), "")]
    middle = round((last.start + last.end) / 2, 3)
    return [*cues[:-1], Cue(last.start, middle, last.text), Cue(middle, last.end, "")]


CHANGES: dict[str, Callable[[list[Cue], int, float], list[Cue]]] = {
    "split": _split,
    "join": _join,
    "remove": _remove,
    "add": _add,
}
