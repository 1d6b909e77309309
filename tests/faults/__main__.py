"""``python -m tests.faults``: kill a studio in all ways of the plan, and say what came of it.

Everything runs in a folder of its own, the full stack on servers of its own. Without choices: the whole matrix of the
embedded stack, then the random killer.
"""

import os
import runpy
import shutil
import signal
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from tests.faults.plan import EMBEDDED, FULL
from tests.processes import free_port
from tests.servers import PostgreSQL, Redis

NOBODY_ELSES = {"STACK": "embedded", "BROKER_URL": "", "PUBLIC_BASE_URL": "", "HOST": "127.0.0.1", "EMAIL_HOST": ""}
QUICK = {
    "SWEEP_SECONDS": "0.5",
    "LEASE_SECONDS": "3",
    "LOOK_UP_SECONDS": "1",
    "PRACTICE_SECONDS": "0",
    "PRACTICE_MAX_SIDE": "320",
    "UNDO_SECONDS": "0",
    "LOG_LEVEL": "INFO",
    "PYTHONWARNINGS": "ignore::UserWarning:celery.platforms",
}


def main() -> None:
    chosen = _choices()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # clear up then, too
    folder = Path(tempfile.mkdtemp(prefix="avatarstudio-faults-")).resolve()
    folder.chmod(0o755)  # the database's own user passes through
    try:
        with _servers(chosen.stack, folder) as (addresses, broker):
            os.environ.update(NOBODY_ELSES | QUICK, **addresses, DJANGO_SETTINGS_MODULE="tests.fault_settings")
            os.environ.update(DATA_DIR=str(folder / "data"), PORT=str(free_port()), SERVICE_PORT=str(free_port()))
            django.setup()
            run = runpy.run_module("tests.faults.run")["run"]
            is_well = run(chosen, broker)
    finally:
        if not chosen.keep:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if is_well else 1)


@contextmanager
def _servers(stack: str, folder: Path) -> Iterator[tuple[dict[str, str], Redis | None]]:
    if stack == EMBEDDED:
        yield {"DATABASE_URL": f"sqlite:///{folder}/data/studio.sqlite3"}, None
        return
    (folder / "redis").mkdir()
    with PostgreSQL(folder / "postgres") as database, Redis(folder / "redis") as broker:
        yield {"DATABASE_URL": database.url, "BROKER_URL": broker.url, "WORKER_POOL": "prefork"}, broker


def _choices() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--stack", choices=(EMBEDDED, FULL), default=EMBEDDED)
    parser.add_argument("--only", help="kills whose name contains this, such as K7 or K7:worker")
    parser.add_argument("--sample", type=int, help="that many kills, chosen at random")
    parser.add_argument("--seed", type=int, help="of the random choices; printed where it is not given")
    parser.add_argument("--takes", type=int, default=300, help="for the random killer; 0 leaves it out (%(default)s)")
    parser.add_argument("--keep", action="store_true", help="leave the folder with its logs")
    return parser.parse_args()


if __name__ == "__main__":
    main()
