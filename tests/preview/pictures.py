"""Portraits with a known face for tests of the engine, and looking into films."""

from functools import cache
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageOps

from apps.preview.planes import Planes, frame_of, planes_of
from apps.vision.faces import Face, find_faces
from tests.vision.labelled import FACES, opened


@cache
def pixels(name: str, size: tuple[int, int] = (320, 400), middle: tuple[float, float] = (0.5, 0.4)) -> np.ndarray:
    """One of the FACES in that size: uint8[height, width, 3]."""
    return np.asarray(ImageOps.fit(opened(FACES[name]), size, Image.Resampling.LANCZOS, centering=middle))


def planes(picture: np.ndarray) -> Planes:
    return planes_of(frame_of(picture)).copy()


def face(picture: np.ndarray) -> Face:
    return find_faces(picture)[0]


def brightness(film: Path) -> np.ndarray:
    """The Y plane of every picture: int16[pictures, height, width]."""
    with av.open(str(film)) as container:
        return np.stack([planes_of(frame).y.astype(np.int16) for frame in container.decode(video=0)])
