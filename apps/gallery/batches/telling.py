"""Who hears that a batch waits for an OK."""

from django.urls import reverse

from apps.gallery.batches.offer import Offer, needs_owner
from apps.gallery.models import Batch
from apps.notices.models import Kind
from apps.notices.telling import tell
from apps.renders import presses
from apps.renders.rights import who_may_say_ok
from apps.teams.models import User


def asked(batch: Batch, by: User, offer: Offer) -> str:
    """Tell them, and answers with the sentence for whoever asked."""
    people = who_may_say_ok(batch.team, batch.created_by, takes_owner=needs_owner(batch, offer))
    tell(
        people,
        Kind.ASKED,
        team=batch.team,
        about=f"batch-{batch.pk}-{offer.shown[:16]}",
        topic=f"batch-{batch.pk}",
        address=reverse("gallery:batch", args=[batch.pk]),
        by=by,
        who=str(by),
        what="batch",
        title=str(batch.name or batch.project),
        count=offer.count,
    )
    return presses.asked(people)
