"""The edges of an eye. The mesh knows them to a few pixels, the picture itself shows the rest.

The mesh was trained on photos: drawn eyes are larger than it says, and the white of the others is so by a hair's
breadth, which would be a rim of white under a closed lid. Lengths are in half widths of the eye.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from apps.preview.curves import fitted, polynomial
from apps.preview.landmarks import Axes, EyeFrame
from apps.preview.planes import Planes
from apps.preview.sampling import PLACES, colours_at
from apps.vision.networks import Floats

STEP = 0.025  # from one look to the next, away from an eye
FARTHEST = {-1: 0.42, 1: 0.55}  # where skin must begin, above (-1) and below (1)
USUAL_RIMS = (0.1, 0.06)  # above and below, of photos and where nothing is found: lashes, and a rim of white
SKIN = (0.55, 0.8)  # below the mesh's edge of an eye, where there is skin if there is any
NEXT_TO = (0.06, 0.42)  # beyond the edge that was found, where it has the light of the lid
LIKE_SKIN = {-1: 0.35, 1: 0.25}  # of the way from the skin's colour to the eye's
LEAST_FOUND, ROUGHEST = 0.8, 0.08  # of the places; half widths from a smooth line
FLAT = 0.03  # of its brightness; skin that varies less was drawn
ODD, MOST_ODD = 0.4, 0.02  # so much darker or brighter, in so much of it: there is something else than skin
LEAST_SHADED, MOST_SHADED = 0.04, 0.25  # of its brightness, that the lid is darker than the skin below the eye


def fit_eyes(picture: Planes, frames: Sequence[EyeFrame]) -> list[EyeFrame]:
    """The same eyes with all that is not skin between their edges; none where there is no plain skin below one."""
    is_drawn = all(_variety(_skin_below(picture, frame)) < FLAT for frame in frames)
    found = [_fitted(picture, frame, is_drawn=is_drawn) for frame in frames]
    return [frame for frame in found if frame] if all(found) else []


def _skin_below(picture: Planes, frame: EyeFrame) -> Floats:
    return _band(picture, frame.axes, polynomial(frame.lower, PLACES), SKIN, 1)


def _fitted(picture: Planes, frame: EyeFrame, *, is_drawn: bool) -> EyeFrame | None:
    upper, lower = polynomial(frame.upper, PLACES), polynomial(frame.lower, PLACES)
    rises, falls = _rims(picture, frame, upper, lower) if is_drawn else USUAL_RIMS
    upper, lower = upper - rises, lower + falls
    below, above = (_band(picture, frame.axes, *edge) for edge in ((lower, NEXT_TO, 1), (upper, NEXT_TO, -1)))
    if _oddness(below) > MOST_ODD:
        return None
    return replace(
        frame,
        upper=fitted(PLACES, upper, 4),
        lower=fitted(PLACES, lower, 4),
        shade=_shade(below, above),
    )


def _rims(picture: Planes, frame: EyeFrame, upper: Floats, lower: Floats) -> tuple[Floats | float, Floats | float]:
    """How far above the upper and below the lower edge of a drawn eye the skin begins."""
    skin = np.median(_skin_below(picture, frame), axis=0)
    inside = upper + (lower - upper) * np.linspace(0.2, 0.8, 7, dtype=np.float32)[:, None]
    eye = _unlike(colours_at(picture, frame.axes, PLACES, inside), skin)
    contrast = float(np.percentile(eye, 80))
    axes = frame.axes
    return _rim(picture, axes, upper, -1, skin, contrast), _rim(picture, axes, lower, 1, skin, contrast)


def _band(picture: Planes, axes: Axes, edge: Floats, between: tuple[float, float], way: int) -> Floats:
    """Y, U and V float32[n, 3] along an edge, from and to so far beyond it."""
    depths = np.arange(*between, STEP, dtype=np.float32)[:, None]
    return colours_at(picture, axes, PLACES, edge + way * depths).reshape(-1, 3)


def _variety(colours: Floats) -> float:
    """How far their brightness is from its median in the mean, as a part of it."""
    middle = float(np.median(colours[:, 0]))
    return float(np.abs(colours[:, 0] - middle).mean()) / max(16.0, middle)


def _oddness(colours: Floats) -> float:
    """Which part of them is much darker or brighter than most are."""
    middle = max(16.0, float(np.median(colours[:, 0])))
    return float((np.abs(colours[:, 0] - middle) > ODD * middle).mean())


def _shade(below: Floats, above: Floats) -> Floats:
    """What to add to the colour of the skin below an eye to get that above."""
    base, over = np.median(below, axis=0), np.median(above, axis=0)
    darker = np.clip(over - base, -MOST_SHADED * base[0], -LEAST_SHADED * base[0])
    return np.array([darker[0], *(over - base)[1:] / 2], np.float32)


def _rim(picture: Planes, axes: Axes, edge: Floats, way: int, skin: Floats, contrast: float) -> Floats | float:
    """How far beyond an edge the skin begins, float32[places]; `way` is 1 for below, -1 for above.

    Above, the first skin counts, because soon there is the brow. Below, the last of the eye does: its white comes close
    to light skin, and closer still where it meets the iris.
    """
    steps = np.arange(0, FARTHEST[way], STEP, dtype=np.float32)
    unlike = _unlike(colours_at(picture, axes, PLACES, edge + way * steps[:, None]), skin)
    is_skin = unlike < LIKE_SKIN[way] * contrast
    first = is_skin.argmax(axis=0) if way < 0 else len(steps) - (~is_skin[::-1]).argmax(axis=0)
    found = is_skin.any(axis=0) if way < 0 else is_skin[-1]
    rims = np.where(is_skin.all(axis=0), 0, first)[found] * np.float32(STEP) + np.float32(STEP)
    if found.mean() < LEAST_FOUND:
        return USUAL_RIMS[way > 0]
    shape = fitted(PLACES[found], rims, 2)
    if np.std(polynomial(shape, PLACES[found]) - rims) > ROUGHEST:
        return USUAL_RIMS[way > 0]
    return np.clip(polynomial(shape, PLACES), rims.min(), rims.max())


def _unlike(colours: Floats, skin: Floats) -> Floats:
    """How far colours are from that of the skin: [...]."""
    return np.asarray(np.abs(colours - skin) @ np.array([1, 1.5, 1.5], np.float32))
