"""The last step of a take: the film is fetched at once, checked to its end, given a poster and kept."""

import logging
import tempfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from apps.core import faults
from apps.core.due import LostRace, write
from apps.media import sandbox, store
from apps.media.captions import cues_for
from apps.media.credentials import Unsigned, sign
from apps.media.films import FilmReport
from apps.media.marks import Source, Unmarkable, mark
from apps.providers.errors import ProviderError
from apps.renders.lifecycle import explain, move, note
from apps.renders.models import Render
from apps.spending.estimates import as_told, charge

S = Render.Status
AGAIN_SECONDS, LONGEST_SECONDS = 10.0, 600.0  # between two tries; longer each time
PATIENT_TRIES = 8  # about half an hour; then people read that it does not arrive, and we go on trying
KEPT = timedelta(days=30)  # as long as services promise to keep what they made
SPOILT_FILMS = 5  # copies that arrived and did not pass the check, before the take needs a person

log = logging.getLogger(__name__)


def save(render: Render) -> float:
    """Fetch, check and keep the film. Answers in how many seconds to try again (0: finished)."""
    with tempfile.TemporaryDirectory(prefix="film-") as name:
        folder = Path(name)
        try:
            _fetch(render, folder / "film.mp4")
        except (ProviderError, OSError) as error:
            return _later(render, str(error))
        faults.reached("downloaded")
        report = sandbox.inspect_film(
            folder / "film.mp4",
            expected_seconds=None if render.script else render.seconds,
            poster=folder / "poster.jpg",
            backdrop=folder / "backdrop.jpg",
        )
        if report.problems:
            return _spoilt(render, report.problems[0].code)
        keep(render, folder, report)
    return 0


def _fetch(render: Render, target: Path) -> None:
    connection = render.service
    connection.adapter.download(connection.account, render.result_url, target, max_bytes=settings.MAX_FILM_BYTES)


def _later(render: Render, why: str) -> float:
    """The film is made and paid: it is fetched until it is here, with a fresh address each time."""
    note(render, why)
    if timezone.now() - (render.submitted_at or render.created_at) > KEPT:
        return _end(render, "the service does not keep it any longer", reason="film_gone")
    tries = render.attempts + 1
    if tries > PATIENT_TRIES:
        explain(render, "fetch")
    write(render, attempts=tries, result_url=_fresh_address(render))
    return min(AGAIN_SECONDS * float(2 ** min(tries - 1, 9)), LONGEST_SECONDS)


def _spoilt(render: Render, code: str) -> float:
    """It arrived, and did not pass the check. Perhaps the next copy does, or the check comes to an end next time."""
    note(render, f"the film is not right: {code}")
    if render.spoilt + 1 >= SPOILT_FILMS:
        return _end(render, f"not right: {code}", reason="film")
    write(render, spoilt=render.spoilt + 1, result_url=_fresh_address(render))
    return AGAIN_SECONDS * float(2 ** (2 * render.spoilt))


def _end(render: Render, why: str, *, reason: str) -> float:
    """There is no film to show, but it was made and is paid for. A person can have it fetched again."""
    charged = _charged(render, render.seconds)
    move(render, S.FAILED, why=why, reason=reason, charged_micros=charged, finished_at=timezone.now())
    return 0


def _fresh_address(render: Render) -> str:
    """Addresses end; the service tells a new one when asked about the task again."""
    try:
        account, ours = render.service.account, str(render.external_id)
        task = render.service.adapter.query(account, render.task_id, ours)
    except ProviderError:
        return render.result_url
    return task.video_url or render.result_url


def keep(render: Render, folder: Path, report: FilmReport, *, reason: str = "") -> None:
    """Store film, poster and backdrop from the folder, then say that the take is ready, with a `reason` to tell more.

    The film is marked first, so that whoever approves it approves the very bytes that leave.
    A worker that dies in between leaves files that nobody refers to, no lie.
    """
    faults.reached("verified")
    team = render.video.project.team.uuid
    _mark(render, folder / "film.mp4")
    film = store.keep(folder / "film.mp4", team=team, kind="films", ext="mp4")
    poster = store.keep(folder / "poster.jpg", team=team, kind="films", ext="jpg")
    backdrop = store.keep(folder / "backdrop.jpg", team=team, kind="films", ext="jpg")
    faults.reached("stored")
    photos_backdrop = render.backdrop_key
    try:
        move(
            render,
            S.READY,
            why="film saved",
            reason=reason,
            film_key=film.key,
            film_sha256=film.sha256,
            film_bytes=film.size,
            film_seconds=report.seconds,
            poster_key=poster.key,
            backdrop_key=backdrop.key,
            charged_micros=_charged(render, report.seconds),
            finished_at=timezone.now(),
            **_captions(render, report.seconds),
        )
    except LostRace:
        for file in (film, poster, backdrop):
            store.delete(file.key)
        raise
    faults.reached("committed")
    store.delete(photos_backdrop)


def _mark(render: Render, film: Path) -> None:
    """Say in the file that software made it.

    A film that passed every check and cannot be marked or signed is kept all the same: it is paid for, and people read
    on its page how it was made. Staff read about it in its timeline.
    """
    for state in (mark, sign):
        try:
            state(film, Source.ANIMATED if render.is_draft else Source.GENERATED)
        except (Unmarkable, Unsigned) as error:
            log.warning("The film of take %s does not say as it should how it was made: %s", render.pk, error)
            note(render, f"the film does not say as it should how it was made: {error}")


def _captions(render: Render, film_seconds: Decimal) -> dict[str, Any]:
    """A text that the service spoke along is heard for the first time in the film."""
    if not render.script:
        return {}
    return {"captions": [cue.as_json() for cue in cues_for(render.script, float(film_seconds))]}


def _charged(render: Render, film_seconds: Decimal) -> int:
    """What the service says that it took; where it says nothing, what such a film costs."""
    return as_told(
        billed_units=render.billed_units,
        billed_balance=render.billed_balance,
        micros_per_unit=render.micros_per_unit,
        estimate_micros=charge(film_seconds, render.micros_per_second),
    )
