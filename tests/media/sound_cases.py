"""The 53 files that come as a recording sooner or later, and how each has to end.

`python -m tests.media.sound_cases FOLDER` writes them all; nothing is downloaded.
"""

import struct
import sys
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from mutagen.id3 import APIC, ID3

from apps.media.problems import Code
from tests.media_files import RATE, aac, coded, cut, film, m4a, mp3, silence, speech, wav, webm

Make = Callable[[Path], object]

SENTENCES = {
    Code.EMPTY: "This file is empty.",
    Code.BROKEN: "This file is damaged, or its end is missing.",
    Code.NOT_SOUND: "This file is not a recording we can use.",
    Code.FAR_TOO_LONG: "This recording is longer than 30 minutes.",
    Code.TOO_SHORT: "This recording is shorter than 2 seconds.",
    Code.SILENT: "We can hardly hear a voice.",
    Code.CLEAR: "The voice is clear.",
    Code.TOO_QUIET: "This recording is very quiet.",
    Code.CLIPPED: "This recording is too loud and sounds rough in places.",
    Code.NOISY: "There is a lot of noise behind the voice.",
    Code.LONG_PAUSES: "There are 2 long pauses.",
}


@dataclass(frozen=True)
class Case:
    """`make` writes the file. It is refused with a problem, or taken with a check; then it has a `format`."""

    name: str
    make: Make
    code: Code
    format: str = ""
    seconds: float = 3.0

    @property
    def sentence(self) -> str:
        """What a person reads first."""
        return SENTENCES[self.code]


def good(name: str, make: Make, file_format: str, code: Code = Code.CLEAR, seconds: float = 3.0) -> Case:
    return Case(name, make, code, file_format, seconds)


def heard_as(path: Path, samples: np.ndarray) -> Path:
    return wav(path, samples=samples)


def bytes_of(content: bytes) -> Make:
    return lambda path: path.write_bytes(content)


def with_pauses(*seconds: float) -> np.ndarray:
    """A second and a half of speech before, between and after pauses of these lengths."""
    pieces = [speech(1.5)]
    for pause in seconds:
        pieces += [silence(pause), speech(1.5)]
    return np.concatenate(pieces)


def with_noise(samples: np.ndarray, level: float) -> np.ndarray:
    """`level`: of the noise, of full scale."""
    noise = np.random.default_rng(1).normal(0, level * 32767, len(samples))
    return (samples + noise).clip(-32768, 32767).astype(np.int16)


def too_loud() -> np.ndarray:
    return (speech(3).astype(np.float64) * 8).clip(-32768, 32767).astype(np.int16)


def overwrite(make: Make, place: int, content: bytes) -> Make:
    """What `make` writes, with other bytes at one place."""

    def spoil(path: Path) -> None:
        make(path)
        before = path.read_bytes()
        path.write_bytes(before[:place] + content + before[place + len(content) :])

    return spoil


def followed_by(make: Make, tail: bytes) -> Make:
    def write(path: Path) -> None:
        make(path)
        path.write_bytes(path.read_bytes() + tail)

    return write


def without_beginning(path: Path) -> None:
    """As a stream that somebody tuned in to."""
    mp3(path, options={"write_xing": "0", "id3v2_version": "0"})
    path.write_bytes(path.read_bytes()[1000:])


def with_large_tag(path: Path) -> None:
    mp3(path)
    tags = ID3()
    tags.add(APIC(mime="image/png", data=np.random.default_rng(2).bytes(2 * 1024 * 1024)))
    tags.save(path)


def minutes(path: Path, count: int) -> Path:
    """A minute of MP3 many times: frames may be put in a row."""
    mp3(path, 60, rate=16_000, bit_rate=32_000, options={"write_xing": "0", "id3v2_version": "0"})
    path.write_bytes(path.read_bytes() * count)
    return path


def a_day_of_silence(path: Path) -> None:
    """24 hours in 160 KB: FLAC writes down a stretch without any change as one number."""
    rate, block = 8_000, 65_535
    blocks = 24 * 3600 * rate // block
    form = (rate << 44) | (0 << 41) | (15 << 36) | (blocks * block)
    info = struct.pack(">HH", block, block) + bytes(6) + struct.pack(">Q", form) + bytes(16)
    frames = b"".join(silent_frame(number, block) for number in range(blocks))
    path.write_bytes(b"fLaC\x80\0\0\x22" + info + frames)


def silent_frame(number: int, samples: int) -> bytes:
    """A FLAC frame of 16-bit mono silence at 8 kHz."""
    count = chr(number).encode("utf-8", "surrogatepass")
    head = b"\xff\xf8\x74\x08" + count + struct.pack(">H", samples - 1)
    head += bytes([checksum(head, 0x07, 8)])
    frame = head + b"\0\0\0"
    return frame + struct.pack(">H", checksum(frame, 0x8005, 16))


def checksum(content: bytes, polynomial: int, bits: int) -> int:
    rest = 0
    for byte in content:
        rest ^= byte << (bits - 8)
        for _ in range(8):
            rest = (rest << 1) ^ (polynomial if rest >> (bits - 1) else 0)
            rest &= (1 << bits) - 1
    return rest


def playlist(address: str) -> bytes:
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{address}\n#EXT-X-ENDLIST\n".encode()


def list_of_files(path: Path) -> None:
    other = wav(path.with_name("other.wav"))
    path.write_text(f"ffconcat version 1.0\nfile '{other}'\n")


def wide_wav(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 1, RATE, 0, "NONE", ""))
        file.writeframes(bytes(65_535 * 4))
    overwrite(lambda _: None, 22, struct.pack("<H", 65_535))(path)


