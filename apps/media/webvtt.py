"""WebVTT, the format of captions in browsers (https://www.w3.org/TR/webvtt1/). SRT, its elder sister, is read, too."""

import html
import re
from collections.abc import Iterable

from apps.media.captions import Cue

TIMES = re.compile(r"\s*(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{3})\s*-->\s*(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{3})(?!\d)")
TAGS = re.compile(r"</?[^<>]*>")  # voices, classes, italics, moments within a cue
NOT_CUES = ("NOTE", "STYLE", "REGION")


def write_vtt(cues: Iterable[Cue]) -> str:
    """The cues as a file. A line that is empty would end its cue, so there is none."""
    blocks = (f"{_stamp(cue.start)} --> {_stamp(cue.end)}\n{_escaped(cue.text)}" for cue in cues)
    return "\n\n".join(("WEBVTT", *blocks)) + "\n"


def read_vtt(content: str) -> list[Cue]:
    """The cues of a file, as they stand in it. What is no cue, or not written as one, is left out."""
    lines = content.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    cues = (_cue(block.strip("\n").split("\n")) for block in re.split(r"\n[ \t]*\n", lines))
    return [cue for cue in cues if cue]


def is_vtt(content: str) -> bool:
    """Whether it is a file of cues rather than a text."""
    return content.lstrip("\ufeff \t\r\n").startswith("WEBVTT") or bool(TIMES.search(content))


def _cue(block: list[str]) -> Cue | None:
    """Its times may stand under a name, and be followed by settings; both are of no use to us."""
    if block[0].startswith(NOT_CUES) and "-->" not in block[0]:
        return None
    place = next((place for place, line in enumerate(block[:2]) if "-->" in line), None)
    times = None if place is None else TIMES.match(block[place])
    if place is None or times is None:
        return None
    numbers = [int(number or 0) for number in times.groups()]
    start, end = _seconds(*numbers[:4]), _seconds(*numbers[4:])
    text = html.unescape(TAGS.sub("", "\n".join(block[place + 1 :])))
    return Cue(start, end, text.strip()) if end > start and text.strip() else None


def _seconds(hours: int, minutes: int, seconds: int, milliseconds: int) -> float:
    return round(hours * 3600 + minutes * 60 + seconds + milliseconds / 1000, 3)


def _stamp(seconds: float) -> str:
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def _escaped(text: str) -> str:
    lines = (line.strip() for line in text.replace("\0", "\ufffd").splitlines())
    return "\n".join(html.escape(line, quote=False) for line in lines if line)
