"""How good a portrait is: its size and shape, and how the face stands in it."""

from collections.abc import Iterator

from apps.media.images import shape_problems
from apps.media.problems import Check, Code, Level
from apps.vision.faces import Face
from apps.vision.networks import Pixels
from apps.vision.quality import measure
from apps.vision.upright import Sighting

# Services refuse these, so nobody may overrule them. In all others a person may know better than the networks.
MUST = frozenset({Code.TOO_SMALL, Code.TOO_NARROW})

# How faces stand: set on 53 pictures of a study (17 without a face, 36 with one to six), tried anew in tests/media.
SAME_RANK = 0.35  # of the largest face's height: who is smaller stands in the background
LEAST_HEIGHT, GOOD_HEIGHT = 100, 200  # pixels of the face as it was photographed
SMALL_PART = 0.12  # of the shorter side
TURNED_AWAY, TURNED_A_LITTLE = 40, 25  # degrees of yaw
TILTED, TILTED_A_LITTLE = 35, 18  # degrees of roll
OVER_THE_EDGE = 0.02  # of the face's height
# How they are lit and how sharp they are: set on the eleven faces of tests/vision, as they are and spoilt in many ways.
DARK = 70  # grey level of `Quality.highlights`: 114 to 227, and 28 to 57 in a quarter of the light
BRIGHT = 0.4  # `Quality.blown`: up to 0.02, and 0.6 to 0.9 when overexposed
UNEVEN = 0.67  # the darker half by the brighter one: 0.81 to 0.97, and 0.44 to 0.64 when lit from the side
BLURRED = 0.008  # `Quality.sharpness`: 0.010 to 0.67, and up to 0.004 when blurred by a fiftieth of the face
LIGHT = frozenset({Code.DARK, Code.BRIGHT, Code.UNEVEN_LIGHT})


def size_checks(width: int, height: int) -> list[Check]:
    """Whether services take a picture of that size and shape."""
    if problems := shape_problems(width, height):
        return [Check(problem.code, Level.BAD, problem.values) for problem in problems]
    return [Check(Code.GOOD_SIZE, Level.OK, {"width": width, "height": height})]


def face_checks(pixels: Pixels, sighting: Sighting, scale: float) -> list[Check]:
    """What is to be said about the faces in a picture that was enlarged by `scale`; what is in the way comes first."""
    if sighting.turn:
        return [Check(Code.SIDEWAYS, Level.BAD)]
    if not sighting.faces:
        return [Check(Code.NO_FACE, Level.BAD)]
    if (count := len(of_same_rank(sighting.faces))) > 1:
        return [Check(Code.SEVERAL_FACES, Level.BAD, {"count": count})]
    face, *others = sighting.faces
    background = [Check(Code.BACKGROUND_FACE, Level.WARN)] if others else []
    said = [*_stands(face, pixels, scale), *background, *_is_seen(face, pixels)]
    if all(check.code in LIGHT for check in said):  # clear it is in any light
        said.insert(0, Check(Code.ONE_FACE, Level.OK))
    return sorted(said, key=lambda check: check.level != Level.BAD)


def of_same_rank(faces: list[Face]) -> list[Face]:
    """The largest face and those that compete with it."""
    return [face for face in faces if face.height >= SAME_RANK * faces[0].height]


def _stands(face: Face, pixels: Pixels, scale: float) -> Iterator[Check]:
    """Size, direction and place."""
    height = face.height / scale
    if height < LEAST_HEIGHT:
        yield Check(Code.FACE_TOO_SMALL, Level.BAD, {"height": round(height)})
    elif height < GOOD_HEIGHT or face.height < SMALL_PART * min(pixels.shape[:2]):
        yield Check(Code.FACE_SMALL, Level.WARN, {"height": round(height)})
    yield from _graded(Code.TURNED_AWAY, abs(face.yaw), TURNED_A_LITTLE, TURNED_AWAY)
    yield from _graded(Code.TILTED, abs(face.roll), TILTED_A_LITTLE, TILTED)
    if _is_cut_off(face, pixels):
        yield Check(Code.CUT_OFF, Level.BAD)


def _graded(code: Code, degrees: float, little: float, much: float) -> Iterator[Check]:
    if degrees > little:
        yield Check(code, Level.BAD if degrees > much else Level.WARN)


def _is_cut_off(face: Face, pixels: Pixels) -> bool:
    left, top, right, bottom = face.box
    height, width = pixels.shape[:2]
    allowed = OVER_THE_EDGE * face.height
    return min(left, top, width - right, height - bottom) < -allowed


def _is_seen(face: Face, pixels: Pixels) -> Iterator[Check]:
    """Light and sharpness; they can be bettered, but a film can be made."""
    quality = measure(pixels, face)
    if quality is None:
        return
    if quality.highlights < DARK:
        yield Check(Code.DARK, Level.WARN)
    elif quality.blown > BRIGHT:
        yield Check(Code.BRIGHT, Level.WARN)
    elif min(quality.left, quality.right) < UNEVEN * max(quality.left, quality.right):
        yield Check(Code.UNEVEN_LIGHT, Level.WARN, {"side": "left" if quality.left < quality.right else "right"})
    if quality.sharpness < BLURRED:
        yield Check(Code.BLURRED, Level.WARN)
