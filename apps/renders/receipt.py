"""The receipt of a take in words: what was estimated, set aside, charged or given back."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core.formats import price
from apps.renders.models import Render
from apps.spending.models import Hold

S = Render.Status


@dataclass(frozen=True, slots=True)
class Receipt:
    """`estimate` is an amount or a range, `now` says what became of it, `flag` what somebody should look into."""

    estimate: str
    now: str
    flag: str


def receipt(render: Render) -> Receipt:
    return Receipt(estimate=_estimate(render), now=_now(render), flag=_flag(render, render.hold) if render.hold else "")


def amount(micros: int, *, is_play_money: bool) -> str:
    """An amount that says when it is play money."""
    written = price(micros)
    return _("%(amount)s in play money") % {"amount": written} if is_play_money else written


def _estimate(render: Render) -> str:
    most = amount(render.estimate_micros, is_play_money=render.is_play_money)
    if render.low_micros == render.estimate_micros:
        return most
    return _("%(least)s to %(most)s") % {"least": price(render.low_micros), "most": most}


def _now(render: Render) -> str:
    hold = render.hold
    if hold is None:
        return _nothing_set_aside(render)
    if render.status not in Render.FINAL:
        return _not_known_yet(render, hold)
    if hold.spent_micros:
        return _("%(amount)s was charged.") % {"amount": amount(hold.spent_micros, is_play_money=hold.is_play_money)}
    if render.reason == "given_up":
        return _given_up(render)
    returned = amount(hold.estimate_micros, is_play_money=hold.is_play_money)
    return _("%(amount)s was set aside and is given back. Nothing was charged.") % {"amount": returned}


def _given_up(render: Render) -> str:
    if render.can_be_found:
        return _("What was set aside is free again. Should it turn up within a day, it is kept and charged.")
    return _("What was set aside is free again. The service may have charged for it: look at its own bill.")


def _nothing_set_aside(render: Render) -> str:
    if render.status == S.WAITING_FOR_OK:
        return _("Nothing is set aside before somebody says OK.")
    return _("Nothing was set aside, and nothing was charged.")


def _not_known_yet(render: Render, hold: Hold) -> str:
    if hold.spent_micros:  # paid before its film arrived whole, and being fetched once more
        return _("%(amount)s was charged.") % {"amount": amount(hold.spent_micros, is_play_money=hold.is_play_money)}
    if not hold.is_open:  # given up, and delivered after all
        return _("It came after all, and is charged as soon as it is saved.")
    held = {"amount": amount(hold.held_micros, is_play_money=hold.is_play_money)}
    if render.status == S.UNKNOWN:
        return _("%(amount)s is set aside. We do not know yet whether the service charges it.") % held
    return _("%(amount)s is set aside. Nothing is charged yet.") % held


def _flag(render: Render, hold: Hold) -> str:
    if render.status == S.FAILED and render.reason == "billed" and hold.spent_micros:
        return _("Charged, but no video came. Ask the service to give it back.")
    if not hold.is_unexpected:
        return ""
    if hold.above_micros:
        more = {"amount": price(hold.above_micros)}
        return _("%(amount)s more than estimated. Compare it with the service’s own bill.") % more
    less = {"amount": price(hold.below_micros)}
    return _("%(amount)s less than estimated. Compare it with the service’s own bill.") % less
