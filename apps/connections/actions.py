"""How a team comes to a service."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from apps.connections.models import Connection, DefaultConnection, Item, Price
from apps.providers.base import Mode, Provider
from apps.providers.registry import PROVIDERS
from apps.teams.models import Team

FIRST = next(iter(PROVIDERS))  # its practice connection is what "Try it free" uses


def use(team: Team, connection: Connection) -> None:
    """Make a connection the one that the team's new videos use."""
    DefaultConnection.objects.update_or_create(team=team, defaults={"connection": connection})


def try_free(team: Team) -> Connection:
    """Connect the practice service (once for the installation) and use it for the team. `PRACTICE_ENABLED` only."""
    connection = ensure_practice()[0]
    use(team, connection)
    return connection


def ensure_practice() -> list[Connection]:
    """One practice connection for each service, in the order of the registry; the missing ones are made.

    Empty where the practice service is switched off for the installation.
    """
    if not settings.PRACTICE_ENABLED:
        return []
    return [_practice(service) for service in PROVIDERS.values()]


@transaction.atomic
def _practice(service: Provider) -> Connection:
    can = service.capabilities({})
    name = _("Practice service") if service.slug == FIRST else _("Practice: %(service)s") % {"service": service.name}
    connection, _made = Connection.objects.get_or_create(
        provider=service.slug,
        is_practice=True,
        defaults={
            "name": name,
            "is_on": True,
            "places": 3,
            "min_seconds": can.min_seconds,
            "max_seconds": can.max_seconds,
        },
    )
    priced = set(connection.prices.values_list("what", flat=True))
    sold: list[Mode | Item] = [*can.modes, *(Item if can.can_speak else ())]  # who sells speech counts in units
    asked = PROVIDERS[FIRST].list_prices  # the same for all, in play money
    Price.objects.bulk_create(
        Price(connection=connection, what=what, micros=asked[what]) for what in sold if what not in priced
    )
    return connection
