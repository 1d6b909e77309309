"""Recordings: every good kind is taken at its true length, every bad one is told apart."""

import json
import struct
from decimal import Decimal
from pathlib import Path

import av
import numpy as np
import pytest
from mutagen.id3 import APIC
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4, MP4Cover

from apps.media.audio import MAX_BYTES, RecordingReport, inspect_recording, length_problems
from apps.media.problems import Code, Problem
from tests.media_files import aac, coded, cut, film, jpeg, m4a, mp3, silence, speech, wav, webm

SURELY = {"movflags": "+faststart"}  # so that the container's claim survives a cut


@pytest.fixture
def target(tmp_path) -> Path:
    return tmp_path / "target.mp3"


@pytest.fixture
def voice(tmp_path) -> Path:
    return tmp_path / "voice"


def codes(report: RecordingReport) -> list[str]:
    return [problem.code for problem in report.problems]


def decoded_seconds(path: Path) -> float:
    with av.open(str(path)) as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


def heard(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)])


def without_header(path: Path, seconds: float = 3.0) -> Path:
    return mp3(path, seconds, options={"write_xing": "0", "id3v2_version": "0"})


def with_cover(path: Path) -> Path:
    tags = MP3(mp3(path))
    tags.tags.add(APIC(mime="image/jpeg", data=jpeg(path.with_suffix(".jpg")).read_bytes()))
    tags.save()
    return path


def m4a_with_cover(path: Path) -> Path:
    tags = MP4(m4a(path))
    tags["covr"] = [MP4Cover(jpeg(path.with_suffix(".jpg")).read_bytes())]
    tags.save()
    return path


def wav_claiming(path: Path, size: int, seconds: float = 3.0) -> Path:
    content = bytearray(wav(path, seconds).read_bytes())
    content[40:44] = struct.pack("<I", size)
    path.write_bytes(content)
    return path


class TestGoodRecordings:
    @pytest.mark.parametrize(
        ("make", "word"),
        [
            (wav, "WAV"),
            (lambda path: wav(path, rate=8_000), "WAV"),
            (lambda path: wav(path, rate=96_000), "WAV"),
            (lambda path: wav_claiming(path, 0), "WAV"),  # a recorder that never came back to the header
            (mp3, "MP3"),
            (without_header, "MP3"),
            (with_cover, "MP3"),
            (m4a, "M4A"),
            (m4a_with_cover, "M4A"),
            (lambda path: m4a(path, options={"movflags": "frag_keyframe+empty_moov"}), "M4A"),
            (aac, "AAC"),
        ],
    )
    def test_become_an_mp3_of_their_own_length(self, voice, target, make, word):
        report = inspect_recording(make(voice), target)
        assert (report.problems, report.format) == ((), word)
        assert report.seconds == pytest.approx(report.source_seconds, abs=Decimal("0.002"))
        assert float(report.seconds) == pytest.approx(decoded_seconds(voice), abs=0.05)
        assert float(report.seconds) == round(decoded_seconds(target), 3)
        assert report.size_bytes == voice.stat().st_size

    def test_become_mono_at_44_kilohertz_and_96_kilobits(self, voice, target):
        inspect_recording(wav(voice, rate=22_050), target)
        info = MP3(target).info
        assert (info.channels, info.sample_rate, info.bitrate) == (1, 44_100, pytest.approx(96_000, abs=10))

    def test_sound_the_same_afterwards(self, voice, target):
        inspect_recording(wav(voice, 2), target)
        assert np.corrcoef(heard(target), speech(2))[0, 1] > 0.99

    @pytest.mark.parametrize("seconds", [1.9, 2, 60, 60.2])
    @pytest.mark.parametrize("make", [wav, m4a])
    def test_are_measured_to_the_millisecond(self, voice, target, make, seconds):
        assert inspect_recording(make(voice, seconds, rate=16_000), target).seconds == Decimal(str(seconds))

    @pytest.mark.parametrize("tail", [b"TAG" + b" " * 125, b"<html>" + b"words " * 300])
    def test_may_have_tags_and_junk_behind_an_mp3(self, voice, target, tail):
        voice.write_bytes(mp3(voice).read_bytes() + tail)
        report = inspect_recording(voice, target)
        assert report.problems == ()
        assert report.seconds == pytest.approx(Decimal(3), abs=Decimal("0.05"))

    @pytest.mark.parametrize("layouts", [("mono", "stereo"), ("3.0", "mono")])
    def test_may_change_their_channels_on_the_way(self, voice, target, layouts):
        parts = [coded(voice, "adts", "aac", 1.5, layout=layout).read_bytes() for layout in layouts]
        voice.write_bytes(b"".join(parts))
        report = inspect_recording(voice, target)
        assert (report.problems, report.format) == ((), "AAC")
        assert report.seconds == pytest.approx(Decimal(3), abs=Decimal("0.1"))

    def test_may_have_any_name(self, tmp_path, target):
        assert inspect_recording(mp3(tmp_path / "voice.wav"), target).format == "MP3"

    def test_may_be_quiet(self, voice, target):
        assert inspect_recording(wav(voice, samples=speech(3, level=0.03)), target).problems == ()

    def test_have_a_waveform_of_160_bars(self, voice, target):
        loud_then_nothing = np.concatenate([speech(2), silence(2)])
        peaks = inspect_recording(wav(voice, samples=loud_then_nothing), target).peaks
        assert (len(peaks), max(peaks), peaks[-70:]) == (160, 100, [0] * 70)

    def test_are_reported_in_json_without_loss(self, voice, target):
        report = inspect_recording(wav(voice, 2.345), target)
        assert RecordingReport.from_json(json.loads(json.dumps(report.as_json()))) == report


