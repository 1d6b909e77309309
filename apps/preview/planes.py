"""Pictures as H.264 keeps them: brightness for every pixel (Y), and two planes of colour (U, V) at half the size.

Everything that moves is made in these planes, so that no picture is ever converted while a film is made.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace

from apps.vision.networks import Floats, Pixels

Plane = npt.NDArray[np.uint8]  # [height, width]

# BT.709, limited range, of red, green and blue from 0 to 255 (ITU-R BT.709-6, section 3).
MATRIX = np.array([[0.2126, 0.7152, 0.0722], [-0.1146, -0.3854, 0.5], [0.5, -0.4542, -0.0458]], np.float32)
SCALES = np.array([219 / 255, 224 / 255, 224 / 255], np.float32)
OFFSETS = np.array([16, 128, 128], np.float32)


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the picture in whole pixels. All four sides are even, so that it exists in all planes."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def around(cls, points: Floats, size: tuple[int, int]) -> "Region":
        """The smallest that holds all points [n, 2] that lie on a picture of that size (width, height)."""
        limit = np.array(size)
        low = np.clip(np.floor(points.min(axis=0) / 2) * 2, 0, limit).astype(int)
        high = np.clip(np.ceil(points.max(axis=0) / 2) * 2, 0, limit).astype(int)
        return cls(int(low[0]), int(low[1]), int(high[0]), int(high[1]))

    @property
    def is_empty(self) -> bool:
        return self.right <= self.left or self.bottom <= self.top

    @property
    def luma(self) -> tuple[slice, slice]:
        return slice(self.top, self.bottom), slice(self.left, self.right)

    @property
    def chroma(self) -> tuple[slice, slice]:
        return slice(self.top // 2, self.bottom // 2), slice(self.left // 2, self.right // 2)

    def shared(self, other: "Region") -> "Region":
        """What lies in both; it may be empty."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        return Region(left, top, max(left, min(self.right, other.right)), max(top, min(self.bottom, other.bottom)))

    def within(self, other: "Region") -> "Region":
        """The same place, counted from the corner of the other one."""
        across, down = other.left, other.top
        return Region(self.left - across, self.top - down, self.right - across, self.bottom - down)

    def grid(self) -> tuple[Floats, Floats]:
        """How far right and how far down every pixel lies: float32[height, width] each."""
        columns, rows = np.arange(self.left, self.right), np.arange(self.top, self.bottom)
        across, down = np.meshgrid(columns.astype(np.float32), rows.astype(np.float32))
        return across, down


@dataclass(frozen=True, slots=True)
class Planes:
    """`y` uint8[height, width]; `u` and `v` uint8[height / 2, width / 2]."""

    y: Plane
    u: Plane
    v: Plane

    @property
    def size(self) -> tuple[int, int]:
        height, width = self.y.shape
        return width, height

    @property
    def bytes(self) -> int:
        return self.y.nbytes + self.u.nbytes + self.v.nbytes

    def part(self, region: Region) -> "Planes":
        """A view: whatever is written to it shows on the picture."""
        return Planes(self.y[region.luma], self.u[region.chroma], self.v[region.chroma])

    def copy(self) -> "Planes":
        return Planes(self.y.copy(), self.u.copy(), self.v.copy())

    def paste(self, patch: "Planes", region: Region) -> None:
        self.y[region.luma] = patch.y
        self.u[region.chroma] = patch.u
        self.v[region.chroma] = patch.v


def frame_of(pixels: Pixels) -> VideoFrame:
    """A picture of even sides in the colours of H.264: BT.709, half size colour, limited range."""
    return VideoFrame.from_ndarray(pixels, format="rgb24").reformat(
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
    )


def planes_of(frame: VideoFrame) -> Planes:
    """Views into the memory of a frame in yuv420p: whatever is written to them, the encoder sees."""
    views = [
        np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]  # type: ignore[call-overload]
        for plane in frame.planes
    ]
    return Planes(*views)


def in_yuv(colour: Floats) -> Floats:
    """Red, green and blue from 0 to 255 as Y, U and V; the last axis is the colour."""
    return np.asarray(colour @ (MATRIX.T * SCALES) + OFFSETS, np.float32)


def fetch(source: Planes, region: Region, across: Floats, down: Floats) -> Planes:
    """The region with each pixel taken from that far right and down: float32[height, width] of pixels each."""
    x, y = region.grid()
    luma = _remap(source.y, x + across, y + down)
    x, y = (places[::2, ::2] / 2 for places in (x, y))
    half = x + across[::2, ::2] / 2, y + down[::2, ::2] / 2
    return Planes(luma, _remap(source.u, *half), _remap(source.v, *half))


def blend(patch: Planes, colour: Floats, cover: Floats) -> None:
    """Lay colour (Y, U, V: float32[height, width, 3]) over a patch; cover float32[height, width] goes from 0 to 1."""
    tint = colour * cover[..., None]
    _lay(patch.y, tint[..., 0], cover)
    small = _halved(cover)
    _lay(patch.u, _halved(tint[..., 1]), small)
    _lay(patch.v, _halved(tint[..., 2]), small)


def _lay(plane: Plane, colour: Floats, cover: Floats) -> None:
    plane[:] = np.clip(plane * (1 - cover) + colour + 0.5, 0, 255)


def _halved(values: Floats) -> Floats:
    """The means of two by two neighbours."""
    height, width = values.shape
    return np.asarray(values.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3)), np.float32)


def _remap(plane: Plane, x: Floats, y: Floats) -> Plane:
    return np.asarray(cv2.remap(plane, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)
