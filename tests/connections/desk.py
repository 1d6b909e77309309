"""What staff does in the admin site: add a connection, change it, test it."""

from django.test import Client
from django.urls import reverse

from apps.connections.models import Connection

ADD = reverse("admin:connections_connection_add")
LIST = reverse("admin:connections_connection_changelist")
KEY = "sk-secret-1234"
REFUSED = {"code": 1002, "message": "Authorization invalid", "request_id": "r"}


def form(**changes: object) -> dict[str, object]:
    return {
        "name": "Kling",
        "base_url": "",
        "new_key": KEY,
        "allows_standard": "on",
        "min_seconds": 2,
        "max_seconds": 60,
        "places": 1,
        "prices-TOTAL_FORMS": 1,
        "prices-INITIAL_FORMS": 0,
        "prices-0-what": "std",
        "prices-0-amount": "0.056",
        "prices-0-valid_from": "2026-01-01",
        "prices-0-is_checked": "on",
        **changes,
    }


def add(admin: Client, provider: str = "kling", **changes: object) -> str:
    """What the page says after somebody pressed Save; empty when it was saved."""
    answer = admin.post(f"{ADD}?provider={provider}", form(**changes))
    return "" if answer.status_code == 302 else answer.content.decode()


def change(admin: Client, connection: Connection, **changes: object) -> str:
    """The same for a connection that is there; no price is added unless it is named."""
    answer = admin.post(page_of(connection), form(**{"prices-TOTAL_FORMS": 0, **changes}))
    return "" if answer.status_code == 302 else answer.content.decode()


def page_of(connection: Connection) -> str:
    return reverse("admin:connections_connection_change", args=[connection.pk])


def press_test(admin: Client, connection: Connection) -> str:
    """The sentence after somebody pressed "Test connection"."""
    answer = admin.post(reverse("admin:connections_connection_test", args=[connection.pk]), follow=True)
    return [str(message) for message in answer.context["messages"]][-1]
