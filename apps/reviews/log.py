"""Every decision about the takes of a video, as a list on its page and as a table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.text import slugify
from django.utils.translation import gettext as _

from apps.renders.models import Render, Video
from apps.reviews.models import Decision


@dataclass(frozen=True, slots=True)
class Line:
    """A decision, and the take that it is about."""

    decision: Decision
    take: Render


def lines(decisions: Iterable[Decision], takes: Iterable[Render]) -> list[Line]:
    """What was decided about these takes, the newest first."""
    by_pk = {take.pk: take for take in takes}
    made = sorted(decisions, key=lambda decision: decision.rev, reverse=True)
    return [Line(decision, by_pk[decision.render_id]) for decision in made if decision.render_id in by_pk]


def file_name(video: Video) -> str:
    return f"decisions-{slugify(video.title, allow_unicode=True) or 'video'}.csv"


def rows(video: Video) -> Iterator[list[object]]:
    """A row of names, then one for each decision, the first one first; times in the team's zone."""
    name = video.project.team.time_zone
    zone = ZoneInfo(name)
    yield [
        _("When (%(zone)s)") % {"zone": name},
        _("Who"),
        _("Video"),
        _("Version"),
        _("Decision"),
        _("Words"),
        _("File (SHA-256)"),
    ]
    decisions = Decision.objects.filter(render__video=video).select_related("person", "guest", "set_aside_by", "render")
    for decision in decisions.order_by("rev"):
        yield [
            f"{decision.created_at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            str(decision.who),
            str(video),
            decision.render.name,
            str(decision),
            decision.text,
            decision.film_sha256,
        ]
