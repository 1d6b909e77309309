"""The mark in a film that says to machines that software made it: IPTC's "digital source type", as XMP.

It is a packet in a `uuid` box at the top level of the MP4 (XMP specification, part 3), added at the very end: nothing
in the film moves, so that it plays, seeks and starts as before. What a service itself states there is kept beside it.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import UUID
from xml.etree import ElementTree

XMP = UUID("be7acfcb-97a9-42e8-9c71-999491e3afac").bytes
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
TERM = f"{{{EXTENSION}}}DigitalSourceType"
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
STATEMENT = f"""<r:Description xmlns:r="{RDF}" r:about="" xmlns:Iptc4xmpExt="{EXTENSION}">
<Iptc4xmpExt:DigitalSourceType>%s</Iptc4xmpExt:DigitalSourceType></r:Description>
"""
PACKET = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">
{STATEMENT}</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
MOST_BOXES = 50_000  # a film in pieces has two for each of them
LONGEST_PACKET = 256 * 1024  # bytes


class Source(StrEnum):
    """How the pictures came about, in IPTC's words."""

    GENERATED = IPTC + "trainedAlgorithmicMedia"
    # A photo and a voice, and a movement that was computed from them. No generative model has touched the picture, so
    # that neither of the two "trained" terms would be true.
    ANIMATED = IPTC + "compositeSynthetic"


class Unmarkable(Exception):
    """The file is no row of whole boxes, so that nothing can safely be added to it. It plays as it did before."""


class _Box(NamedTuple):
    """Bytes from `start` to `end`, the first `head` of which say `kind` and length."""

    kind: bytes
    start: int
    head: int
    end: int


def mark(film: Path, source: Source) -> None:
    """Add the mark to an MP4 that does not carry it yet, and read it back. Raises Unmarkable."""
    if read_mark(film) == source:
        return
    with film.open("r+b") as file:
        size = file.seek(0, 2)
        boxes = list(_boxes(file, size))
        if not any(box.kind == b"moov" for box in boxes):
            raise Unmarkable("there is no film in it")
        old = [box for box in boxes if _is_xmp(file, box)]
        content = XMP + _packet(source, [_read(file, box) for box in old]).encode()
        length_of_last = _closed(file, boxes[-1])
        file.seek(size)
        file.write((8 + len(content)).to_bytes(4, "big") + b"uuid" + content)
        file.seek(boxes[-1].start)
        file.write(length_of_last)
        for box in old:
            file.seek(box.start + 4)
            file.write(b"free")  # its bytes stay where they are, and mean nothing any more
    if read_mark(film) != source:
        raise Unmarkable("the mark cannot be read back")


def read_mark(film: Path) -> str:
    """What the film's XMP says about how it was made: mostly a `Source`. Empty where it says nothing, or two things."""
    try:
        with film.open("rb") as file:
            boxes = list(_boxes(file, file.seek(0, 2)))
            stated = {said for box in boxes if _is_xmp(file, box) for said in _stated(_read(file, box))}
    except Unmarkable:
        return ""
    return stated.pop() if len(stated) == 1 else ""


def _boxes(file: BinaryIO, size: int) -> Iterator[_Box]:
    """The boxes at the top level, which have to fill the file. Raises Unmarkable."""
    at = 0
    for _ in range(MOST_BOXES):
        if at == size:
            return
        file.seek(at)
        first = file.read(16)
        length, kind, head = int.from_bytes(first[:4], "big"), first[4:8], 8
        if length == 1:
            length, head = int.from_bytes(first[8:], "big"), 16
        elif length == 0:  # as far as the file goes
            length = size - at
        if length < head or len(first) < head or at + length > size:
            raise Unmarkable(f"a box at byte {at} does not fit into the file")
        yield _Box(kind, at, head, at + length)
        at += length
    raise Unmarkable("there are too many boxes")


def _closed(file: BinaryIO, box: _Box) -> bytes:
    """The four bytes for the length of the last box: one "as far as the file goes" must not swallow what is added."""
    file.seek(box.start)
    written = file.read(4)
    if any(written):
        return written
    if box.end - box.start >= 2**32:
        raise Unmarkable("its last box has no room to say how long it is")
    return (box.end - box.start).to_bytes(4, "big")


def _is_xmp(file: BinaryIO, box: _Box) -> bool:
    file.seek(box.start + box.head)
    return box.kind == b"uuid" and box.end - box.start >= box.head + 16 and file.read(16) == XMP


def _read(file: BinaryIO, box: _Box) -> str:
    """The packet in an XMP box; empty where it is too long or no text."""
    begin = box.start + box.head + 16
    file.seek(begin)
    packet = file.read(box.end - begin) if box.end - begin <= LONGEST_PACKET else b""
    return packet.decode(errors="replace").strip("\ufeff\0 \r\n\t")


def _packet(source: Source, old: list[str]) -> str:
    """The old packet with the statement added, where that gives one that says this and nothing else; a new one else."""
    added = [re.sub(r"(?=</[\w.-]*:?RDF\s*>)", STATEMENT % source, packet, count=1) for packet in old]
    return next((packet for packet in [*old, *added] if set(_stated(packet)) == {source}), PACKET % source)


def _stated(packet: str) -> list[str]:
    """Every source type that an XMP packet states. Without a DTD, XML can neither grow nor reach out."""
    if "<!DOCTYPE" in packet:
        return []
    try:
        nodes = list(ElementTree.fromstring(packet).iter())  # noqa: S314
    except ElementTree.ParseError:
        return []
    as_attributes = [node.attrib[TERM] for node in nodes if TERM in node.attrib]
    as_elements = [node.get(f"{{{RDF}}}resource") or (node.text or "").strip() for node in nodes if node.tag == TERM]
    return [*as_attributes, *as_elements]
