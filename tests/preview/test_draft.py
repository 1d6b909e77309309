"""A talking draft: its mouth moves while somebody speaks, and nothing moves that should not."""

from decimal import Decimal
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from apps.media.films import inspect_film
from apps.preview.draft import make_draft
from apps.preview.murmur import murmur
from apps.vision.faces import Face
from tests.media_files import jpeg, nobody, png, portrait, silence, wav
from tests.preview.pictures import brightness, face

RATE = 16_000
SPOKEN, SILENT = 4.0, 2.0  # seconds of the voice
DARK = 70  # grey level; inside a mouth or an eye, not on light skin


@pytest.fixture(scope="module")
def voice(tmp_path_factory) -> Path:
    words = murmur("Good morning and welcome, all of you. " * 4, voice="a", speed=1, rate=RATE)
    sound = np.concatenate([words[: round(SPOKEN * RATE)], silence(SILENT, RATE)])
    return wav(tmp_path_factory.mktemp("voice") / "voice.wav", samples=sound, rate=RATE)


@pytest.fixture(scope="module")
def film(tmp_path_factory, voice) -> Path:
    folder = tmp_path_factory.mktemp("film")
    draft = make_draft(jpeg(folder / "mei.jpg", (320, 400)), voice, folder / "film.mp4", label="DRAFT")
    assert (draft.talks, draft.seconds) == (True, pytest.approx(SPOKEN + SILENT, abs=0.001))
    return folder / "film.mp4"


@pytest.fixture(scope="module")
def shown(film) -> np.ndarray:
    return brightness(film)


@pytest.fixture(scope="module")
def mei() -> Face:
    return face(np.asarray(portrait((320, 400))))


def dark_in(shown: np.ndarray, middle: np.ndarray, reach: tuple[float, float]) -> np.ndarray:
    """How many dark pixels each picture has around a place."""
    x, y = middle.round().astype(int)
    across, down = (round(each) for each in reach)
    return (shown[:, y - down : y + down, x - across : x + across] < DARK).sum(axis=(1, 2))


class TestFilm:
    def test_plays_to_its_end_and_jumps_everywhere(self, tmp_path, film, shown):
        outputs = {"poster": tmp_path / "poster.jpg", "backdrop": tmp_path / "backdrop.jpg"}
        report = inspect_film(film, expected_seconds=Decimal(SPOKEN + SILENT), **outputs)
        assert (report.problems, report.fps, len(shown)) == ((), 25.0, 150)
        content = film.read_bytes()
        assert content.index(b"moov") < content.index(b"mdat")

    def test_has_the_shape_of_the_portrait(self, shown):
        assert shown.shape[1:] == (400, 320)

    def test_is_the_same_every_time(self, tmp_path, voice, film):
        make_draft(jpeg(tmp_path / "mei.jpg", (320, 400)), voice, tmp_path / "again.mp4", label="DRAFT")
        assert (tmp_path / "again.mp4").read_bytes() == film.read_bytes()

    def test_leaves_nothing_behind_when_the_voice_is_no_sound(self, tmp_path):
        picture = jpeg(tmp_path / "mei.jpg")
        with pytest.raises(av.FFmpegError):
            make_draft(picture, picture, tmp_path / "film.mp4", label="DRAFT")
        assert list(tmp_path.iterdir()) == [picture]


