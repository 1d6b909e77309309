"""The last step of a take: the film is fetched at once, checked to its end, given a poster and kept."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from apps.media import sandbox, store
from apps.media.films import FilmReport
from apps.providers.base import ProviderError
from apps.renders.lifecycle import LostRace, move, note
from apps.renders.models import Render
from apps.spending.estimates import charge

TRIES = 5  # of fetching, before a person is asked; the service keeps its film for 30 days
AGAIN_SECONDS = 10.0


def save(render: Render) -> float:
    """Fetch, check and keep the film. Answers in how many seconds to try again (0: finished)."""
    with tempfile.TemporaryDirectory(prefix="film-") as name:
        folder = Path(name)
        try:
            _fetch(render, folder / "film.mp4")
        except ProviderError as error:
            return _again(render, error.message)
        report = sandbox.inspect_film(
            folder / "film.mp4",
            expected_seconds=render.seconds,
            poster=folder / "poster.jpg",
            backdrop=folder / "backdrop.jpg",
        )
        if report.problems:
            return _again(render, f"the film is not whole: {report.problems[0].code}")
        _keep(render, folder, report)
    return 0


def _fetch(render: Render, target: Path) -> None:
    connection = render.connection
    connection.adapter.download(connection.account, render.result_url, target, max_bytes=settings.MAX_FILM_BYTES)


def _again(render: Render, why: str) -> float:
    """Try later, with a fresh address; after some tries say that the film cannot be fetched."""
    note(render, why)
    if render.attempts + 1 >= TRIES:
        move(render, Render.Status.FAILED, why=why, reason="film", finished_at=timezone.now())
        return 0
    mine = Render.objects.filter(pk=render.pk, lease_token=render.lease_token)
    if mine.update(attempts=render.attempts + 1, result_url=_fresh_address(render)) != 1:
        raise LostRace
    return AGAIN_SECONDS * (render.attempts + 1)


def _fresh_address(render: Render) -> str:
    """Addresses end; the service tells a new one when asked about the task again."""
    try:
        task = render.connection.adapter.query(render.connection.account, render.task_id)
    except ProviderError:
        return render.result_url
    return task.video_url or render.result_url


def _keep(render: Render, folder: Path, report: FilmReport) -> None:
    """Store the files, then say so: a worker that dies in between leaves files that nobody refers to, no lie."""
    team = render.video.project.team.uuid
    film = store.keep(folder / "film.mp4", team=team, kind="films", ext="mp4")
    poster = store.keep(folder / "poster.jpg", team=team, kind="films", ext="jpg")
    backdrop = store.keep(folder / "backdrop.jpg", team=team, kind="films", ext="jpg")
    try:
        move(
            render,
            Render.Status.READY,
            why="film saved",
            film_key=film.key,
            film_sha256=film.sha256,
            film_bytes=film.size,
            film_seconds=report.seconds,
            poster_key=poster.key,
            backdrop_key=backdrop.key,
            charged_micros=charge(report.seconds, render.micros_per_second),
            finished_at=timezone.now(),
        )
    except LostRace:
        for file in (film, poster, backdrop):
            store.delete(file.key)
        raise
