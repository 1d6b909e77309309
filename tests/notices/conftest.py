from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.notices.models import Kind, Notice
from apps.notices.telling import tell
from apps.teams.models import Team, User
from tests.notices.smtp_server import MailServer


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A mail server that the studio is set up with."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "apps.notices.post.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
        settings.EMAIL_USE_SSL, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = False, "", ""
        settings.PUBLIC_BASE_URL = "https://studio.example"
        settings.DEFAULT_FROM_EMAIL = "Avatar Studio <studio@studio.example>"
        yield server


@pytest.fixture
def say(team: Team):
    """Tell somebody something, `Kind.ASKED` unless another kind is given, about a video of that title."""

    def run(person: User, about: str = "step-1", kind: Kind = Kind.ASKED, title: str = "Welcome", **words) -> None:
        what = {Kind.ASKED: "review", Kind.DECIDED: "approved"}.get(kind, "")
        words = {"topic": f"video-{title}", "title": title, "number": 2, "who": "Cleo Cruz", "what": what, **words}
        tell([person], kind, **{"team": team, "about": about, "address": "/videos/3/?v=2", **words})

    return run


@pytest.fixture
def pass_time():
    """As if so much time had gone by since people were told; without anything, until all is due."""

    def run(**time: float) -> None:
        past = timedelta(**time) if time else timedelta(days=1)
        for notice in Notice.objects.all():
            times = {"created_at": notice.created_at, "due_at": notice.due_at, "next_check_at": notice.next_check_at}
            moved = {name: moment - past for name, moment in times.items()}
            ended = {"lease_until": notice.lease_until - past} if notice.lease_until else {}
            Notice.objects.filter(pk=notice.pk).update(**moved, **ended)

    return run


@pytest.fixture
def become_due():
    """The mails that wait are due, and were not until now; leases of workers that died have ended."""

    def run() -> None:
        now = timezone.now()
        Notice.objects.update(next_check_at=now - timedelta(seconds=1))
        Notice.objects.exclude(lease_until=None).update(lease_until=now - timedelta(seconds=1))

    return run