class TestBadRecordings:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"\xff", Code.NOT_SOUND),
            ("just some words".encode("utf-16"), Code.NOT_SOUND),
            (bytes(5000), Code.NOT_SOUND),
            (b"OggS" + bytes(200), Code.BROKEN),
            (b"fLaC" + bytes(200), Code.BROKEN),
            (b"\x1aE\xdf\xa3" + bytes(200), Code.BROKEN),
            (b"ID3\x03\0\0\0\0\0\0" + np.random.default_rng(1).bytes(50_000), Code.BROKEN),
            (b"\xff\xfb\x90\x44" + np.random.default_rng(2).bytes(50_000), Code.BROKEN),
            (b"\0\0\0\x18ftypM4A " + np.random.default_rng(3).bytes(50_000), Code.BROKEN),
        ],
    )
    def test_are_told_apart_by_their_content(self, tmp_path, target, content, code):
        voice = tmp_path / "voice.mp3"
        voice.write_bytes(content)
        assert codes(inspect_recording(voice, target)) == [code]
        assert not target.exists()

    @pytest.mark.parametrize(
        ("make", "missing"),
        [
            (lambda path: mp3(path, 20), {"keep": 0.9}),
            (lambda path: m4a(path, options=SURELY), {"keep": 0.5}),
            (lambda path: m4a(path, options=SURELY), {"drop": 20}),
            (aac, {"drop": 20}),
            (lambda path: coded(path, "flac", "flac"), {"keep": 0.7}),
            (webm, {"keep": 0.7}),
            (film, {"keep": 0.7}),
        ],
    )
    def test_are_broken_when_the_end_is_missing(self, voice, target, make, missing):
        assert codes(inspect_recording(cut(make(voice), **missing), target)) == [Code.BROKEN]
        assert not target.exists()

    def test_are_broken_when_a_header_promises_more(self, voice, target):
        assert codes(inspect_recording(wav_claiming(voice, 20_000_000), target)) == [Code.BROKEN]

    def test_are_silent_when_a_voice_is_too_faint(self, voice, target):
        assert codes(inspect_recording(wav(voice, samples=speech(3, level=0.002)), target)) == [Code.SILENT]

    def test_are_not_opened_above_200_mb(self, voice, target):
        with wav(voice).open("ab") as file:
            file.truncate(MAX_BYTES + 1)
        report = inspect_recording(voice, target)
        assert report.problems == (Problem(Code.TOO_BIG, {"size": MAX_BYTES + 1, "limit": MAX_BYTES}),)

    def test_with_one_sample_a_second_do_not_fill_the_memory(self, voice, target):
        assert codes(inspect_recording(wav(voice, samples=speech(2, 100_000), rate=1), target)) == [Code.BROKEN]


class TestLengthProblems:
    @pytest.mark.parametrize("seconds", ["2", "2.001", "59.9", "60"])
    def test_none_within_the_limits(self, seconds):
        assert length_problems(Decimal(seconds), 2, 60) == []

    def test_too_short(self):
        assert length_problems(Decimal("1.999"), 2, 60) == [Problem(Code.TOO_SHORT, {"seconds": 1.999, "minimum": 2})]

    def test_too_long(self):
        assert length_problems(Decimal("60.2"), 2, 60) == [Problem(Code.TOO_LONG, {"seconds": 60.2, "maximum": 60})]
