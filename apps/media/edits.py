"""What is done to a photo before it is a portrait: turned, then cropped, then enlarged; always from its source."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from PIL import Image

from apps.media.images import MIN_SIDE

Crop = tuple[int, int, int, int]  # left, top, width, height in pixels of the turned source
Size = tuple[int, int]  # width, height

LEAST_SIDE = 200  # pixels; smaller than this, a side is not enlarged: there would be nothing to see
TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


@dataclass(frozen=True, kw_only=True)
class Edit:
    """`turn` is 0, 90, 180 or 270 degrees clockwise; without a `crop` it is the whole picture.

    `enlarge` brings a side of 200 to 299 pixels up to 300. Raises ValueError for another turn or an empty crop.
    """

    turn: int = 0
    crop: Crop | None = None
    enlarge: bool = False

    def __post_init__(self) -> None:
        if self.turn not in (0, *TURNS):
            raise ValueError(f"a photo cannot be turned by {self.turn} degrees")
        if self.crop and min(self.crop[2:]) < 1:
            raise ValueError("nothing would be left of the photo")

    def as_json(self) -> dict[str, Any]:
        """The edit as JSON types, for a column or a pipe."""
        return {"turn": self.turn, "crop": self.crop and [*self.crop], "enlarge": self.enlarge}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `as_json`. Raises ValueError as above."""
        left, top, width, height = data["crop"] or (0, 0, 1, 1)
        crop = (left, top, width, height) if data["crop"] else None
        return cls(turn=data["turn"], crop=crop, enlarge=data["enlarge"])

    def turned(self, degrees: int, source: Size) -> Self:
        """The same edit of a picture turned further, so that the crop stays on what it shows.

        `degrees` clockwise: a multiple of 90; `source`: the size of the picture before any turn.
        """
        width, height = self.turned_size(source)
        crop = self.crop
        for _ in range(degrees % 360 // 90):
            if crop:
                left, top, across, down = crop
                crop = (height - top - down, left, down, across)
            width, height = height, width
        return replace(self, turn=(self.turn + degrees) % 360, crop=crop)

    def turned_size(self, source: Size) -> Size:
        """The size of the source once it is turned: what the crop is measured in."""
        width, height = source
        return (height, width) if self.turn in (90, 270) else (width, height)

    def frame(self, source: Size) -> Crop:
        """The part of the turned source that is shown: the crop as far as it lies inside."""
        width, height = self.turned_size(source)
        if not self.crop:
            return (0, 0, width, height)
        left, top = (min(max(0, start), side - 1) for start, side in zip(self.crop[:2], (width, height), strict=True))
        right = min(max(left + 1, self.crop[0] + self.crop[2]), width)
        bottom = min(max(top + 1, self.crop[1] + self.crop[3]), height)
        return (left, top, right - left, bottom - top)

    def scale(self, source: Size) -> float:
        """How much the cropped picture is enlarged: 1.0 unless it is wished and possible."""
        shorter = min(self.frame(source)[2:])
        return MIN_SIDE / shorter if self.enlarge and LEAST_SIDE <= shorter < MIN_SIDE else 1.0


def apply(edit: Edit, source: Image.Image) -> Image.Image:
    """The edited picture; the source itself when nothing is to be done."""
    left, top, width, height = edit.frame(source.size)
    scale = edit.scale(source.size)
    picture = source.transpose(TURNS[edit.turn]) if edit.turn else source
    if (width, height) != picture.size:
        picture = picture.crop((left, top, left + width, top + height))
    if scale > 1:
        size = max(MIN_SIDE, round(width * scale)), max(MIN_SIDE, round(height * scale))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    return picture
