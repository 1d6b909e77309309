"""One kill: takes are brought to a point, something is killed there, and all of them have to end as the plan says."""

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from apps.providers.webhooks import sign
from apps.renders.models import Render
from apps.renders.quote import quote, shown
from tests.faults import referee
from tests.faults.people import Person
from tests.faults.plan import Kill, end_of
from tests.faults.stack import Stack
from tests.processes import wait_for
from tests.takes import press_make

CATCH_SECONDS, END_SECONDS = 45.0, 90.0
NUDGE_SECONDS = 1.0


@dataclass
class Outcome:
    """What came of one kill. `orphans`: new files that no row names; `left`: those in the folder for passing files."""

    kill: Kill
    ends: dict[str, str] = field(default_factory=dict)  # by kind of service
    complaints: list[str] = field(default_factory=list)
    seconds: float = 0.0
    orphans: int = 0
    left: int = 0

    def __str__(self) -> str:
        ends = ", ".join(f"{service}: {end}" for service, end in self.ends.items())
        words = "".join(f"\n    !! {complaint}" for complaint in self.complaints)
        return f"{self.kill}  {ends}  ({self.seconds:.1f} s, {self.orphans} orphans, {self.left} left){words}"


class Matrix:
    """Kills in one stack, one after the other."""

    def __init__(self, stack: Stack, person: Person) -> None:
        self._stack = stack
        self._person = person

    def run(self, kill: Kill) -> Outcome:
        outcome = Outcome(kill)
        orphans, passing = referee.orphans(), _passing()
        try:
            self._stack.wait_for_web()
            renders = self._bring_and_kill(kill)
            recovered = time.monotonic()
            wait_for_end(list(renders.values()), END_SECONDS)
            outcome.seconds = time.monotonic() - recovered
        except (TimeoutError, AssertionError) as error:
            outcome.complaints.append(str(error))
            renders = {}
        finally:
            self._stack.clear_traps()
        outcome.ends = {service: render.status for service, render in fresh(renders).items()}
        outcome.complaints += [
            f"{service} ended as {end}, not as {end_of(kill.point, service)}"
            for service, end in outcome.ends.items()
            if end != end_of(kill.point, service)
        ]
        outcome.complaints += referee.complaints(fresh(renders).values(), self._stack.logs)
        outcome.orphans = len(referee.orphans() - orphans)
        outcome.left = len(_passing() - passing)
        return outcome

    def _bring_and_kill(self, kill: Kill) -> Mapping[str, Render]:
        ways: dict[str, Callable[[Kill], Mapping[str, Render]]] = {
            "asked": self._asking,
            "called-back": self._called_back,
            "normalising": self._normalising,
            "settling": self._stopping,
        }
        return ways.get(kill.point.place, self._working)(kill)

    def _working(self, kill: Kill) -> Mapping[str, Render]:
        """Takes on their way through the worker."""
        self._set_traps(kill)
        renders = self._make(kill)
        self._strike(kill, lambda: nudge(renders.values()))
        return renders

    def _asking(self, kill: Kill) -> Mapping[str, Render]:
        """Somebody presses "Make video", and again as nobody answered."""
        forms = {service: self._form(service) for service in kill.services}
        self._set_traps(kill)
        pressing = [self._background(self._press_make, service, forms[service]) for service in kill.services]
        self._strike(kill)
        for thread in pressing:
            thread.join()
        self._stack.wait_for_web()
        for service, form in forms.items():
            self._press_make(service, form)
        return {service: Render.objects.get(form_token=form["form_token"]) for service, form in forms.items()}

    def _called_back(self, kill: Kill) -> Mapping[str, Render]:
        """A service says that something changed, while its films take long."""
        pause = settings.DATA_DIR / "pause"
        pause.touch()
        renders = self._make(kill)
        try:
            at_work = Render.objects.filter(pk__in=[take.pk for take in renders.values()], status__in=Render.AT_WORK)
            wait_for(lambda: at_work.count() == len(renders), CATCH_SECONDS, "takes at their services")
            self._set_traps(kill)
            calling = [self._background(self._call_back, render) for render in renders.values()]
            self._strike(kill)
            for thread in calling:
                thread.join()
        finally:
            pause.unlink()
        return renders

    def _normalising(self, kill: Kill) -> Mapping[str, Render]:
        """A photo or a recording is sent, and sent again where nobody answered; then the video is made."""
        [service] = kill.services
        video, step = self._person.videos[service], "voice" if service == "look-up" else "face"
        self._set_traps(kill)
        sending = self._background(self._person.upload, video, step)
        self._strike(kill)
        sending.join()
        self._stack.wait_for_web()
        status = self._person.upload(video, step)
        assert status in {302, 303}, f"the {step} was answered with {status}"
        video.refresh_from_db()
        video.avatar.record_consent(self._person.user)
        return self._make(kill)

    def _stopping(self, kill: Kill) -> Mapping[str, Render]:
        """A take that waits to be sent is stopped, and stopped again where nobody answered."""
        with override_settings(UNDO_SECONDS=600):
            renders = self._make(kill)
        [render] = renders.values()
        path = reverse("takes:stop", args=[render.pk])
        self._set_traps(kill)
        stopping = self._background(self._person.press, path, {})
        self._strike(kill)
        stopping.join()
        render.refresh_from_db()
        assert render.status == Render.Status.QUEUED, f"half a transaction: {render.status}"
        self._stack.wait_for_web()
        self._person.press(path, {})
        return renders

    def _set_traps(self, kill: Kill) -> None:
        for place in kill.point.needs:
            self._stack.set_traps(place, len(kill.services))
        self._stack.set_traps(kill.point.place, kill.point.caught)

    def _strike(self, kill: Kill, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Wait until everybody has stopped at the point, and kill."""

        def all_there() -> bool:
            meanwhile()
            return len(self._stack.caught_at(kill.point.place)) == kill.point.caught

        wait_for(all_there, CATCH_SECONDS, f"{kill.point.caught} at {kill.point.place}")
        self._stack.kill(kill.victim, self._stack.caught_at(kill.point.place))
        self._stack.clear_traps()

    def _make(self, kill: Kill) -> dict[str, Render]:
        return {service: press_make(self._person.videos[service], self._person.user) for service in kill.services}

    def _form(self, service: str) -> dict[str, str]:
        video = self._person.videos[service]
        video.refresh_from_db()
        seen = shown(video, quote(video, timezone.now()))
        kept = {"title": video.title, "connection": str(video.connection_id), "mode": video.mode, "prompt": ""}
        return {**kept, "form_token": str(video.form_token), "shown": seen}

    def _press_make(self, service: str, form: dict[str, str]) -> None:
        self._person.press(reverse("videos:make", args=[self._person.videos[service].pk]), form)

    def _call_back(self, render: Render) -> None:
        body = json.dumps({"task_id": render.task_id}).encode()
        headers = sign(settings.PRACTICE_WEBHOOK_SECRET, str(uuid.uuid4()), int(time.time()), body)
        self._person.call(reverse("public:callback", args=[render.callback_id]), body, headers)

    @staticmethod
    def _background(call: Callable[..., object], *given: object) -> threading.Thread:
        thread = threading.Thread(target=call, args=given, daemon=True)
        thread.start()
        return thread


def _passing() -> set[Path]:
    return {path for path in (settings.DATA_DIR / "tmp").rglob("*") if path.is_file()}


def fresh(renders: Mapping[str, Render]) -> dict[str, Render]:
    """The same takes as they are now."""
    return {service: Render.objects.get(pk=render.pk) for service, render in renders.items()}


def nudge(renders: Iterable[Render]) -> None:
    """Have takes at services looked at within a second, as staff's "look now" does: by itself that takes ten."""
    soon = timezone.now() + timedelta(seconds=NUDGE_SECONDS)
    takes = Render.objects.filter(pk__in=[render.pk for render in renders], status__in=Render.AT_WORK, lease_until=None)
    takes.filter(next_check_at__gt=soon).update(next_check_at=soon)


def wait_for_end(renders: list[Render], seconds: float) -> None:
    """Until nothing more will happen to them by itself. Raises TimeoutError that says where they are."""
    keys = [render.pk for render in renders]

    def ended() -> bool:
        close_old_connections()
        nudge(renders)
        return all(referee.is_settled(render) for render in Render.objects.filter(pk__in=keys))

    try:
        wait_for(ended, seconds, "all takes to end")
    except TimeoutError as error:
        where = list(Render.objects.filter(pk__in=keys).values_list("pk", "status", "reason", "next_check_at"))
        raise TimeoutError(f"{error} They are at {where}.") from None
