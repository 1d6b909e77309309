"""How a team comes to a service."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.connections.models import Connection, DefaultConnection, Price
from apps.providers.base import Mode
from apps.providers.kling import Practice
from apps.teams.models import Team, User

# What a second costs at Kling itself, in millionths of a US dollar; the practice service asks the same, in play money.
LIST_PRICES = {Mode.STANDARD: 56_000, Mode.PRO: 112_000}


def use(team: Team, connection: Connection) -> None:
    """Make a connection the one that the team's new videos use."""
    DefaultConnection.objects.update_or_create(team=team, defaults={"connection": connection})


def try_free(team: Team, by: User) -> Connection:
    """Connect the practice service (once for the installation) and use it for the team."""
    with transaction.atomic():
        connection, made = Connection.objects.get_or_create(
            provider=Practice.slug,
            defaults={"name": _("Practice service"), "is_on": True, "places": 3},
        )
        if made:
            for mode, micros in LIST_PRICES.items():
                Price.objects.create(connection=connection, mode=mode, micros_per_second=micros, confirmed_by=by)
        use(team, connection)
    return connection
