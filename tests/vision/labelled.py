"""A labelled set: every distinct face to be had without a download, pictures without one, and what is made of them.

The photographs are samples of scikit-image and matplotlib: Eileen Collins (NASA) and Grace Hopper (US Navy) are in the
public domain, the cameraman is free of rights (CC0). The others are our own drawings. It is a small set. It shows that
the check works as a whole, and still does after a change; it cannot show how well it sees the faces of all people.
"""

import io
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
import skimage
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter
from PIL.Image import Image as Picture
from PIL.Image import Transpose

from apps.vision.faces import Face, find_faces

SKIMAGE = Path(skimage.__file__).parent / "data"
MATPLOTLIB = Path(matplotlib.__file__).parent / "mpl-data" / "sample_data"
DRAWN = Path(__file__).parent / "portraits"

FACES = {
    "astronaut": SKIMAGE / "astronaut.png",
    "grace hopper": MATPLOTLIB / "grace_hopper.jpg",
    **{path.stem: path for path in sorted(DRAWN.glob("*.jpg"))},
}
IN_PROFILE = {"cameraman": SKIMAGE / "camera.png"}
NO_FACES = {
    path.stem: path
    for path in sorted([*SKIMAGE.glob("*.png"), *SKIMAGE.glob("*.jpg"), *MATPLOTLIB.glob("*.png")])
    if path not in {*FACES.values(), *IN_PROFILE.values()}
}


@cache
def opened(path: Path) -> Picture:
    with Image.open(path) as picture:
        return picture.convert("RGB")


@cache
def face_in(path: Path) -> Face:
    """Where the face is in one of the FACES, as a measure for what is made of the picture."""
    return find_faces(np.asarray(opened(path)))[0]


def groups() -> Iterator[tuple[str, int, Picture]]:
    """(name, how many people, picture): two to six side by side, ten different rows of each length; then two rows."""
    names = list(FACES)
    for count in range(2, 7):
        for start in range(len(names)):
            row = [names[(start + 3 * step) % len(names)] for step in range(count)]
            yield " + ".join(row), count, _row(row)
    for start in range(len(names)):
        row = [names[(start + 3 * step) % len(names)] for step in range(6)]
        yield " + ".join([*row[:3], "/", *row[3:]]), 6, _stacked(_row(row[:3]), _row(row[3:]))


def head(name: str, height: int = 500) -> Picture:
    """Head and shoulders of one of the FACES, in that height."""
    picture, (left, top, right, bottom) = opened(FACES[name]), face_in(FACES[name]).box
    tall, middle = bottom - top, (left + right) / 2
    box = (middle - 1.1 * tall, top - 0.7 * tall, middle + 1.1 * tall, bottom + 0.9 * tall)
    inside = (max(0, box[0]), max(0, box[1]), min(picture.width, box[2]), min(picture.height, box[3]))
    cut = picture.crop(tuple(round(at) for at in inside))
    return cut.resize((round(cut.width * height / cut.height), height), Image.Resampling.LANCZOS)


def _row(names: list[str]) -> Picture:
    heads = [head(name) for name in names]
    row = Image.new("RGB", (sum(each.width for each in heads), heads[0].height))
    left = 0
    for each in heads:
        row.paste(each, (left, 0))
        left += each.width
    return row


def _stacked(above: Picture, below: Picture) -> Picture:
    both = Image.new("RGB", (max(above.width, below.width), above.height + below.height), "grey")
    both.paste(above, (0, 0))
    both.paste(below, (0, above.height))
    return both


def _jpeg(picture: Picture, quality: int) -> Picture:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("RGB")


def _blurred(picture: Picture, face: Face, part: float) -> Picture:
    return picture.filter(ImageFilter.GaussianBlur(face.height * part))


def _lit_from(picture: Picture, face: Face, *, left: bool) -> Picture:
    """The side of the face that is turned away from the light gets two fifths of it."""
    middle = (face.box[0] + face.box[2]) / 2
    shade = 1 / (1 + np.exp((np.arange(picture.width) - middle) / (face.width * 0.08) * (1 if left else -1)))
    return Image.fromarray((np.asarray(picture) * (0.4 + 0.6 * shade)[None, :, None]).astype(np.uint8))


def _far(picture: Picture) -> Picture:
    """The same picture as a third of a wall."""
    wall = Image.new("RGB", picture.size, (150, 150, 145))
    wall.paste(picture.reduce(3), (picture.width // 3, picture.height // 3))
    return wall


def _cut(picture: Picture, face: Face, side: str) -> Picture:
    """Without a quarter of the face."""
    left, top, right, bottom = face.box
    across, down = (right - left) / 4, (bottom - top) / 4
    edges = {
        "left": (left + across, 0, picture.width, picture.height),
        "right": (0, 0, right - across, picture.height),
        "top": (0, top + down, picture.width, picture.height),
        "bottom": (0, 0, picture.width, bottom - down),
    }[side]
    return picture.crop(tuple(round(at) for at in edges))


# What can happen to a photo, and how many degrees clockwise it then has to be turned.
CHANGES: dict[str, tuple[Callable[[Picture, Face], Picture], int]] = {
    "mirrored": (lambda picture, face: picture.transpose(Transpose.FLIP_LEFT_RIGHT), 0),
    "turned left": (lambda picture, face: picture.transpose(Transpose.ROTATE_90), 90),
    "upside down": (lambda picture, face: picture.transpose(Transpose.ROTATE_180), 180),
    "turned right": (lambda picture, face: picture.transpose(Transpose.ROTATE_270), 270),
    "tilted by 15": (lambda picture, face: picture.rotate(15), 0),
    "tilted by 30": (lambda picture, face: picture.rotate(-30), 0),
    "dark": (lambda picture, face: ImageEnhance.Brightness(picture).enhance(0.25), 0),
    "bright": (lambda picture, face: ImageEnhance.Brightness(picture).enhance(1.7), 0),
    "lit from left": (lambda picture, face: _lit_from(picture, face, left=True), 0),
    "lit from right": (lambda picture, face: _lit_from(picture, face, left=False), 0),
    "grey": (lambda picture, face: picture.convert("L").convert("RGB"), 0),
    "blurred a little": (lambda picture, face: _blurred(picture, face, 0.02), 0),
    "blurred much": (lambda picture, face: _blurred(picture, face, 0.05), 0),
    "small": (lambda picture, face: picture.reduce(4), 0),
    "far away": (lambda picture, face: _far(picture), 0),
    "JPEG of quality 20": (lambda picture, face: _jpeg(picture, 20), 0),
    "cut off left": (lambda picture, face: _cut(picture, face, "left"), 0),
    "cut off right": (lambda picture, face: _cut(picture, face, "right"), 0),
    "cut off above": (lambda picture, face: _cut(picture, face, "top"), 0),
    "cut off below": (lambda picture, face: _cut(picture, face, "bottom"), 0),
}


def changed(change: str) -> Iterator[tuple[str, Picture]]:
    """(name, picture): the FACES after one of the CHANGES."""
    change_it, _ = CHANGES[change]
    for name, path in FACES.items():
        yield name, change_it(opened(path), face_in(path))


def smiley() -> Picture:
    """Two dots and a bow: a face to us, and to nobody who makes films."""
    picture = Image.new("RGB", (600, 600), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((60, 60, 540, 540), fill="gold", outline="black", width=8)
    for left in (180, 360):
        draw.ellipse((left, 200, left + 60, 280), fill="black")
    draw.arc((170, 220, 430, 440), 20, 160, fill="black", width=12)
    return picture
