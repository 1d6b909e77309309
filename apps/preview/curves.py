"""Shapes that everything moves along."""

import numpy as np

from apps.vision.networks import Floats


def ramp(place: Floats) -> Floats:
    """From 0 to 1 while `place` goes from 0 to 1, with soft ends (3t² - 2t³); flat beyond them."""
    t = np.clip(place, 0, 1)
    return t * t * (3 - 2 * t)


def polynomial(powers: Floats, place: Floats) -> Floats:
    """Its values; the highest power comes first. Stays in float32, which `np.polyval` does not."""
    values = np.full_like(place, powers[0])
    for power in powers[1:]:
        values *= place
        values += power
    return values


def fitted(place: Floats, values: Floats, degree: int) -> Floats:
    """The polynomial closest to float32[n] values at those places, for `polynomial`."""
    return np.asarray(np.polyfit(place.astype(float), values.astype(float), degree), np.float32)
