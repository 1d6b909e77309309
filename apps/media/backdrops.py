"""A tiny picture to stand behind a poster: its edges carried on, so that bars beside a film never look empty."""

from pathlib import Path

from PIL import Image, ImageFilter

SIZE = (32, 18)  # pixels; the browser stretches it
EDGE = 14  # the outermost 1/14 of the poster gives the colours
DIM = 0.88  # a little darker than the poster, which stays in front


def backdrop(poster: Path, target: Path, frame: float = 16 / 9) -> None:
    """Write a JPEG of about 600 bytes that carries the edges of `poster` on, for a frame of that shape."""
    with Image.open(poster, formats=("JPEG", "PNG")) as opened:
        picture = opened.convert("RGB")
    if picture.width / picture.height <= frame:  # then the bars are left and right
        canvas = _carry_sides_on(picture, SIZE)
    else:  # above and below: the same, lying down
        turned = picture.transpose(Image.Transpose.TRANSPOSE)
        canvas = _carry_sides_on(turned, SIZE[::-1]).transpose(Image.Transpose.TRANSPOSE)
    soft = canvas.filter(ImageFilter.GaussianBlur(1.6)).point(lambda value: int(value * DIM))
    soft.save(target, "JPEG", quality=60, optimize=True)


def _carry_sides_on(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Two halves: the left edge's colours, averaged and stretched, and the right edge's."""
    depth = max(2, picture.width // EDGE)
    half = size[0] // 2
    canvas = Image.new("RGB", size)
    for left, place in ((0, 0), (picture.width - depth, half)):
        edge = picture.crop((left, 0, left + depth, picture.height))
        colours = edge.resize((1, size[1] // 2), Image.Resampling.BOX)
        canvas.paste(colours.resize((half, size[1]), Image.Resampling.BILINEAR), (place, 0))
    return canvas
