"""Opening a portrait in the size of its film."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from apps.vision.networks import Pixels


def open_picture(portrait: Path, max_side: int) -> Pixels:
    """uint8[height, width, 3] RGB, upright, in its own shape; neither side is longer, both are even.

    A JPEG or PNG; what it lets shine through is white. Raises OSError when it cannot be read.
    """
    with Image.open(portrait, formats=("JPEG", "PNG")) as opened:
        upright = ImageOps.exif_transpose(opened)
        solid = _on_white(upright) if upright.has_transparency_data else upright.convert("RGB")
    scale = min(1.0, max_side / max(solid.size))
    width, height = (max(2, int(side * scale) // 2 * 2) for side in solid.size)
    return np.asarray(solid.resize((width, height), Image.Resampling.LANCZOS))


def _on_white(picture: Image.Image) -> Image.Image:
    clear = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")
