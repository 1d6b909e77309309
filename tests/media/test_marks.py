"""The mark that a film was made by software: it is found again, and nothing else in the film has changed."""

import hashlib
from pathlib import Path
from random import Random

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.media.marks import MOST_BOXES, XMP, Source, Unmarkable, mark, read_mark
from tests.media.spoiling import spoilt
from tests.media_files import film

GENERATED, ANIMATED = Source.GENERATED, Source.ANIMATED
TERM = 'xmlns:I="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'


@pytest.fixture(scope="module")
def content(tmp_path_factory) -> bytes:
    return film(tmp_path_factory.mktemp("film") / "film.mp4", 2, (96, 128)).read_bytes()


@pytest.fixture
def take(tmp_path, content) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    return path


def box(kind: bytes, inside: bytes, length: int | None = None) -> bytes:
    return (8 + len(inside) if length is None else length).to_bytes(4, "big") + kind + inside


def packet(inside: str, before: str = "") -> bytes:
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    return f'{before}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {rdf}>{inside}</rdf:RDF></x:xmpmeta>'.encode()


def described(statement: str) -> bytes:
    return packet(f'<rdf:Description rdf:about="" {TERM} {statement}/>')


def kinds(path: Path) -> list[bytes]:
    rest, found = path.read_bytes(), []
    while rest:
        length = int.from_bytes(rest[:4], "big")
        found.append(rest[4:8])
        rest = rest[length:] if length else b""
    return found


def shown(path: Path, moment: float | None = None) -> str:
    """Everything that is decoded, pictures and sound, from the start or from a moment in seconds."""
    digest = hashlib.sha256()
    with av.open(str(path)) as container:
        if moment is not None:
            container.seek(int(moment * av.time_base))
        for frame in container.decode(video=0, audio=0):
            digest.update(str((frame.pts, frame.time_base)).encode())
            digest.update(frame.to_ndarray().tobytes())
    return digest.hexdigest()


class TestMark:
    @pytest.mark.parametrize("source", Source)
    def test_is_found_again(self, take, source):
        assert read_mark(take) == ""
        mark(take, source)
        assert read_mark(take) == source

    def test_stands_at_the_end_so_that_nothing_else_moves(self, take, content):
        mark(take, GENERATED)
        assert take.read_bytes().startswith(content)
        assert kinds(take) == [b"ftyp", b"moov", b"free", b"mdat", b"uuid"]

    def test_changes_no_picture_and_no_sound(self, take):
        before = [shown(take), shown(take, 1.2)]
        mark(take, GENERATED)
        assert [shown(take), shown(take, 1.2)] == before

    def test_twice_is_once(self, take):
        mark(take, GENERATED)
        once = take.read_bytes()
        mark(take, GENERATED)
        assert take.read_bytes() == once

    def test_is_what_every_reader_of_xmp_understands(self, take):
        mark(take, GENERATED)
        said = take.read_bytes().split(XMP)[1].decode()
        assert said.startswith('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>')
        assert said.endswith('<?xpacket end="w"?>')
        uri = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
        assert f"<Iptc4xmpExt:DigitalSourceType>{uri}</Iptc4xmpExt:DigitalSourceType>" in said

    def test_follows_a_last_box_that_goes_as_far_as_the_file(self, take, content):
        start = content.index(b"mdat") - 4
        open_ended = content[:start] + bytes(4) + content[start + 4 :]
        take.write_bytes(open_ended)
        before = shown(take)
        mark(take, GENERATED)
        assert (read_mark(take), shown(take)) == (GENERATED, before)
        assert take.read_bytes().startswith(content)  # where the box now says how long it is

    def test_follows_a_box_with_a_long_length(self, take, content):
        take.write_bytes(content + (1).to_bytes(4, "big") + b"free" + (24).to_bytes(8, "big") + bytes(8))
        mark(take, GENERATED)
        assert read_mark(take) == GENERATED