FRAGMENTS = {"movflags": "frag_keyframe+empty_moov"}
SAFARI = {"movflags": "empty_moov+default_base_moof+delay_moov", "frag_duration": "1000000", "brand": "iso5"}
MIDI = b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk\0\0\0\x0c\0\x90\x3c\x40\x60\x80\x3c\x40\0\xff\x2f\0"
RANDOM = np.random.default_rng(3).bytes(50_000)

CASES = (
    good("wav", wav, "WAV"),
    good("mp3", mp3, "MP3"),
    good("m4a", m4a, "M4A"),
    good("aac", aac, "AAC"),
    good("vorbis.ogg", lambda path: coded(path, "ogg", "vorbis", layout="stereo"), "OGG"),
    good("opus.ogg", lambda path: coded(path, "ogg", "libopus", rate=48_000), "OGG"),
    good("webm", webm, "WebM"),
    good("flac", lambda path: coded(path, "flac", "flac"), "FLAC"),
    good("8-khz.wav", lambda path: wav(path, rate=8_000), "WAV"),
    good("96-khz-24-bit.wav", lambda path: coded(path, "wav", "pcm_s24le", rate=96_000, bit_rate=None), "WAV"),
    good("float.wav", lambda path: coded(path, "wav", "pcm_f32le", bit_rate=None), "WAV"),
    good("stereo.wav", lambda path: coded(path, "wav", "pcm_s16le", bit_rate=None, layout="stereo"), "WAV"),
    good("5.1.wav", lambda path: coded(path, "wav", "pcm_s16le", bit_rate=None, layout="5.1"), "WAV"),
    good("a-law.wav", lambda path: coded(path, "wav", "pcm_alaw", rate=8_000, bit_rate=None), "WAV"),
    good("mp2", lambda path: coded(path, "mp2", "mp2"), "MP3"),
    good("recorded-in-chromium.webm", lambda path: webm(path, options={"live": "1"}), "WebM"),
    good("fragmented.m4a", lambda path: m4a(path, options=FRAGMENTS), "M4A"),
    good("recorded-in-safari.mp4", lambda path: coded(path, "mp4", "aac", rate=48_000, options=SAFARI), "M4A"),
    good("film.mp4", film, "MP4"),
    good("film.mov", lambda path: film(path, format="mov"), "MP4"),
    Case("film-without-sound.mp4", lambda path: film(path, audio_codec=None), Code.NOT_SOUND),
    Case("silence.wav", lambda path: heard_as(path, silence(3)), Code.SILENT, "WAV"),
    Case("50-milliseconds.wav", lambda path: wav(path, 0.05), Code.TOO_SHORT, "WAV", 0.05),
    Case("hour.mp3", lambda path: minutes(path, 60), Code.FAR_TOO_LONG),
    Case("day-of-silence.flac", a_day_of_silence, Code.FAR_TOO_LONG),
    Case("zero.mp3", bytes_of(b""), Code.EMPTY),
    Case("text.mp3", bytes_of(b"just some words"), Code.NOT_SOUND),
    Case("page.mp3", bytes_of(b"<!doctype html><title>voice</title>"), Code.NOT_SOUND),
    Case("riff-only.wav", bytes_of(b"RIFF\x40\0\0\0WAVE"), Code.BROKEN),
    Case("random.mp3", bytes_of(RANDOM), Code.NOT_SOUND),
    Case("notes.mid", bytes_of(MIDI), Code.NOT_SOUND),
    Case("aiff", lambda path: coded(path, "aiff", "pcm_s16be", bit_rate=None), Code.NOT_SOUND),
    Case("wma", lambda path: coded(path, "asf", "wmav2"), Code.NOT_SOUND),
    Case("says-4-gb.wav", overwrite(wav, 40, b"\xff\xff\xff\xff"), Code.BROKEN),
    Case("half.wav", lambda path: cut(wav(path), keep=0.5), Code.BROKEN),
    Case("0-hz.wav", overwrite(wav, 24, bytes(4)), Code.BROKEN),
    Case("65535-channels.wav", wide_wav, Code.BROKEN),
    Case("half.mp3", lambda path: cut(mp3(path), keep=0.5), Code.BROKEN),
    Case("without-beginning.mp3", without_beginning, Code.NOT_SOUND),
    good("page-behind.mp3", followed_by(mp3, b"<html>" + b"words " * 300), "MP3"),
    good("2-mb-tag.mp3", with_large_tag, "MP3"),
    good("mp3-named.wav", mp3, "MP3"),
    good("wav-named.mp3", wav, "WAV"),
    Case("without-moov.m4a", lambda path: cut(m4a(path), keep=0.9), Code.BROKEN),
    Case("http.m3u8", bytes_of(playlist("http://127.0.0.1:9/a.mp3")), Code.NOT_SOUND),
    Case("file.m3u8", bytes_of(playlist("file:///etc/passwd")), Code.NOT_SOUND),
    Case("files.ffconcat", list_of_files, Code.NOT_SOUND),
    Case("files-named.wav", list_of_files, Code.NOT_SOUND),
    good("clipped.wav", lambda path: heard_as(path, too_loud()), "WAV", Code.CLIPPED),
    Case("dc-only.wav", lambda path: heard_as(path, np.full(3 * RATE, 9000, np.int16)), Code.SILENT, "WAV"),
    good("very-quiet.wav", lambda path: heard_as(path, speech(3, level=0.03)), "WAV", Code.TOO_QUIET),
    good("noisy.wav", lambda path: heard_as(path, with_noise(with_pauses(0.6, 0.6), 0.05)), "WAV", Code.NOISY, 5.7),
    good("long-pauses.wav", lambda path: heard_as(path, with_pauses(2, 2)), "WAV", Code.LONG_PAUSES, 8.5),
)


def main(folder: Path) -> None:
    """Write all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in CASES:
        case.make(folder / case.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
