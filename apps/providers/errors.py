"""The three ways in which a call to a service can end badly, and why, as far as a person is concerned."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a service said no, as far as a person is concerned; the sentence for each stands in `renders/troubles.py`."""

    IMAGE = "image"
    AUDIO = "audio"
    PROMPT = "prompt"
    TEXT = "text"
    VOICE = "voice"
    POLICY = "policy"
    INPUT = "input"
    KEY = "key"
    CREDIT = "credit"
    PLAN = "plan"
    SETUP = "setup"
    BUSY = "busy"
    DOWN = "down"
    UNCLEAR = "unclear"


class ProviderError(Exception):
    """Base of the three ways a call can end badly. `raw` is the service's own answer, for staff."""

    def __init__(self, reason: Reason, message: str, *, raw: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.raw = raw


class RefusedInput(ProviderError):
    """The service looked at what we sent and will not make it. Nothing was made or charged."""


class RefusedAccount(ProviderError):
    """Key, credit, plan or set-up: somebody must look after the account. Nothing was made or charged."""


class Unavailable(ProviderError):
    """No usable answer. `sent` tells whether the request may have reached the service.

    `sent=False` (connection refused, DNS, TLS, "too fast", "no free place"): certainly nothing was made.
    `sent=True`: a task may exist; only a look-up by our own id can tell.
    """

    def __init__(
        self, reason: Reason, message: str, *, sent: bool, retry_after: float | None = None, raw: str = ""
    ) -> None:
        super().__init__(reason, message, raw=raw)
        self.sent = sent
        self.retry_after = retry_after
