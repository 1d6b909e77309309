"""The pictures of a talking film, one after the other, in the memory of a single frame.

Only what changes is made anew: a patch of the mouth or of the eyes is laid on the head, and the head is moved. Between
two steps of the head, only the surroundings of a changed patch are.
"""

from av.video.frame import VideoFrame

from apps.preview.cavity import Tone
from apps.preview.eyes import Eye
from apps.preview.label import Label
from apps.preview.landmarks import EyeFrame, MouthFrame
from apps.preview.lids import fit_eyes
from apps.preview.lips import fit_mouth
from apps.preview.motion import Pose
from apps.preview.mouth import REST, Mouth, Viseme
from apps.preview.planes import Planes, Region, frame_of, planes_of
from apps.preview.sway import Sway
from apps.vision.faces import Face
from apps.vision.networks import Pixels

KEPT_BYTES = 64 * 1024 * 1024  # of patches, which are made once and shown often


class Stage:
    """A portrait that can be shown with its mouth, its lids and its head in any place."""

    def __init__(self, pixels: Pixels, face: Face, label: str) -> None:
        """The face was found in these pixels: uint8[height, width, 3] RGB with even sides."""
        self._frame = frame_of(pixels)
        self._screen = planes_of(self._frame)
        self._still = self._screen.copy()
        self._head = self._screen.copy()
        frame = fit_mouth(self._still, MouthFrame.of(face))
        self._mouth = Mouth(self._still, frame, Tone.of(pixels, frame))
        self._eyes = _eyes(self._still, face)
        self._sway = Sway(face, self._still.size)
        self._label = Label(label, self._still.size)
        self._write_label()
        self._viseme, self._lids = REST, 0
        self._visemes: dict[Viseme, Planes] = {}
        self._blinks: dict[int, list[Planes]] = {}

    def show(self, viseme: Viseme, lids: int, pose: Pose) -> VideoFrame:
        """The same frame each time, changed."""
        changed = self._speak(viseme) + self._blink(lids)
        if self._sway.follow(pose):
            changed = [self._sway.region]
        for region in changed:
            self._sway.show(self._head, self._screen, region)
        if any(not region.shared(self._label.region).is_empty for region in changed):
            self._write_label()
        return self._frame

    def _write_label(self) -> None:
        """It does not move, though the head may move behind it."""
        region = self._label.region
        self._screen.paste(self._still.part(region), region)
        self._sway.show(self._head, self._screen, region)
        self._label.write(self._screen)

    def _speak(self, viseme: Viseme) -> list[Region]:
        if viseme == self._viseme:
            return []
        self._viseme = viseme
        self._head.paste(self._patch(viseme), self._mouth.region)
        self._lay_lids()  # on a tilted head the corners of both regions may meet
        return [self._mouth.region]

    def _blink(self, lids: int) -> list[Region]:
        if lids == self._lids:
            return []
        self._lids = lids
        self._lay_lids()
        return [eye.region for eye in self._eyes]

    def _lay_lids(self) -> None:
        if self._lids not in self._blinks:
            self._blinks[self._lids] = [eye.patch(self._lids) for eye in self._eyes]
        for eye, patch in zip(self._eyes, self._blinks[self._lids], strict=True):
            self._head.paste(patch, eye.region)

    def _patch(self, viseme: Viseme) -> Planes:
        if viseme not in self._visemes:
            if sum(patch.bytes for patch in self._visemes.values()) > KEPT_BYTES:
                self._visemes.clear()
            self._visemes[viseme] = self._mouth.patch(viseme)
        return self._visemes[viseme]


def _eyes(picture: Planes, face: Face) -> list[Eye]:
    """Both, or none where one of them cannot be closed."""
    eyes = [Eye(picture, frame) for frame in fit_eyes(picture, EyeFrame.both(face))]
    return eyes if all(eye.can_close for eye in eyes) else []
