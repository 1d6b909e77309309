"""Which videos of a team somebody looks for, as an address says it: filters, words, order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from django.core.cache import caches
from django.db.models import Count, Q
from django.http import QueryDict

from apps.core.formats import MICRO
from apps.gallery.folding import words_of
from apps.gallery.forms import Filters
from apps.gallery.models import Listing, ListingQuerySet
from apps.gallery.paging import SORTS, Sort
from apps.gallery.states import GROUPS
from apps.projects.models import Project
from apps.reviews.inbox import waits_for
from apps.teams.models import Team, User
from apps.teams.policy import MAY_PREPARE, MAY_SPEND, role_in

Answer = TypeVar("Answer")
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(9000, 1, 1)  # beyond them the calendar ends in some zone or other
COUNTED = 100  # of what needs somebody; more than that is said as "99+"
# What narrows a page down, beside the filters of the bar and the order.
NARROWING = (
    "q", "tag", "project", "person", "face", "voice", "service", "from_day", "to_day", "least", "most",
)  # fmt: skip
_COLUMNS = {
    "tag": "video__taggings__tag",
    "project": "project",
    "person": "created_by",
    "face": "avatar",
    "voice": "clip",
    "service": "connection",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What matches: `listings` in their order, `narrowed` the same without the filter of the bar, to count by it."""

    team: Team
    user: User
    project: Project | None
    form: Filters
    wanted: Mapping[str, Any]
    show: str
    sort: Sort
    words: list[str]
    narrowed: ListingQuerySet

    @property
    def listings(self) -> ListingQuerySet:
        return self.sort.sorted(self.matching)

    @property
    def matching(self) -> ListingQuerySet:
        """All that match, in no order."""
        if self.show == "mine":
            return self.narrowed.filter(needs(self.user, self.team))
        return self.narrowed.filter(state__in=GROUPS[self.show]) if self.show in GROUPS else self.narrowed

    @property
    def is_narrowed(self) -> bool:
        return any(name in self.wanted for name in NARROWING)

    @property
    def wanted_texts(self) -> dict[str, str]:
        """The parameters of the address that could be read, as they were written: for the hidden fields of forms."""
        return {name: self.form.data[name] for name in self.wanted}

    @property
    def shows_all(self) -> bool:
        """Whether everything that is there is shown."""
        return self.show == "all" and not self.is_narrowed

    def total(self, counts: Mapping[str, int]) -> int:
        """How many match exactly, whatever the bar says; `counts` are those of `counts`."""
        known = counts[self.show]
        return self.matching.count() if self.show == "mine" and known >= COUNTED else known

    def counts(self) -> dict[str, int]:
        """How many videos each filter of the bar leaves; two queries, or none where nothing changed since."""
        if self.is_narrowed:
            return self._counted()
        where = self.project.pk if self.project else "all"
        return _remembered(self.team, self.user, f"counts-{where}", self._counted)

    def _counted(self) -> dict[str, int]:
        states = dict(self.narrowed.order_by().values_list("state").annotate(videos=Count("*")))
        by_group = {name: sum(states.get(slug, 0) for slug in slugs) for name, slugs in GROUPS.items()}
        mine = self.narrowed.filter(needs(self.user, self.team)).order_by()[:COUNTED].count()
        return {
            "all": sum(states.values()),
            "mine": mine,
            "being_made": states.get("making", 0) + states.get("drafting", 0),
            "in_line": states.get("in-line", 0),
            **by_group,
        }


def found(team: Team, user: User, params: QueryDict | Mapping[str, str], project: Project | None = None) -> Found:
    """What the parameters of an address ask for, among the videos of the team or of one project of it."""
    form = Filters(params)
    wanted = form.wanted()
    words = words_of(wanted.get("q", ""))
    everything = Listing.objects.kept().filter(team=team)
    return Found(
        team=team,
        user=user,
        project=project,
        form=form,
        wanted=wanted,
        show=wanted.get("show", "all"),
        sort=SORTS[wanted.get("sort", "newest")],
        words=words,
        narrowed=_narrowed(everything.filter(project=project) if project else everything, wanted, words, team),
    )


def needs(user: User, team: Team) -> Q:
    """What waits for this person: their word, a fix of their own video, or an OK that they may give."""
    role = role_in(team, user)
    mine = Q(to_decide__isnull=False) & waits_for(user, take="to_decide", project="project")
    if role in MAY_PREPARE:
        mine |= Q(state__in=(*GROUPS["fix"], *GROUPS["changes"]), created_by=user)
    if role in MAY_SPEND:
        mine |= Q(state="unclear") | (Q(state="asked") & ~Q(take__created_by=user))
    return mine


def your_turn(team: Team, user: User) -> int:
    """How many versions wait for this person's word, as the page of reviews lists them; at most `COUNTED`."""

    def count() -> int:
        undecided = Listing.objects.kept().filter(team=team, to_decide__isnull=False)
        return undecided.filter(waits_for(user, take="to_decide", project="project"))[:COUNTED].count()

    return _remembered(team, user, "turn", count)


def _remembered(team: Team, user: User, what: str, ask: Callable[[], Answer]) -> Answer:
    """What was answered before, while nothing in the team has changed."""
    return cast(Answer, caches["quick"].get_or_set(f"{team.uuid}-{team.listed_rev}-{user.pk}-{what}", ask))


def _narrowed(listings: ListingQuerySet, wanted: Mapping[str, Any], words: list[str], team: Team) -> ListingQuerySet:
    asked = {column: wanted[name] for name, column in _COLUMNS.items() if name in wanted}
    listings = listings.filter(**asked)
    for word in words:
        listings = listings.filter(text__contains=word)
    if "from_day" in wanted:
        listings = listings.filter(created_at__gte=_midnight(wanted["from_day"], team))
    if "to_day" in wanted:
        listings = listings.filter(created_at__lt=_midnight(wanted["to_day"], team, timedelta(days=1)))
    if "least" in wanted:
        listings = listings.filter(price_micros__gte=int(wanted["least"] * MICRO))
    if "most" in wanted:
        listings = listings.filter(price_micros__lte=int(wanted["most"] * MICRO))
    return listings


def _midnight(day: date, team: Team, after: timedelta = timedelta(0)) -> datetime:
    near = min(max(day, FIRST_DAY), LAST_DAY)
    return datetime.combine(near + after, time.min, ZoneInfo(team.time_zone))
