"""All faces of a picture, with their points and the way they look."""

from dataclasses import dataclass

from apps.vision.detector import Detection, full_range, short_range
from apps.vision.mesh import trace
from apps.vision.networks import Floats, Pixels
from apps.vision.pose import pose

LEAST_CONFIDENCE = 0.5  # of the mesh; what the detector mistakes for a face gets 0.001 (a colour wheel, a cat)


@dataclass(frozen=True, kw_only=True)
class Face:
    """One face. Pixels of the picture it was found in; degrees as in `pose.Pose`.

    `box` (left, top, right, bottom) holds the mesh: from the forehead below the hair to the chin. It may reach over
    the edges of the picture. `points` float32[468, 2], `depth` float32[468]. `score` says how much it looks like a face
    from afar, and falls when it is turned or hidden; `confidence` says so from close by. Both go from 0 to 1.
    """

    box: tuple[float, float, float, float]
    points: Floats
    depth: Floats
    score: float
    confidence: float
    yaw: float
    pitch: float
    roll: float

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


def find_faces(pixels: Pixels) -> list[Face]:
    """The faces in uint8[height, width, 3] RGB, the largest first. Raises WeightsMissing."""
    seen = full_range().detect(pixels) or short_range().detect(pixels)
    faces = [face for detection in seen if (face := _face(pixels, detection)).confidence >= LEAST_CONFIDENCE]
    return sorted(faces, key=lambda face: face.height, reverse=True)


def _face(pixels: Pixels, detection: Detection) -> Face:
    mesh = trace(pixels, detection)
    low, high = mesh.points.min(axis=0), mesh.points.max(axis=0)
    looks = pose(mesh)
    return Face(
        box=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
        points=mesh.points,
        depth=mesh.depth,
        score=detection.score,
        confidence=mesh.confidence,
        yaw=looks.yaw,
        pitch=looks.pitch,
        roll=looks.roll,
    )