class TestMotion:
    def test_the_mouth_opens_and_closes_while_somebody_speaks_and_rests_in_silence(self, shown, mei):
        lips = (mei.points[13] + mei.points[14]) / 2
        open_ = dark_in(shown, lips, (0.14 * mei.height, 0.1 * mei.height))
        spoken, silent = open_[: round(SPOKEN * 25)], open_[round((SPOKEN + 0.5) * 25) :]
        assert silent.max() < 0.1 * spoken.max()
        assert (spoken > spoken.max() / 2).mean() > 0.1
        assert np.count_nonzero(np.diff((spoken > spoken.max() / 3).astype(int))) >= 6

    def test_the_eyes_close_sometimes_for_a_moment(self, shown, mei):
        eye = (mei.points[159] + mei.points[145]) / 2
        dark = dark_in(shown, eye, (0.05 * mei.height, 0.04 * mei.height))
        is_closed = dark < dark[0] / 3
        assert 2 <= is_closed.sum() <= 20

    def test_the_head_moves_a_little(self, shown, mei):
        brow = np.s_[:, int(mei.points[10][1]) : int(mei.points[9][1]), int(mei.box[0]) : int(mei.box[2])]
        moved = np.abs(shown[brow] - shown[0][brow[1:]]).mean(axis=(1, 2))
        assert 2 < moved.max() < 25  # 1 is what encoding changes

    def test_what_is_around_the_head_stays(self, tmp_path, voice, mei):
        rows, columns = np.mgrid[0:400, 0:320]
        x, y = (mei.points[10] + mei.points[152]) / 2
        outside = np.hypot(columns - x, rows - y) > 1.4 * mei.height
        wallpaper = np.where((rows // 4 + columns // 4) % 2, 60, 190)  # every step would be seen
        picture = np.where(outside[..., None], wallpaper[..., None], np.asarray(portrait((320, 400))))
        Image.fromarray(picture.astype(np.uint8)).save(tmp_path / "p.png")
        assert make_draft(tmp_path / "p.png", voice, tmp_path / "f.mp4", label="").talks
        shown = brightness(tmp_path / "f.mp4")
        steps = np.abs(shown - shown[0])[:, outside]
        assert steps.mean() < 3  # of encoding; of one pixel it would be over 20
        assert np.percentile(steps, 99.9) < 30


class TestLabel:
    def test_is_on_every_picture_and_does_not_move(self, tmp_path, voice, shown):
        make_draft(jpeg(tmp_path / "mei.jpg", (320, 400)), voice, tmp_path / "bare.mp4", label="")
        bare = brightness(tmp_path / "bare.mp4")
        corner = np.abs(shown - bare)[:, :60, -130:]
        assert (corner > 60).mean(axis=(1, 2)).min() > 0.2
        assert np.abs(shown[:, 22:44, -90:-24] - shown[0, 22:44, -90:-24]).max() < 40
        assert np.abs(shown - bare)[:, 80:].mean() < 1


class TestFallback:
    @pytest.fixture
    def shown(self, tmp_path, voice) -> np.ndarray:
        draft = make_draft(nobody(tmp_path / "logo.jpg", (320, 400)), voice, tmp_path / "film.mp4", label="DRAFT")
        assert not draft.talks
        return brightness(tmp_path / "film.mp4")

    def test_a_picture_without_a_face_is_shown_as_it_is(self, shown):
        assert len(shown) == 150
        assert np.abs(shown - shown[0]).max() < 20

    def test_it_says_that_it_is_a_draft_too(self, shown):
        assert shown[:, :60].max(axis=(1, 2)).min() > 200 > shown[:, 60:].max()


class TestWhateverComes:
    @pytest.mark.parametrize("size", [(301, 517), (1001, 401), (160, 400), (100, 100), (2, 2), (3, 40)])
    def test_any_shape(self, tmp_path, size):
        made = make_draft(
            png(tmp_path / "p.png", size), wav(tmp_path / "v.wav", 0.4), tmp_path / "f.mp4", label="DRAFT"
        )
        assert made.seconds == pytest.approx(0.4, abs=0.001)
        assert brightness(tmp_path / "f.mp4").shape == (10, *(max(2, side // 2 * 2) for side in size[::-1]))

    @pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "1"])
    def test_any_kind_of_colour(self, tmp_path, mode):
        picture = png(tmp_path / "p.png", (200, 250), mode)
        make_draft(picture, wav(tmp_path / "v.wav", 0.2), tmp_path / "f.mp4", label="DRAFT")
        assert len(brightness(tmp_path / "f.mp4")) == 5

    def test_what_shines_through_is_white(self, tmp_path):
        Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(tmp_path / "p.png")
        make_draft(tmp_path / "p.png", wav(tmp_path / "v.wav", 0.2), tmp_path / "f.mp4", label="")
        assert brightness(tmp_path / "f.mp4").min() > 230

    @pytest.mark.parametrize("edge", [(0, 0, 200, 400), (160, 0, 320, 400), (0, 0, 320, 235), (0, 150, 320, 400)])
    def test_a_face_that_the_picture_cuts(self, tmp_path, edge):
        portrait((320, 400)).crop(edge).save(tmp_path / "p.png")
        make_draft(tmp_path / "p.png", wav(tmp_path / "v.wav", 0.4), tmp_path / "f.mp4", label="DRAFT")
        assert len(brightness(tmp_path / "f.mp4")) == 10

    @pytest.mark.parametrize("samples", [1, 100, 1764, 44_100])
    def test_any_length(self, tmp_path, samples):
        voice = wav(tmp_path / "v.wav", samples=np.ones(samples, np.int16))
        make_draft(png(tmp_path / "p.png", (160, 200)), voice, tmp_path / "f.mp4", label="DRAFT")
        assert len(brightness(tmp_path / "f.mp4")) == -(-samples * 25 // 44_100)
