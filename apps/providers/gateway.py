"""Gateways that sell Kling's API under a path of their own, and do not say where tasks are looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from apps.providers.base import Account, Capabilities, Option
from apps.providers.base import gettext_noop as _
from apps.providers.kling import OFFICIAL, PATHS, Kling
from apps.providers.service import Service

ROOT = "/kling"
AVATAR_PATH = ROOT + PATHS[OFFICIAL]
IMAGE_PATH = ROOT + "/v1/videos/image2video"
AUTOMATIC = "automatic"


def query_path_option(default: str) -> Option:
    """The question where tasks are looked at."""
    return Option(
        name="query_path",
        label=_("Path for looking"),
        help=_("Where videos are looked at while they are being made. The documents do not say it."),
        default=default,
        choices=(
            (AVATAR_PATH, AVATAR_PATH),
            (IMAGE_PATH, IMAGE_PATH),
            (AUTOMATIC, _("Find out by trying both")),
        ),
    )


class KlingGateway(Kling):
    """Kling's usual request under /kling. It may be found by our own id, but nobody promises that; it has no list."""

    speech_path = ROOT + Kling.speech_path
    list_prices = Service.list_prices  # each has its own, and nobody tells them
    query_path: Option

    def __init__(self) -> None:
        self._worked: dict[str, str] = {}  # by address: which path led to a task, as long as this process lives

    def capabilities(self, options: Mapping[str, str]) -> Capabilities:
        can = super().capabilities(options)
        return replace(can, can_list=False, list_size=0, signs_callbacks=False, signs_keys=False)

    check = Service.check  # they have no page about costs

    def _path(self, account: Account) -> str:
        return AVATAR_PATH

    def _query_paths(self, account: Account) -> Sequence[str]:
        chosen = account.option(self.query_path)
        if chosen != AUTOMATIC:
            return (chosen,)
        known = self._worked.get(account.base_url)
        return (known,) if known else (AVATAR_PATH, IMAGE_PATH)

    def _answered(self, account: Account, path: str) -> None:
        self._worked[account.base_url] = path
