"""What staff reads about a service: what it can do, what it needs, and how a test of it went."""

import math
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from apps.providers.base import Capabilities
from apps.providers.errors import Reason

UNREADABLE = _("The stored key cannot be read any more. Enter it again.")
NO_KEY = _("There is no key yet. Enter it, save, and test again.")
NOTHING_SPENT = _("Nothing was spent.")


def about(can: Capabilities) -> list[str]:
    """What a service can do, a sentence each."""
    seconds = {"low": can.min_seconds, "high": can.max_seconds}
    sentences = [gettext("Takes voices of %(low)d to %(high)d seconds.") % seconds]
    if can.takes_files:
        sentences.append(gettext("Photo and voice are sent along: it works from any computer."))
    else:
        sentences.append(gettext("Fetches photo and voice from this studio, which needs a public address for that."))
    if can.can_speak or can.speaks_along:
        sentences.append(gettext("Can also speak a text that somebody types."))
    return sentences


def reach(can: Capabilities, public_base_url: str) -> str:
    """Whether the service can fetch what it needs from here; empty for one that is sent everything."""
    if can.takes_files:
        return ""
    if not public_base_url:
        return gettext(
            "This service fetches photo and voice from a public address of this studio. There is none yet "
            "(PUBLIC_BASE_URL), so that you can save this connection but not switch it on."
        )
    address = {"address": public_base_url}
    if not public_base_url.startswith("https://"):
        return (
            gettext(
                "This service fetches photo and voice from %(address)s. That address has no https: who is in between "
                "can see them."
            )
            % address
        )
    return gettext("This service fetches photo and voice from %(address)s. Nothing else is needed for that.") % address


# What staff does about it, by the reason that an adapter gives.
_TROUBLE: dict[Reason, Promise] = {
    Reason.KEY: _("The service does not accept the key. Copy it again from the service's own website and enter it."),
    Reason.CREDIT: _("The service knows the account, but there is no credit left. Top it up at the service."),
    Reason.PLAN: _("The service knows the account, but its plan does not include these videos. Ask the service."),
    Reason.SETUP: _(
        "What answers at this address is not what we look for. Compare the address and the settings with the "
        "service's own pages. Is it in your own network? Then tick that."
    ),
    Reason.BUSY: _("The service answers, but wants a pause. Try again in a minute."),
    Reason.DOWN: _("Nothing answers at this address. Check how it is written; if it is right, try again later."),
}
_UNCLEAR = _("The service gave an answer that we do not understand. Try again; if it stays so, check the address.")


def works(units: Decimal | None) -> str:
    """A test that went well. `units` are left at the service, where it says so."""
    sentence = gettext("The service answers and accepts the key.")
    if units is not None:
        left = ngettext("%(number)s unit is left.", "%(number)s units are left.", math.ceil(units))
        sentence = f"{sentence} {left % {'number': number_format(units.normalize())}}"
    return f"{sentence} {NOTHING_SPENT}"


def trouble(reason: Reason) -> str:
    """What is wrong, and what to do about it."""
    return f"{_TROUBLE.get(reason, _UNCLEAR)} {NOTHING_SPENT}"
