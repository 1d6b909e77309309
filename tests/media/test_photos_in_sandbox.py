"""Photos in the child process: the same answers, faces found within its limits, and never more memory than agreed."""

import sys
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from apps.media import photos, portraits, sandbox
from apps.media.edits import Edit
from apps.media.pictures import MAX_PIXELS, MAX_PIXELS_OF
from apps.media.problems import Code, Problem
from apps.media.repairs import RepairCode
from tests.media import THOROUGH
from tests.media.photo_cases import sideways
from tests.vision.labelled import FACES, groups, opened

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
MOST_MB = 600
# The mode that needs the most memory, and how it is written quickly.
WORST = {
    "PNG": ("RGBA", {"compress_level": 1}),
    "WEBP": ("RGBA", {"lossless": True, "quality": 0}),
    "AVIF": ("RGB", {"speed": 10}),
    "GIF": ("P", {}),
    "HEIF": ("RGB", {"quality": 30, "enc_params": {"preset": "ultrafast"}}),
    "JPEG": ("CMYK", {"progressive": True}),
}


@pytest.fixture
def source(tmp_path) -> Path:
    opened(FACES["mei"]).save(tmp_path / "source.jpg")
    return tmp_path / "source.jpg"


class TestAnswers:
    def test_a_photo_is_reported_as_without_the_sandbox(self, tmp_path):
        photo = sideways(tmp_path / "photo.jpg")
        report = sandbox.inspect_photo(photo, tmp_path / "a.jpg")
        assert report == photos.inspect_photo(photo, tmp_path / "b.jpg")
        assert report.mended == (photos.Mended.TURNED,)
        assert (tmp_path / "a.jpg").read_bytes() == (tmp_path / "b.jpg").read_bytes()

    def test_a_portrait_is_developed_as_without_the_sandbox(self, source, tmp_path):
        edit = Edit(turn=270, crop=(100, 50, 900, 800), enlarge=True)
        report = sandbox.develop_portrait(source, tmp_path / "a.jpg", edit)
        assert report == portraits.develop_portrait(source, tmp_path / "b.jpg", edit)
        assert [repair.code for repair in report.repairs] == [RepairCode.TURN]
        assert (tmp_path / "a.jpg").read_bytes() == (tmp_path / "b.jpg").read_bytes()

    def test_a_group_is_reported_with_all_its_faces_and_repairs(self, tmp_path):
        next(group for _, count, group in groups() if count == 5).save(tmp_path / "group.jpg")
        report = sandbox.develop_portrait(tmp_path / "group.jpg", tmp_path / "out.jpg", Edit())
        assert report == portraits.develop_portrait(tmp_path / "group.jpg", tmp_path / "out.jpg", Edit())
        assert len(report.faces) == len(report.repairs) == 5

    def test_what_cannot_be_developed_leaves_no_half_portrait(self, source, tmp_path):
        report = sandbox.develop_portrait(tmp_path / "nothing.jpg", tmp_path / "out.jpg", Edit())
        assert report.problems == (Problem(Code.BROKEN),)
        assert not (tmp_path / "out.jpg").exists()


def huge(kind: str, path: Path) -> Path:
    """A picture with as many pixels as are taken, in the mode that needs the most memory."""
    width = int((MAX_PIXELS_OF.get(kind, MAX_PIXELS) / 12) ** 0.5) * 4
    size = (width, width * 3 // 4)
    mode, options = WORST[kind]
    picture = Image.linear_gradient("L").resize(size).convert(mode)
    if mode == "RGBA":
        picture.putalpha(picture.getchannel("R"))
    if kind == "HEIF":
        pillow_heif.from_pillow(picture).save(path, **options)
    else:
        picture.save(path, kind, **options)
    return path


@linux_only
class TestMemory:
    @pytest.mark.parametrize("kind", WORST if THOROUGH else ["PNG", "WEBP"])
    def test_stays_under_600_mb_for_the_largest_photo_of_a_kind(self, tmp_path, kind):
        sandbox._pool.end()
        report = sandbox.inspect_photo(huge(kind, tmp_path / "huge"), tmp_path / "source.jpg")
        assert report.problems == ()
        assert not sandbox.develop_portrait(tmp_path / "source.jpg", tmp_path / "out.jpg", Edit()).problems
        [child] = sandbox._pool._children
        status = Path(f"/proc/{child._process.pid}/status").read_text()
        [peak] = [line for line in status.splitlines() if line.startswith("VmHWM")]
        assert int(peak.split()[1]) / 1024 < MOST_MB
