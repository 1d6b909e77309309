"""What people read after "Make video" or "Ask to spend" was pressed."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from apps.core.formats import duration, money
from apps.renders.models import Render
from apps.renders.rights import who_may_answer
from apps.teams.models import User

S = Render.Status
NAMED = 3  # of the people who may say OK


def pressed(render: Render) -> str:
    """What the press did; empty where the take has gone on since."""
    if render.status == S.WAITING_FOR_OK:
        return asked(who_may_answer(render))
    if render.status == S.CANCELLED:  # somebody went back to a page whose version they had undone
        return _("That version was stopped before. To make the video, open it again and press the button there.")
    if render.status != S.QUEUED:
        return ""
    price = {"price": as_on_the_button(render)}
    if not render.can_be_undone:
        return _("%(price)s is set aside.") % price
    time = duration(settings.UNDO_SECONDS)
    return _("%(price)s is set aside. You can undo it for %(time)s.") % {**price, "time": time}


def as_on_the_button(render: Render) -> str:
    """The price as it stood on the button; the receipt is more exact."""
    written = money(render.estimate_micros)
    return _("%(amount)s in play money") % {"amount": written} if render.is_play_money else written


def stopped(render: Render) -> str:
    """What stopping did."""
    if render.reason == "given_up":
        return _("Stopped. Should the service have got it before, it is kept and charged.")
    return _("Stopped. Nothing was sent, and you were not charged.")


def too_late(render: Render) -> str:
    """Why it could not be stopped."""
    if render.status in Render.FINAL:
        return _("It has come to its end already, so there is nothing to stop. Nothing was changed.")
    if render.is_draft:
        return _("It is being made already, so it cannot be stopped any more. It costs nothing.")
    return _("It is on its way to the service, so it cannot be stopped any more. Nothing was changed.")


def asked(people: Sequence[User]) -> str:
    """What asking for an OK did: these people can say it."""
    names = ", ".join(map(str, people[:NAMED]))
    # Translators: `names` is one name, or up to three with commas between them.
    return _("Asked. %(names)s can say OK.") % {"names": names} if names else _("Asked. Nobody here can say OK yet.")


def made_before(render: Render) -> str:
    """Why a page that was used already made nothing of a change."""
    if render.status == S.WAITING_FOR_OK:
        said = _(
            "Version %(number)d waits for an OK without your change. Nothing was charged. "
            "To have the change, ask for another version."
        )
    else:
        said = _(
            "Version %(number)d was made before your change. Nothing more was charged. "
            "To have the change, make another version."
        )
    return said % {"number": render.number}
