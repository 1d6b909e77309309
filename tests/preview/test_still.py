"""A still film: the portrait's shape and colours, the voice's length, and it plays in a browser."""

from decimal import Decimal
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from apps.media.films import inspect_film
from apps.preview.still import make_still_film
from tests.media_files import aac, jpeg, m4a, mp3, png, speech, wav


@pytest.fixture
def target(tmp_path) -> Path:
    return tmp_path / "film.mp4"


def decoded_seconds(path: Path) -> float:
    with av.open(str(path)) as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


class TestMakeStillFilm:
    @pytest.mark.parametrize("make", [wav, mp3, m4a, aac])
    def test_is_as_long_as_the_voice_and_plays_everywhere(self, tmp_path, target, make):
        voice = make(tmp_path / "voice", 2.33)
        make_still_film(jpeg(tmp_path / "photo.jpg", (320, 400)), voice, target)
        outputs = {"poster": tmp_path / "poster.jpg", "backdrop": tmp_path / "backdrop.jpg"}
        report = inspect_film(target, expected_seconds=Decimal("2.33"), **outputs)
        assert (report.problems, report.fps) == ((), 25.0)
        assert float(report.seconds) == pytest.approx(decoded_seconds(voice), abs=0.04)

    @pytest.mark.parametrize(
        ("size", "film"),
        [((320, 400), (320, 400)), ((301, 403), (300, 402)), ((800, 320), (640, 256)), ((1, 9), (2, 8))],
    )
    def test_keeps_the_shape_with_even_sides(self, tmp_path, target, size, film):
        make_still_film(png(tmp_path / "photo.png", size), wav(tmp_path / "voice.wav", 0.2), target, max_side=640)
        with av.open(str(target)) as container:
            video = container.streams.video[0]
            assert (video.width, video.height, video.codec_context.pix_fmt) == (*film, "yuv420p")

    def test_shows_the_colours_of_the_photo(self, tmp_path, target):
        photo = jpeg(tmp_path / "photo.jpg", (320, 400), quality=95)
        make_still_film(photo, wav(tmp_path / "voice.wav", 1), target)
        with av.open(str(target)) as container, Image.open(photo) as wanted:
            shown = [np.asarray(frame.to_image()).astype(int) for frame in container.decode(video=0)]
            assert container.streams.video[0].codec_context.colorspace == 1  # BT.709
            assert all(np.abs(picture - np.asarray(wanted)).mean() < 3 for picture in (shown[0], shown[-1]))

    def test_lets_the_voice_be_heard_from_the_first_moment(self, tmp_path, target):
        make_still_film(jpeg(tmp_path / "photo.jpg", (64, 64)), wav(tmp_path / "voice.wav", 2), target)
        with av.open(str(target)) as container:
            sound = np.concatenate([frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)])
        assert np.corrcoef(sound[:80_000], speech(2)[:80_000])[0, 1] > 0.98

    def test_has_its_index_first_and_a_key_frame_every_two_seconds(self, tmp_path, target):
        make_still_film(jpeg(tmp_path / "photo.jpg", (64, 64)), wav(tmp_path / "voice.wav", 5), target)
        content = target.read_bytes()
        assert content.index(b"moov") < content.index(b"mdat")
        with av.open(str(target)) as container:
            keys = [float(packet.pts * packet.time_base) for packet in container.demux(video=0) if packet.is_keyframe]
        assert keys == [0, 2, 4]

    def test_leaves_nothing_behind_when_the_voice_is_no_sound(self, tmp_path, target):
        voice = tmp_path / "voice.mp3"
        voice.write_text("#EXTM3U\nhttp://127.0.0.1:9/a.mp3\n")
        with pytest.raises(av.FFmpegError):
            make_still_film(jpeg(tmp_path / "photo.jpg"), voice, target)
        assert {path.name for path in tmp_path.iterdir()} == {"photo.jpg", "voice.mp3"}

    def test_keeps_the_old_film_until_the_new_one_is_complete(self, tmp_path, target):
        target.write_bytes(b"old film")
        with pytest.raises(av.FFmpegError):
            make_still_film(jpeg(tmp_path / "photo.jpg"), jpeg(tmp_path / "no-voice"), target)
        assert target.read_bytes() == b"old film"
