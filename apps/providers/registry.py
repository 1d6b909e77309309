"""Which services there are. A new one is one module and one line here; "Try it free" uses the first."""

from apps.providers.base import Provider
from apps.providers.chainhub import ChainHub
from apps.providers.cometapi import CometAPI
from apps.providers.kling import Kling
from apps.providers.uniall import UniAll

SERVICES: tuple[Provider, ...] = (Kling(), UniAll(), CometAPI(), ChainHub())
PROVIDERS: dict[str, Provider] = {service.slug: service for service in SERVICES}


def provider(slug: str) -> Provider:
    """The service called `slug`; KeyError when there is none."""
    return PROVIDERS[slug]
