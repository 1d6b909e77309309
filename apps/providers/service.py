"""What the services have in common: one call at a time, read with care, and a film that is fetched."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from apps.providers import http, refusals, shapes, tokens
from apps.providers.base import Account, Checkup, Option, Script, Spoken, Task
from apps.providers.errors import Reason, RefusedAccount, Unavailable
from apps.providers.http import Patience
from apps.providers.refusals import NotFound, TokenRefused

NO_TASK = "00000000-0000-0000-0000-000000000000"  # nobody gives this number to a task


class Service:
    """A service that can do nothing yet. What a service cannot do is never asked of it."""

    hosts: tuple[tuple[str, str], ...] = ()
    options: tuple[Option, ...] = ()
    list_prices: Mapping[str, int] = {}
    submit_patience = Patience(read=60, total=90)
    look_patience = Patience(read=20, total=30)
    download_seconds = 900.0

    def find(self, account: Account, external_id: str) -> Task | None:
        raise NotImplementedError

    def list_page(self, account: Account, page: int, size: int) -> Sequence[Task]:
        raise NotImplementedError

    def speak(self, account: Account, script: Script) -> Spoken:
        raise NotImplementedError

    def query_speech(self, account: Account, task_id: str) -> Spoken:
        raise NotImplementedError

    def check(self, account: Account) -> Checkup:
        """Look at a task that cannot exist: when the service says just that, address and key work."""
        with suppress(NotFound):
            self._look(account, NO_TASK)
        return Checkup()

    def _shows_any(self, account: Account) -> bool:
        """Whether the service shows a task for any number: then what it shows for one says nothing about that."""
        try:
            self._look(account, NO_TASK)
        except RefusedAccount as error:
            if error.reason is not Reason.SETUP:
                raise
            return False
        return True

    def download(self, account: Account, url: str, target: Path, *, max_bytes: int) -> int:
        """Save a finished film or sound; see `Provider.download`."""
        return http.download(url, target, account=account, max_bytes=max_bytes, deadline=self.download_seconds)

    def _query_paths(self, account: Account) -> Sequence[str]:
        """Where a task is looked at, in front of its number; the first one first."""
        raise NotImplementedError

    def _look(self, account: Account, number: str) -> dict[str, Any]:
        """What the service says about a number: a task's own, or ours. The next path is tried where one is wrong."""
        troubles = []
        for path in self._query_paths(account):
            try:
                found = self._get(account, f"{path}/{quote(number, safe='')}")
            except RefusedAccount as error:
                if error.reason is not Reason.SETUP:
                    raise
                troubles.append(error)
            else:
                if shapes.names_a_task(found):
                    self._answered(account, path)
                return found
        raise next((error for error in troubles if isinstance(error, NotFound)), troubles[0])

    def _answered(self, account: Account, path: str) -> None:
        """A task was found at this path."""

    def _get(
        self,
        account: Account,
        path: str,
        params: Mapping[str, str] | None = None,
        max_bytes: int = http.ANSWER_BYTES,
    ) -> dict[str, Any]:
        """A look. One that is refused for a signature that has grown old is repeated with a new one."""
        token = tokens.bearer(account)
        url = _url(account, path)
        patience = self.look_patience
        answer = http.send("GET", url, account=account, params=params, patience=patience, max_bytes=max_bytes)
        try:
            return refusals.good(answer, posting=False)
        except TokenRefused:
            if not tokens.forget(account, token):
                raise
        return self._get(account, path, params, max_bytes)

    def _post(self, account: Account, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The call that costs money: it leaves once, whatever comes back."""
        token = tokens.bearer(account)
        url = _url(account, path)
        answer = http.send("POST", url, account=account, json=body, patience=self.submit_patience)
        try:
            return refusals.good(answer, posting=True)
        except TokenRefused as error:
            if not tokens.forget(account, token):
                raise
            raise Unavailable(Reason.BUSY, error.message, sent=False, raw=error.raw) from error


def _url(account: Account, path: str) -> str:
    return f"{account.base_url.rstrip('/')}/{path.strip('/')}"
