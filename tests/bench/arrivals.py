"""Requests that come at a steady rate, whether or not the ones before are answered: as those of many people do.

A process of its own, so that its work is nobody else's: `python -m tests.bench.arrivals` reads what to ask as JSON
(`port`, `rate` a second, `seconds`, and the `slots`: `path`, `headers` and `follows` each, asked for in turn) and
writes one [slot, seconds, status, bytes] for each request. The seconds count from when it was due, so that a server
which falls behind does not look quick. A slot that `follows` is an open page: it asks next what the answer tells it to.
"""

import asyncio
import gzip
import html
import json
import re
import sys
import time
from typing import Any

LONGEST = 20.0  # seconds that a request may take
NO_ANSWER, PACKED = 0, b"\x1f\x8b"
NEXT = re.compile(rb'hx-get="([^"]+)"')


async def ask(port: int, slot: dict[str, Any]) -> tuple[int, bytes]:
    """The status and the body of one answer, over a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    headers = {"Host": f"127.0.0.1:{port}", "Connection": "close", **slot["headers"]}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"GET {slot['path']} HTTP/1.1\r\n{lines}\r\n".encode())
    answer = await reader.read()
    writer.close()
    status, _, body = answer.partition(b"\r\n\r\n")
    return int(status.split(None, 2)[1]), body


async def _one(port: int, number: int, slot: dict[str, Any], due: float, told: list[list[float]]) -> None:
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    try:
        async with asyncio.timeout(LONGEST):
            status, body = await ask(port, slot)
    except (OSError, TimeoutError, IndexError):
        status, body = NO_ANSWER, b""
    told.append([number, time.perf_counter() - due, status, len(body)])
    if slot["follows"] and (found := NEXT.search(gzip.decompress(body) if body[:2] == PACKED else body)):
        slot["path"] = html.unescape(found[1].decode())


async def run(wanted: dict[str, Any]) -> list[list[float]]:
    """Ask for everything in time; returns when the last answer is there."""
    told: list[list[float]] = []
    begin, slots = time.perf_counter() + 0.1, wanted["slots"]
    async with asyncio.TaskGroup() as tasks:
        for count in range(round(wanted["rate"] * wanted["seconds"])):
            number = count % len(slots)
            tasks.create_task(_one(wanted["port"], number, slots[number], begin + count / wanted["rate"], told))
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(run(json.load(sys.stdin)))))
