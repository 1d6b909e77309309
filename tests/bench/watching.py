"""Guests who watch one film, each as a browser plays it: part after part, no faster than it is shown.

A process of its own, so that its work is nobody else's: `python -m tests.bench.watching PORT PATH COOKIE GUESTS`. It
says "watching" once everybody has the first bytes, and goes on until its standard input ends; then it says how many
megabytes it got, in how many seconds, and the longest that somebody waited for the next bytes.
"""

import asyncio
import sys
import time
from dataclasses import dataclass, field

RATE = 190 * 1024  # bytes a second: 1.5 Mbit/s, a talking head in 720p
PIECE = 64 * 1024
LONGEST = 600.0  # seconds; then it ends by itself


@dataclass
class Seen:
    """What all guests together got so far: bytes; who has any; the longest wait in seconds."""

    content: int = 0
    begun: set[int] = field(default_factory=set)
    wait: float = 0.0


async def watch(guest: int, port: int, path: str, cookie: str, seen: Seen) -> None:
    """Play the film over and over: the rest of it is asked for where the last part ended, as browsers do."""
    at = 0
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=PIECE)
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nRange: bytes={at}-\r\n"
        asked = time.monotonic()
        writer.write(f"{head}Connection: close\r\n\r\n".encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).decode()
        if " 206 " not in answer.splitlines()[0]:
            at = 0
        else:
            at += await _read(reader, guest, asked, seen)
        writer.close()


async def _read(reader: asyncio.StreamReader, guest: int, asked: float, seen: Seen) -> int:
    total = 0
    while piece := await reader.read(PIECE):
        seen.wait = max(seen.wait, time.monotonic() - asked)
        seen.begun.add(guest)
        seen.content += len(piece)
        total += len(piece)
        await asyncio.sleep(len(piece) / RATE)
        asked = time.monotonic()
    return total


async def run(port: int, path: str, cookie: str, guests: int) -> None:
    """Let all of them watch until standard input ends."""
    seen, began = Seen(), time.monotonic()
    ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    async with asyncio.timeout(LONGEST):
        tasks = [asyncio.create_task(watch(number, port, path, cookie, seen)) for number in range(guests)]
        while len(seen.begun) < guests and not ended.done():
            await asyncio.sleep(0.05)
        sys.stdout.write("watching\n")
        sys.stdout.flush()
        await ended
        for task in tasks:
            task.cancel()
    sys.stdout.write(f"{seen.content / 1024**2:.3f} {time.monotonic() - began:.1f} {seen.wait:.2f}\n")


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])))
