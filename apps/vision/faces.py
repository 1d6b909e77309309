"""All faces of a picture, with their points and the way they look."""

from dataclasses import dataclass

from apps.vision.detector import Detection, Detector, full_range, short_range
from apps.vision.mesh import trace
from apps.vision.networks import Floats, Pixels
from apps.vision.pose import pose

# Of the mesh, which is sure of real faces: 0.91 to 1.00, dark, small or tilted ones, too. Most of what the detectors
# mistake for one, such as a cat's ear or a cloud of smoke, gets 0.00 to 0.79.
LEAST_CONFIDENCE = 0.85


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
    faces = _seen_by(full_range(), pixels) or _seen_by(short_range(), pixels)
    return sorted(faces, key=lambda face: face.height, reverse=True)


def _seen_by(detector: Detector, pixels: Pixels) -> list[Face]:
    """Faces that the mesh confirms, the surest first; only once each, though two boxes may lead it to the same."""
    faces: list[Face] = []
    for detection in detector.detect(pixels):
        face = _face(pixels, detection)
        if face.confidence >= LEAST_CONFIDENCE and not any(_holds(other, face) for other in faces):
            faces.append(face)
    return faces


def _holds(face: Face, other: Face) -> bool:
    """Whether the middle of the other lies on the face."""
    left, top, right, bottom = other.box
    across, down = (left + right) / 2, (top + bottom) / 2
    return face.box[0] < across < face.box[2] and face.box[1] < down < face.box[3]


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
