"""Which way a face looks, from the geometry of its mesh."""

from dataclasses import dataclass

import numpy as np

from apps.vision.mesh import CHIN, FOREHEAD, LEFT_EYE_CORNER, RIGHT_EYE_CORNER, Mesh


@dataclass(frozen=True)
class Pose:
    """Degrees, all 0 for a face that looks straight at us.

    `yaw` is positive when the face is turned to our left, `roll` when the head is tilted clockwise on the picture.
    `pitch` comes from the mesh alone and lies up to 10 degrees off: judge nothing by it.
    """

    yaw: float
    pitch: float
    roll: float


def pose(mesh: Mesh) -> Pose:
    """Yaw from the depth of the eyes, roll from their line on the picture, pitch from forehead and chin."""
    places = np.concatenate([mesh.points, mesh.depth[:, None]], axis=1).astype(float)
    eyes = places[LEFT_EYE_CORNER] - places[RIGHT_EYE_CORNER]
    height = places[CHIN] - places[FOREHEAD]
    return Pose(
        yaw=_degrees(eyes[2], eyes[0]),
        pitch=_degrees(height[2], float(np.hypot(height[0], height[1]))),
        roll=_degrees(eyes[1], eyes[0]),
    )


def _degrees(opposite: float, adjacent: float) -> float:
    return float(np.degrees(np.arctan2(opposite, adjacent)))
