"""Opening a stranger's sound or film with PyAV: by a path we named, with the demuxers and protocols we chose.

FFmpeg would otherwise follow the addresses in a playlist, and believe a file's name.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.packet import Packet

# What PyAV raises for files that are not what they say: its own errors, and Python's from its own arithmetic.
DECODE_ERRORS = (av.FFmpegError, ValueError, LookupError, ArithmeticError)


class SpoiltFile(Exception):
    """The file cannot be opened or read as what it should be."""


@contextmanager
def open_media(path: Path, demuxers: str) -> Iterator[InputContainer]:
    """Open a file for reading with the named demuxers only (comma separated, FFmpeg's words).

    Whatever the file makes PyAV raise, here or inside the `with`, leaves as SpoiltFile; but running out of
    memory says nothing about the file and stays MemoryError.
    """
    options = {"format_whitelist": demuxers, "protocol_whitelist": "file"}
    try:
        with av.open(str(path.absolute()), options=options, metadata_errors="replace") as container:
            yield container
    except MemoryError:
        raise
    except DECODE_ERRORS as error:
        raise SpoiltFile(str(error)) from error


def decode_packet(packet: Packet) -> list[Any] | None:
    """The frames in a packet, or None when it is spoilt."""
    try:
        return list(packet.decode())
    except MemoryError:
        raise
    except DECODE_ERRORS:
        return None
