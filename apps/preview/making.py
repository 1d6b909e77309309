"""Having a draft made in a process of its own: a file that no decoder survives ends that process alone."""

from pathlib import Path

from apps.core.programs import run_program
from apps.preview.draft import Draft

PROGRAM = "apps.preview.program"
WALL_SECONDS = 1500.0  # five minutes of film, on a slow and busy computer


def make_draft(portrait: Path, voice: Path, target: Path, *, label: str, max_side: int = 1280) -> Draft:
    """As `draft.make_draft`, with limits. Raises NotFinished of `programs`; then nothing of the film is left behind."""
    files = {"portrait": portrait, "voice": voice, "target": target}
    paths = {name: str(path.absolute()) for name, path in files.items()}
    try:
        answer = run_program(PROGRAM, paths | {"label": label, "max_side": max_side}, wall_seconds=WALL_SECONDS)
    finally:
        target.with_name(target.name + ".part").unlink(missing_ok=True)  # whatever ended it, it may have left that
    return Draft(talks=bool(answer["talks"]), seconds=float(answer["seconds"]))
