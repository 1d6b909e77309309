"""A film of a picture that does not move, with the voice under it: the cheapest film there is."""

from pathlib import Path

from apps.preview.film import Show, write_film
from apps.preview.label import Label
from apps.preview.picture import open_picture
from apps.preview.planes import frame_of, planes_of
from apps.vision.networks import Pixels


def make_still_film(portrait: Path, voice: Path, target: Path, *, label: str = "", max_side: int = 1280) -> None:
    """Write `target`, an MP4 (H.264 and AAC, moov first) of `portrait` in its own shape, exactly as long as `voice`.

    Neither side is longer than `max_side` pixels; both are even. `label` is written on every picture. `target` appears
    when it is complete, not before. Raises OSError or av.FFmpegError when the files cannot be read.
    """
    pixels = open_picture(portrait, max_side)
    height, width = pixels.shape[:2]
    write_film(target, (width, height), still(pixels, label), voice)


def still(pixels: Pixels, label: str) -> Show:
    """The same picture all the time: uint8[height, width, 3] RGB with even sides."""
    frame = frame_of(pixels)
    Label(label, (frame.width, frame.height)).write(planes_of(frame))
    return lambda number: frame
