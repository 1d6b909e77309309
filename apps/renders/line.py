"""The line for a connection's parallel places: in order, and fair between teams.

Each team's next take comes before any team's one after that, counting those that the team has at the service already;
among equals the team goes first that had its turn longest ago. Whoever puts fifty takes in line does not keep a team
with one from its turn.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from operator import itemgetter

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from apps.connections.models import Connection
from apps.core.due import LostRace, write
from apps.renders.lifecycle import touch
from apps.renders.models import Render

S = Render.Status
TEAM = "video__project__team_id"
NEVER = datetime.min.replace(tzinfo=UTC)
LATELY = timedelta(days=1)
TOLD, FAR_BACK = 20, 0  # people further back read that they wait, not at which place


def due(now: datetime) -> list[int]:
    """The takes whose turn it is, at all services, and those that a service turned out to have already."""
    waiting = Render.objects.free(now).filter(status=S.QUEUED)
    services = Connection.objects.without_secrets().filter(pk__in=waiting.values("connection"))
    turn = {pk for connection in services for pk in next_ones(connection, now)}
    return list(waiting.filter(Q(pk__in=turn) | ~Q(task_id="")).values_list("pk", flat=True))


def next_ones(connection: Connection | None, now: datetime) -> list[int]:
    """As many takes of a connection's line as there are free places, in their order; None is the line of the drafts.

    A take that may not be sent yet (there is time to undo it, or the service asked for a pause) holds nobody up.
    """
    places = connection.places if connection else settings.DRAFTS_AT_ONCE
    free = places - Render.objects.holding_a_place(connection).count()
    if free <= 0:
        return []
    waiting = Render.objects.filter(status=S.QUEUED, connection=connection, next_check_at__lte=now)
    ready = set(waiting.values_list("pk", flat=True))
    return [pk for pk in in_order(connection) if pk in ready][:free]


def in_order(connection: Connection | None) -> list[int]:
    """Everybody who waits for the connection, or for a draft (None), the next one first."""
    waiting = Render.objects.filter(connection=connection, status=S.QUEUED).order_by("queued_at", "pk")
    rows = list(waiting.values_list("pk", TEAM))
    turn = Counter(Render.objects.holding_a_place(connection).values_list(TEAM, flat=True))
    served = _served(connection, {team for _pk, team in rows})
    turns = []
    for pk, team in rows:
        turns.append((turn[team], served.get(team, NEVER), pk))
        turn[team] += 1
    return [pk for *_turn, pk in sorted(turns, key=itemgetter(0, 1))]  # stable: within a team, whoever came first


def _served(connection: Connection | None, teams: set[int]) -> dict[int, datetime]:
    """When each team last had its turn here, as far as that matters: who has waited longest goes first."""
    if len(teams) < 2:
        return {}
    lately = Render.objects.filter(connection=connection, sending_at__gt=timezone.now() - LATELY)
    of_teams = lately.filter(video__project__team__in=teams).order_by()
    return dict(of_teams.values_list(TEAM).annotate(last=Max("sending_at")))


def tell_places() -> None:
    """Keep what people read ("2nd in line") true, for the first of every line."""
    lines = set(Render.objects.filter(status=S.QUEUED).order_by().values_list("connection", flat=True).distinct())
    drafts = {None} & lines
    for connection in (*Connection.objects.without_secrets().filter(pk__in=lines - drafts), *drafts):
        _tell(connection, in_order(connection)[:TOLD])


def _tell(connection: Connection | None, first: Iterable[int]) -> None:
    """Whoever can still undo it reads that first; whoever is far back reads that they wait, at no place."""
    places = {pk: number for number, pk in enumerate(first, start=1)}
    waiting = Render.objects.filter(connection=connection, status=S.QUEUED).select_related("video__project")
    for render in waiting.filter(Q(pk__in=places) | Q(place=None) | Q(place__gt=FAR_BACK)):
        place = None if render.can_be_undone else places.get(render.pk, FAR_BACK)
        if render.place != place:
            _tell_one(render, place)


def _tell_one(render: Render, place: int | None) -> None:
    try:
        with transaction.atomic():
            rev = touch(render.video)
            write(render, place=place, rev=rev)
    except LostRace:  # it is on its way: the next sweep tells the others
        return
