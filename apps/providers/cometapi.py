"""CometAPI: a gateway to Kling that takes at most a minute of speech and always wants a style text."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from apps.providers.base import Account, Capabilities, Job, Option
from apps.providers.base import gettext_noop as _
from apps.providers.gateway import AVATAR_PATH, KlingGateway, query_path_option
from apps.providers.kling import MEDIA

DEFAULT_PROMPT = Option(
    name="default_prompt",
    label=_("Style text when there is none"),
    help=_("CometAPI does not take a video without a style text. This one is sent when nobody wrote one."),
    default="The person looks into the camera and speaks naturally, with a friendly face and calm movements.",
)


class CometAPI(KlingGateway):
    """Kling's usual request at CometAPI."""

    slug = "cometapi"
    name = "CometAPI"
    hosts: tuple[tuple[str, str], ...] = (("https://api.cometapi.com", _("CometAPI's own address.")),)
    query_path = query_path_option(AVATAR_PATH)
    options: tuple[Option, ...] = (DEFAULT_PROMPT, MEDIA, query_path)

    def capabilities(self, options: Mapping[str, str]) -> Capabilities:
        return replace(super().capabilities(options), max_seconds=60)

    def _body(self, account: Account, job: Job) -> dict[str, Any]:
        return super()._body(account, replace(job, prompt=job.prompt.strip() or account.option(DEFAULT_PROMPT)))