class TestServicesOwnPacket:
    def given(self, take: Path, xmp: bytes, before: bytes = b"") -> Path:
        take.write_bytes(before + take.read_bytes() + box(b"uuid", XMP + xmp))
        return take

    def test_keeps_what_else_it_says(self, take):
        mark(self.given(take, packet('<rdf:Description rdf:about="" xmlns:a="urn:a" a:AIGC="label"/>')), GENERATED)
        last = take.read_bytes().split(XMP)[-1]
        assert read_mark(take) == GENERATED
        assert b'a:AIGC="label"' in last
        assert kinds(take)[-2:] == [b"free", b"uuid"]

    def test_that_says_the_same_in_another_way_is_left_alone(self, take):
        self.given(take, described(f'I:DigitalSourceType="{GENERATED}"'))
        before = take.read_bytes()
        mark(take, GENERATED)
        assert take.read_bytes() == before

    @pytest.mark.parametrize(
        "xmp",
        [
            described(f'I:DigitalSourceType="{ANIMATED}"'),
            packet("<rdf:Description>"),
            b"\xff\xfe<\0!\0",
            b"",
            packet("", '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'),
            packet("<!-- </rdf:RDF> -->"),
            packet("<a>" * 20_000 + "</a>" * 20_000),
            bytes(300_000),
        ],
        ids=["other", "broken", "utf-16", "empty", "dtd", "comment", "deep", "long"],
    )
    def test_that_cannot_stand_gives_way(self, take, xmp):
        mark(self.given(take, xmp), GENERATED)
        assert read_mark(take) == GENERATED

    def test_two_that_differ_say_nothing(self, take):
        for source in Source:
            self.given(take, described(f'I:DigitalSourceType="{source}"'))
        assert read_mark(take) == ""

    def test_a_reference_is_read_too(self, take):
        inside = f'<I:DigitalSourceType rdf:resource="{ANIMATED}"/>'
        self.given(take, packet(f"<rdf:Description {TERM}>{inside}</rdf:Description>"))
        assert read_mark(take) == ANIMATED


class TestHostileFiles:
    @pytest.mark.parametrize(
        "end",
        [
            b"\0\0\0",
            box(b"free", b"", 7),
            box(b"free", b"", 1),
            box(b"free", b"", 1) + bytes(7),
            box(b"free", b"", 1) + (15).to_bytes(8, "big"),
            box(b"free", b"", 1) + (2**64 - 1).to_bytes(8, "big"),
            box(b"mdat", b"short", 4000),
            box(b"free", b"") * (MOST_BOXES + 1),
        ],
        ids=["rest", "too short", "no length", "half a length", "15", "2**64", "cut off", "too many"],
    )
    def test_that_are_no_row_of_boxes_are_left_as_they_are(self, take, content, end):
        take.write_bytes(content + end)
        with pytest.raises(Unmarkable):
            mark(take, GENERATED)
        assert take.read_bytes() == content + end
        assert read_mark(take) == ""

    @pytest.mark.parametrize("nothing", [b"", b"x", box(b"ftyp", b"isom"), b"<html>gone</html>"])
    def test_without_a_film_are_left_as_they_are(self, take, nothing):
        take.write_bytes(nothing)
        with pytest.raises(Unmarkable):
            mark(take, GENERATED)
        assert take.read_bytes() == nothing

    def test_a_last_box_with_no_room_for_its_length_is_left_as_it_is(self, take, content):
        start = content.index(b"mdat") - 4
        with take.open("r+b") as file:
            file.seek(start)
            file.write(bytes(4))
            file.truncate(start + 2**32)  # a hole, which takes no room on the disk
        with pytest.raises(Unmarkable):
            mark(take, GENERATED)
        assert take.stat().st_size == start + 2**32

    def test_an_xmp_box_without_room_for_its_name_is_none(self, take, content):
        take.write_bytes(content + box(b"uuid", XMP[:9]))
        mark(take, GENERATED)
        assert read_mark(take) == GENERATED

    def test_spoilt_films_are_marked_or_left_as_they_are(self, take, content):
        chance = Random(6)
        for _ in range(300):
            bad = spoilt(content, chance)
            take.write_bytes(bad)
            try:
                mark(take, GENERATED)
            except Unmarkable:
                assert take.read_bytes() == bad
            else:
                assert read_mark(take) == GENERATED

    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.binary(max_size=40).map(lambda inside: box(b"uuid", XMP + inside)) | st.binary(max_size=40)))
    def test_reading_any_bytes_finds_a_mark_or_none(self, tmp_path_factory, parts):
        path = tmp_path_factory.getbasetemp() / "any.mp4"
        path.write_bytes(b"".join(parts))
        assert read_mark(path) == ""
