"""ChainHub: a gateway to Kling. Its page is still being tested, so much about it is asked of staff."""

from typing import Any

from apps.providers.base import Account, Job, Option
from apps.providers.base import gettext_noop as _
from apps.providers.gateway import AUTOMATIC, KlingGateway, query_path_option
from apps.providers.kling import MEDIA, usual_body

LEFT_OUT, EMPTY = "left_out", "empty"
UNUSED_KEYS = Option(
    name="unused_keys",
    label=_("Fields with nothing in them"),
    help=_("ChainHub's example sends them empty. Try that if it complains that a field is missing."),
    default=LEFT_OUT,
    choices=((LEFT_OUT, _("Are left out")), (EMPTY, _("Are sent empty"))),
)


class ChainHub(KlingGateway):
    """Kling's usual request at ChainHub."""

    slug = "chainhub"
    name = "ChainHub"
    hosts: tuple[tuple[str, str], ...] = (("https://api.chainhub.tech", _("ChainHub's own address.")),)
    query_path = query_path_option(AUTOMATIC)
    options: tuple[Option, ...] = (UNUSED_KEYS, MEDIA, query_path)

    def _body(self, account: Account, job: Job) -> dict[str, Any]:
        return usual_body(job) if account.option(UNUSED_KEYS) == EMPTY else super()._body(account, job)
