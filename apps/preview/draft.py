"""A free talking draft: a portrait whose mouth follows a voice."""

from dataclasses import dataclass
from pathlib import Path

from apps.preview import speech
from apps.preview.compose import Stage
from apps.preview.film import FPS, Show, write_film
from apps.preview.landmarks import can_talk
from apps.preview.motion import Pose, motion
from apps.preview.mouth import REST, Viseme
from apps.preview.picture import open_picture
from apps.preview.still import still
from apps.vision.faces import Face, find_faces
from apps.vision.networks import Pixels


@dataclass(frozen=True, slots=True)
class Draft:
    """What became of it. `talks` is False where no face could be placed: then the film shows the still picture."""

    talks: bool
    seconds: float


def make_draft(portrait: Path, voice: Path, target: Path, *, label: str, max_side: int = 1280) -> Draft:
    """Write `target`, an MP4 (H.264 and AAC, moov first) of `portrait` in its own shape, exactly as long as `voice`.

    Neither side is longer than `max_side` pixels; both are even. `label` is written on every picture, in Latin letters.
    `target` appears when it is complete, not before. The same files always make the same film. Raises OSError or
    av.FFmpegError when the files cannot be read.
    """
    pixels = open_picture(portrait, max_side)
    height, width = pixels.shape[:2]
    face = next((face for face in find_faces(pixels) if can_talk(face, (width, height))), None)
    show = _talking(pixels, face, voice, label) if face else still(pixels, label)
    return Draft(bool(face), write_film(target, (width, height), show, voice))


def _talking(pixels: Pixels, face: Face, voice: Path, label: str) -> Show:
    lips = speech.read_lips(speech.load(voice), FPS)
    moves = motion(lips.openness, FPS)
    looks = list(zip(_visemes(lips), moves.lids, moves.poses, strict=True)) or [(REST, 0, Pose())]
    stage = Stage(pixels, face, label)
    return lambda number: stage.show(*looks[min(number, len(looks) - 1)])  # the film may end a sample later


def _visemes(lips: speech.Visemes) -> list[Viseme]:
    """One for each picture; the one before stays where nobody would see the difference."""
    visemes: list[Viseme] = []
    for openness, width in zip(lips.openness, lips.width, strict=True):
        viseme = Viseme.nearest(float(openness), float(width))
        stays = visemes and viseme.looks_like(visemes[-1])
        visemes.append(visemes[-1] if stays else viseme)
    return visemes
