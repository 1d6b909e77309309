"""Drafts made in a process of their own, under its limits."""

import pytest

from apps.core.programs import NotFinished
from apps.preview.draft import Draft
from apps.preview.making import make_draft
from tests.media_files import jpeg, nobody, wav


def test_a_draft_of_the_largest_picture_keeps_to_the_limits(tmp_path):
    files = jpeg(tmp_path / "mei.jpg", (1280, 1280)), wav(tmp_path / "voice.wav", 1.0), tmp_path / "film.mp4"
    assert make_draft(*files, label="PRACTICE") == Draft(talks=True, seconds=1.0)
    assert {path.name for path in tmp_path.iterdir()} == {"mei.jpg", "voice.wav", "film.mp4"}


def test_it_says_where_no_face_could_be_placed(tmp_path):
    files = nobody(tmp_path / "logo.jpg", (64, 80)), wav(tmp_path / "voice.wav", 0.2), tmp_path / "film.mp4"
    assert not make_draft(*files, label="DRAFT").talks


def test_what_cannot_be_read_leaves_nothing_behind(tmp_path):
    (tmp_path / "film.mp4.part").write_bytes(b"of one that was killed")
    picture = jpeg(tmp_path / "mei.jpg", (64, 80))
    with pytest.raises(NotFinished):
        make_draft(picture, picture, tmp_path / "film.mp4", label="DRAFT")
    assert list(tmp_path.iterdir()) == [picture]
