"""``python -m tests.infrastructure``: take the servers away from under a studio at work, and say what came of it.

Everything runs in a folder of its own, on servers of its own. Without choices: every scene on both stacks. Ends with 1
when anything was lost, paid twice, or not moving again within a minute.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from tests.infrastructure.plan import EMBEDDED, FULL, SCENES, STACKS, Scene
from tests.processes import ROOT, free_port
from tests.servers import PostgreSQL

ONE_SECONDS = 600
STUDIO = {
    "UNDO_SECONDS": "2",
    "PRACTICE_FAULTS": "true",
    "PRACTICE_MAX_SIDE": "320",
    "LOOK_UP_SECONDS": "5",
    "LOG_LEVEL": "INFO",
    "PYTHONWARNINGS": "ignore::UserWarning:celery.platforms",
    "DJANGO_SETTINGS_MODULE": "tests.fault_settings",
}
NOT_OURS = ("DATABASE_URL", "BROKER_URL", "STACK", "PUBLIC_BASE_URL", "HOST", "EMAIL_HOST", "FAULT_FOLDER")


def main() -> None:
    chosen = _choices()
    folder = Path(tempfile.mkdtemp(prefix="avatarstudio-infrastructure-")).resolve()
    folder.chmod(0o755)  # the database's own user passes through
    is_well = True
    try:
        for stack in chosen.stack:
            _prepare(stack, folder / stack)
            for scene in SCENES:
                if stack in scene.stacks and scene.name in (chosen.only or [scene.name]):
                    is_well = _run(scene, stack, folder) and is_well
    finally:
        if not chosen.keep:
            shutil.rmtree(folder, ignore_errors=True)
    say("All is well." if is_well else "NOT WELL")
    sys.exit(0 if is_well else 1)


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _prepare(stack: str, folder: Path) -> None:
    """Tables and the files of the pages, to be copied for each scene."""
    folder.mkdir()
    environment = _environment(folder)
    if stack == EMBEDDED:
        _manage(environment, "migrate")
    else:
        with PostgreSQL(folder / "postgres") as database:
            _manage({**environment, "DATABASE_URL": database.url}, "migrate")
            database.stop()
    _manage(environment, "collectstatic", "--no-input")


def _manage(environment: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words, "-v", "0"], cwd=ROOT, env=environment, check=True)


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    ports = {"PORT": str(free_port()), "SERVICE_PORT": str(free_port())}
    return {**kept, **STUDIO, **ports, "DATA_DIR": str(folder / "data")}


def _run(scene: Scene, stack: str, folder: Path) -> bool:
    """Play one scene and print what came of it; whether it was as it has to be."""
    ours = folder / f"{stack}-{scene.name}"
    subprocess.run(["cp", "-a", str(folder / stack), str(ours)], check=True)  # the database's owner stays
    begun = time.monotonic()
    with (ours / "output.log").open("w") as log:
        subprocess.run(
            [sys.executable, "-m", "tests.infrastructure.one", scene.name, stack, str(ours)],
            cwd=ROOT,
            env={**_environment(ours), "PRACTICE_SECONDS": str(scene.practice_seconds)},
            stdout=log,
            stderr=log,
            timeout=ONE_SECONDS,
            check=False,
        )
    result = _result(ours)
    say(f"{stack:<9}{scene.name:<20} {_summary(result)} ({time.monotonic() - begun:.0f} s)")
    for sentence in (*(f"BROKEN {each}" for each in result["broken"]), *result["notes"]):
        say(f"{'':<30} {sentence}")
    return not result["broken"]


def _result(folder: Path) -> dict[str, Any]:
    path = folder / "result.json"
    if path.exists():
        return dict(json.loads(path.read_text()))
    output = (folder / "output.log").read_text()[-3000:]
    return {"stages": {}, "moving": 0.0, "finished": 0.0, "end": {}, "broken": [output], "notes": []}


def _summary(result: dict[str, Any]) -> str:
    before, after = (_counted(result[name]) for name in ("stages", "end"))
    return f"moving after {result['moving']:.1f} s, all ended after {result['finished']:.0f} s: [{before}] → [{after}]"


def _counted(stages: dict[str, int]) -> str:
    return ", ".join(f"{number} {status}" for status, number in stages.items())


def _choices() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.infrastructure", description=__doc__)
    parser.add_argument("--stack", choices=STACKS, nargs="+", default=[EMBEDDED, FULL])
    parser.add_argument("--only", nargs="+", choices=[scene.name for scene in SCENES], help="these scenes")
    parser.add_argument("--keep", action="store_true", help="leave the folder with its logs")
    return parser.parse_args()


if __name__ == "__main__":
    main()
