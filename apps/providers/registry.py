"""Which services there are. A new one is one module and one line here."""

from apps.providers.base import Provider
from apps.providers.kling import Kling, Practice

PROVIDERS: dict[str, Provider] = {service.slug: service for service in (Kling(), Practice())}


def provider(slug: str) -> Provider:
    """The service called `slug`; KeyError when there is none."""
    return PROVIDERS[slug]
