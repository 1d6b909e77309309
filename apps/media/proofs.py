"""Small copies of our own JPEGs, for pages that show many of them or need no more."""

from pathlib import Path

from PIL import Image

THUMB, PROOF = 640, 1600  # pixels of the longer side: of a portrait in a list, of a photo to work on


def small_copy(picture: Path, target: Path, side: int) -> None:
    """Write a JPEG of `picture` (one of ours) whose longer side has at most `side` pixels."""
    with Image.open(picture, formats=("JPEG",)) as opened:
        opened.draft("RGB", (side, side))  # most of the pixels of a large one are never decoded
        opened.thumbnail((side, side), Image.Resampling.LANCZOS)
        opened.save(target, "JPEG", quality=84, optimize=True)
