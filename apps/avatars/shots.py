"""The geometry of pictures on the face desk, as attributes of inline SVG: nothing on a page needs a style of its own.

All numbers are pixels of the photo, or of the portrait; the browser scales them.
"""

from dataclasses import dataclass

from apps.media.edits import Crop, Edit, Size

MARGIN = 0.03  # of the longer side
ARM, ROUND = 0.26, 0.09  # of the shorter side of a frame: how long its corners are, and how round


@dataclass(frozen=True, slots=True)
class Shot:
    """A part of a picture, perhaps turned: `href`, `width` and `height` are those of the whole, untouched one."""

    href: str
    width: int
    height: int
    transform: str
    frame: Crop

    @property
    def view_box(self) -> str:
        return " ".join(map(str, self.frame))


def shot(href: str, source: Size, edit: Edit, *, whole: bool = False) -> Shot:
    """The source as `edit` shows it; with `whole` all of it, only turned."""
    width, height = source
    turns = {0: "", 90: f"translate({height} 0) rotate(90)", 180: f"translate({width} {height}) rotate(180)"}
    turns[270] = f"translate(0 {width}) rotate(270)"
    frame = (0, 0, *edit.turned_size(source)) if whole else edit.frame(source)
    return Shot(href, width, height, turns[edit.turn], frame)


def with_margin(width: int, height: int) -> str:
    """A view box with room around a picture, so that one can take hold of its very corners."""
    margin = round(MARGIN * max(width, height))
    return f"{-margin} {-margin} {width + 2 * margin} {height + 2 * margin}"


def around(left: float, top: float, width: float, height: float) -> tuple[float, float, float, float]:
    """A frame for a face, with its hair; a face is found from the forehead to the chin."""
    return left - 0.1 * width, top - 0.3 * height, 1.2 * width, 1.4 * height


def corners(left: float, top: float, width: float, height: float) -> str:
    """The path of four round corners that frame a face."""
    arm, bend = ARM * min(width, height), ROUND * min(width, height)
    right, bottom = left + width, top + height
    straight = arm - bend
    return (
        f"M{left:.1f} {top + arm:.1f}v{-straight:.1f}q0 {-bend:.1f} {bend:.1f} {-bend:.1f}h{straight:.1f}"
        f"M{right - arm:.1f} {top:.1f}h{straight:.1f}q{bend:.1f} 0 {bend:.1f} {bend:.1f}v{straight:.1f}"
        f"M{right:.1f} {bottom - arm:.1f}v{straight:.1f}q0 {bend:.1f} {-bend:.1f} {bend:.1f}h{-straight:.1f}"
        f"M{left + arm:.1f} {bottom:.1f}h{-straight:.1f}q{-bend:.1f} 0 {-bend:.1f} {-bend:.1f}v{-straight:.1f}"
    )
