"""Who allowed the use of a face: records are added and withdrawn, never changed."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils import timezone

from apps.avatars.models import Avatar, Consent
from apps.media import store
from apps.teams.models import User


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What somebody agreed to: who and for what, from when until when (that day included; None for no end)."""

    person: str
    scope: str
    agreed_on: date
    until: date | None = None


@dataclass(frozen=True)
class Paper:
    """The file that shows it. `ext` is without a dot."""

    path: Path
    ext: str
    name: str


def add_consent(face: Avatar, by: User, agreement: Agreement, paper: Paper | None = None) -> Consent:
    """Write down that a person agreed; from now on this record counts."""
    kept = store.keep(paper.path, team=face.team.uuid, kind="consents", ext=paper.ext) if paper else None
    return face.consents.create(
        person=agreement.person,
        scope=agreement.scope,
        agreed_on=agreement.agreed_on,
        until=agreement.until,
        file_key=kept.key if kept else "",
        file_name=paper.name[:200] if paper else "",
        recorded_by=by,
    )


def withdraw(consent: Consent, by: User, why: str) -> bool:
    """Nothing new is made with the face from now on; False where it was withdrawn already."""
    standing = Consent.objects.filter(pk=consent.pk, withdrawn_at=None)
    return standing.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_why=why) == 1
