"""The teams of a made-up studio, their people and their projects."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from django.contrib.auth.hashers import make_password

from apps.connections.models import Connection, DefaultConnection
from apps.console.seeding.spread import HISTORY, new_uuid
from apps.console.seeding.words import FIRST_NAMES, LANGUAGES, LAST_NAMES, PROJECTS, TEAMS
from apps.projects.models import Decider, Project
from apps.teams.models import Membership, Role, Team, User
from apps.teams.policy import MAY_PREPARE

ZONES = ("Europe/Amsterdam", "Asia/Shanghai", "America/New_York", "UTC")
MOST_PEOPLE, MOST_PROJECTS = 30, 40
ROLES, OFTEN = (Role.PRODUCER, Role.CREATOR, Role.REVIEWER, Role.OWNER), (4, 8, 6, 1)


@dataclass(frozen=True, slots=True)
class Crew:
    """A team with everybody in it. `makers` may prepare videos; `must` names who must approve in a project."""

    team: Team
    people: list[User]
    makers: list[User]
    projects: list[Project]
    must: dict[int, list[User]] = field(default_factory=dict)


def crew(rng: Random, number: int, videos: int, now: datetime, password: str) -> Crew:
    """The team with that number, as large as it takes for so many videos."""
    rounds = number // len(TEAMS)
    name = TEAMS[number % len(TEAMS)] + (f" {rounds + 1}" if rounds else "")
    team = Team.objects.create(uuid=new_uuid(rng), name=name, time_zone=rng.choice(ZONES), created_at=now - HISTORY)
    people = _people(rng, min(MOST_PEOPLE, 1 + round(videos**0.35)), password, now)
    roles = [Role.OWNER, *rng.choices(ROLES, OFTEN, k=len(people) - 1)]
    Membership.objects.bulk_create(
        Membership(team=team, user=person, role=role, joined_at=now - HISTORY)
        for person, role in zip(people, roles, strict=True)
    )
    makers = [person for person, role in zip(people, roles, strict=True) if role in MAY_PREPARE]
    projects = _projects(rng, team, makers, min(MOST_PROJECTS, 1 + round(videos**0.5 / 3)), now)
    return Crew(team, people, makers, projects, _deciders(rng, projects, people))


def use_by_default(crew: Crew, connection: Connection) -> None:
    DefaultConnection.objects.create(team=crew.team, connection=connection)


def _people(rng: Random, count: int, password: str, now: datetime) -> list[User]:
    first = User.objects.count() + 1
    return User.objects.bulk_create(_person(rng, first + number, password, now) for number in range(count))


def _person(rng: Random, number: int, password: str, now: datetime) -> User:
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    return User(
        email=f"{first.lower()}.{number}@example.com",
        name=f"{first} {last}",
        language=rng.choice(("", *LANGUAGES)).replace("zh", "zh-hans"),
        password=password,
        date_joined=now - HISTORY,
    )


def _projects(rng: Random, team: Team, makers: list[User], count: int, now: datetime) -> list[Project]:
    projects = []
    for number in range(count):
        rounds = number // len(PROJECTS)
        name = PROJECTS[number % len(PROJECTS)] + (f" {rounds + 1}" if rounds else "")
        projects.append(Project(team=team, name=name, created_by=rng.choice(makers), created_at=now - HISTORY))
    return Project.objects.bulk_create(projects)


def _deciders(rng: Random, projects: list[Project], people: list[User]) -> dict[int, list[User]]:
    """In every fifth project one or two people must approve."""
    must = {project.pk: rng.sample(people, min(len(people), rng.randint(1, 2))) for project in projects[1::5]}
    Decider.objects.bulk_create(Decider(project_id=pk, user=person) for pk, named in must.items() for person in named)
    return must


def locked_away(password: str) -> str:
    """What is kept of the password that all of them share: it is made slowly, so once."""
    return make_password(password)
