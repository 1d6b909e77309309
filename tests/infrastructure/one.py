"""``python -m tests.infrastructure.one <scene> <stack> <folder>``: one scene on servers of its own, in this process.

`__main__` has prepared the folder; what comes of it is written to `result.json` there.
"""

import os
import runpy
import sys
from contextlib import ExitStack
from pathlib import Path

import django

from tests.infrastructure.plan import FULL, Scene, scene
from tests.servers import PostgreSQL, Redis


def main() -> None:
    chosen, stack, folder = scene(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    with ExitStack() as servers:
        database, broker = _servers(chosen, folder, servers) if stack == FULL else (None, None)
        django.setup()
        module, _, name = chosen.play.partition(".")
        found = runpy.run_module(f"tests.infrastructure.{module}")  # it needs Django's models
        with found["Bench"](database, broker) as bench:
            found[name](bench)
            (folder / "result.json").write_text(bench.finish().written())


def _servers(chosen: Scene, folder: Path, servers: ExitStack) -> tuple[PostgreSQL, Redis]:
    database = servers.enter_context(PostgreSQL(folder / "postgres"))
    broker = servers.enter_context(Redis(folder, is_kept=chosen.broker_is_kept))
    os.environ.update(DATABASE_URL=database.url, BROKER_URL=broker.url)
    return database, broker


if __name__ == "__main__":
    main()
