"""A signed statement in a film of who made it and how (C2PA), where a certificate is configured.

It comes on top of the mark (`marks.py`), and after it: a signature holds for every byte that was there.
"""

from pathlib import Path

from django.conf import settings

from apps.core.programs import NotFinished, run_program
from apps.media.marks import Source

PROGRAM = "apps.media.signer"
CPU_SECONDS, WALL_SECONDS = 120, 300.0  # a film of 1 GB takes half a minute


class Unsigned(Exception):
    """The film could not be signed, or the signature does not hold. The film is as it was."""


def sign(film: Path, source: Source) -> None:
    """Add the signed statement to an MP4 and check it; nothing where no certificate is configured. Raises Unsigned."""
    if not settings.C2PA_CERTIFICATE:
        return
    signed = film.with_name(f"signed-{film.name}")
    request = {
        "film": str(film.absolute()),
        "signed": str(signed.absolute()),
        "source": source,
        "certificate": settings.C2PA_CERTIFICATE,
        "key": settings.C2PA_KEY,
        "cpu_seconds": CPU_SECONDS,
        "longest": 2 * settings.MAX_FILM_BYTES,
    }
    try:
        problem = run_program(PROGRAM, request, wall_seconds=WALL_SECONDS)["problem"]
    except NotFinished as error:
        problem = str(error)
    if problem:
        signed.unlink(missing_ok=True)
        raise Unsigned(problem)
    signed.replace(film)
