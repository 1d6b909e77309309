"""Every pair of colours that meets on a page is readable, in both themes: the tokens are read from the stylesheet.

The arithmetic is that of Oklab (Björn Ottosson) and of WCAG 2.2, success criteria 1.4.3 and 1.4.11.
"""

import math
import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()
THEMES = ("light", "dark")

GROUNDS = ("bg", "surface", "surface-2", "surface-3", "overlay")
STATUSES = ("ok", "warn", "bad")

TEXT = [
    *product(("text", "text-2", "text-3"), GROUNDS),
    *product(("accent-text",), ("accent-soft", "surface", "bg")),
    *product(("on-accent",), ("accent", "accent-hover")),
    *((f"{status}-text", ground) for status in STATUSES for ground in (f"{status}-soft", "surface", "bg")),
    *(("text", f"{tint}-soft") for tint in ("accent", *STATUSES)),
    ("stage-text", "stage"),
    ("stage-text", "stage-2"),
    ("stage-text-2", "stage"),
    ("stage-accent", "stage"),
]
SHAPES = [  # edges of controls, the focus ring, the progress bar, the icons of a status
    *product(("line-strong",), ("bg", "surface", "surface-2")),
    *product(("focus",), ("bg", "surface", "surface-2")),
    ("accent", "surface-3"),
    *((status, "surface") for status in STATUSES),
]

Colour = tuple[float, float, float]


def token(name: str, theme: str) -> Colour:
    """Lightness (0 to 1), chroma and hue (degrees) of a token: `oklch(…)` or `light-dark(oklch(…), oklch(…))`."""
    value = re.search(rf"--{name}: (.+);", TOKENS)
    assert value, f"tokens.css has no --{name}"
    colours = re.findall(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", value[1])
    lightness, chroma, hue = map(float, colours[THEMES.index(theme) if len(colours) == 2 else 0])
    return lightness / 100, chroma, hue


def linear_rgb(colour: Colour) -> Colour:
    """Red, green and blue as amounts of light. Outside 0 to 1 a screen cannot show the colour."""
    lightness, chroma, hue = colour
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def luminance(colour: Colour) -> float:
    red, green, blue = linear_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
class TestContrast:
    @pytest.mark.parametrize(("text", "ground"), TEXT)
    def test_text_is_readable(self, text: str, ground: str, theme: str) -> None:
        assert contrast(token(text, theme), token(ground, theme)) >= 4.5

    @pytest.mark.parametrize(("shape", "ground"), SHAPES)
    def test_shapes_that_mean_something_are_seen(self, shape: str, ground: str, theme: str) -> None:
        assert contrast(token(shape, theme), token(ground, theme)) >= 3

    def test_every_colour_can_be_shown_by_an_ordinary_screen(self, theme: str) -> None:
        names = {name for pair in [*TEXT, *SHAPES] for name in pair}
        for name in names:
            assert all(-0.002 <= part <= 1.002 for part in linear_rgb(token(name, theme))), name  # no eye sees 0.2 %


def test_black_on_white_has_the_contrast_that_the_standard_says() -> None:
    assert contrast((0, 0, 0), (1, 0, 0)) == pytest.approx(21, abs=0.01)
