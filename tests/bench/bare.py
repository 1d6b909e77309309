"""The bare loops: the same requests without anything around them, as fast as httpx makes them."""

import asyncio
import threading
from collections.abc import Callable, Sequence

import httpx

HEADERS = {"Authorization": "Bearer bench-0123456789"}


def threads(urls: Sequence[str], many: int) -> Callable[[], None]:
    """One client for as many threads."""

    def ask() -> None:
        left = iter(urls)
        taking = threading.Lock()

        def work(client: httpx.Client) -> None:
            while True:
                with taking:
                    url = next(left, None)
                if url is None:
                    return
                client.get(url, headers=HEADERS).json()

        with httpx.Client() as client:
            crew = [threading.Thread(target=work, args=(client,)) for _ in range(many)]
            for each in crew:
                each.start()
            for each in crew:
                each.join()

    return ask


def tasks(urls: Sequence[str], many: int) -> Callable[[], None]:
    """One client for as many tasks of asyncio."""

    async def everything() -> None:
        left = iter(urls)

        async def work(client: httpx.AsyncClient) -> None:
            for url in left:
                (await client.get(url, headers=HEADERS)).json()

        async with httpx.AsyncClient() as client:
            await asyncio.gather(*(work(client) for _ in range(many)))

    return lambda: asyncio.run(everything())
