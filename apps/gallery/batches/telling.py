"""Who hears that a batch waits for an OK."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.gallery.batches.offer import Offer
from apps.gallery.models import Batch
from apps.notices.models import Kind
from apps.notices.telling import tell
from apps.teams.models import User
from apps.teams.policy import MAY_SPEND, may_answer, may_manage

NAMED = 3  # of the people who may say OK


def who_may_say_ok(batch: Batch, asked: Offer) -> list[User]:
    """Where it goes over the team's limit, only owners may."""
    people = User.objects.filter(memberships__team=batch.team, memberships__role__in=MAY_SPEND, is_active=True)
    may = [person for person in people.order_by("name") if may_answer(person, batch.team, batch.created_by)]
    owners = [person for person in may if may_manage(person, batch.team)]
    return owners if asked.over else may


def asked(batch: Batch, by: User, offer: Offer) -> str:
    """Tell them, and answers with the sentence for whoever asked."""
    people = who_may_say_ok(batch, offer)
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
    names = ", ".join(map(str, people[:NAMED]))
    # Translators: `names` is one name, or up to three with commas between them.
    return _("Asked. %(names)s can say OK.") % {"names": names} if names else _("Asked. Nobody here can say OK yet.")
