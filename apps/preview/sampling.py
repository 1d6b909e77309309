"""Looking at a picture where a mouth or an eye has a place of its own, between its pixels."""

import cv2
import numpy as np

from apps.preview.landmarks import Axes
from apps.preview.planes import Plane, Planes
from apps.vision.networks import Floats

PLACES = np.linspace(-0.75, 0.75, 31, dtype=np.float32)  # between two corners, where edges are looked for


def brightness_at(picture: Planes, axes: Axes, x: Floats, y: Floats) -> Floats:
    """Y at local places: float32[*y.shape]."""
    return _look(picture.y, axes, np.broadcast_to(x, y.shape), y, 1)


def colours_at(picture: Planes, axes: Axes, x: Floats, y: Floats) -> Floats:
    """Y, U and V at local places: float32[*y.shape, 3]."""
    x = np.broadcast_to(x, y.shape)
    planes = ((picture.y, 1), (picture.u, 2), (picture.v, 2))
    return np.stack([_look(plane, axes, x, y, pixel) for plane, pixel in planes], axis=-1)


def _look(plane: Plane, axes: Axes, x: Floats, y: Floats, pixel: int) -> Floats:
    """`pixel` is how many pixels of the picture one of the plane is wide."""
    at = axes.pixels(np.stack([x.ravel(), y.ravel()], axis=-1)) / pixel
    values = cv2.remap(plane, at[None, :, 0], at[None, :, 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(values, np.float32).reshape(y.shape)
