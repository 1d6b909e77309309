"""The four adapters as tests meet them: in a hurry, with accounts on this machine, and with a job that suits all."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from apps.providers.base import Account, Job, Mode, Script
from apps.providers.chainhub import ChainHub
from apps.providers.cometapi import CometAPI
from apps.providers.http import Patience
from apps.providers.kling import Kling
from apps.providers.service import Service
from apps.providers.uniall import UniAll

KEY = "api-key-kling-0123456789"
HASTE = Patience(read=0.3, total=0.6)
FRESH = {adapter.slug: adapter for adapter in (Kling, UniAll, CometAPI, ChainHub)}
SLUGS = list(FRESH)

JOB = Job(
    external_id="ours",
    image=b"\xff\xd8picture",
    audio=b"ID3sound",
    seconds=Decimal("5.125"),
    prompt="",
    mode=Mode.PRO,
)
IMAGE_URL, AUDIO_URL = "https://studio.test/p.jpg", "https://studio.test/v.mp3"
JOB_BY_ADDRESS = replace(JOB, image_url=IMAGE_URL, audio_url=AUDIO_URL)
SCRIPT = Script(text="Hello", voice_id="uk_boy1", language="en", speed=Decimal("1.25"))


def adapter(slug: str) -> Any:
    """A new adapter, which remembers nothing from other tests and does not wait long."""
    made: Service = FRESH[slug]()
    made.submit_patience = made.look_patience = HASTE
    return made


def account(url: str, secret: str = "", key: str = KEY, **options: str) -> Account:
    return Account(base_url=url, key=key, secret=secret, options=options, may_be_private=True)


def envelope(**data: Any) -> dict[str, Any]:
    """Kling's answer about task 8."""
    return {"code": 0, "message": "SUCCEED", "request_id": "r", "data": {"task_id": "8", **data}}
