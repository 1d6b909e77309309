"""A dozen takes and more, begun one after the other, so that they are in different stages when something happens."""

from collections import Counter
from collections.abc import Callable

from django.db import transaction

from apps.connections.models import Connection
from apps.renders.models import Render, Video
from apps.teams.models import Team, User
from tests.cast import make_person, make_team
from tests.faults.people import connections_of_all_kinds, set_limits
from tests.takes import make_face, make_video, make_voice, press_make

S = Render.Status
PLACES = 4
ANSWER_SECONDS = 8
LOST_ANSWER = f"fault:submit=timeout-after+{ANSWER_SECONDS}"  # accepted and billed, and the answer never comes
WAVE_SECONDS = 3.0


class Crowd:
    """One person's takes at three services: one whose look-ups are believed, one whose are not, one without any."""

    def __init__(self) -> None:
        self.team: Team = make_team()
        self.user: User = make_person("Alice Ames", self.team)
        self.connections = connections_of_all_kinds()
        Connection.objects.update(places=PLACES)
        set_limits(self.team, self.user)
        first = make_video(self.team, self.user)
        self._given = {"avatar": make_face(self.team, self.user), "clip": make_voice(self.team, self.user)}
        self._project = first.project
        self._made = 0

    def make(self, connection: Connection, prompt: str = "", *, ask: bool = False) -> Render:
        """Press "Make video", or "Ask to spend", for a new video."""
        self._made += 1
        with transaction.atomic():
            rev = Team.objects.next_rev(self.team.pk)
            video = Video.objects.create(
                project=self._project,
                title=f"Video {self._made}",
                connection=connection,
                prompt=prompt,
                created_by=self.user,
                rev=rev,
                created_rev=rev,
                **self._given,
            )
        return press_make(video, self.user, ask=ask)

    def gather(self, wait: Callable[[float], None]) -> None:
        """Eighteen takes in waves. One waits for an OK, one is refused, and two will not get their answer."""
        believed, doubted, dumb = self.connections
        self.make(believed, "fault:submit=1201")
        self.make(believed, ask=True)
        for wave in ([believed, believed, dumb], [believed, doubted, dumb], [believed, believed, doubted, dumb]):
            for connection in wave:
                self.make(connection)
            wait(WAVE_SECONDS)
        for connection in (believed, dumb):
            self.make(connection, LOST_ANSWER)
        wait(WAVE_SECONDS)
        for connection in (believed, believed, doubted, dumb):
            self.make(connection)
        wait(WAVE_SECONDS)


def stages() -> dict[str, int]:
    """How many takes are where."""
    count = Counter(Render.objects.values_list("status", flat=True))
    return {status: count[status] for status in S.values if count[status]}
