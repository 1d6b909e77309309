"""Which videos of a team somebody looks for."""

from dataclasses import dataclass

from django.http import QueryDict

from apps.gallery.models import Listing, ListingQuerySet
from apps.projects.models import Project
from apps.teams.models import Team, User


@dataclass(frozen=True, slots=True)
class Found:
    listings: ListingQuerySet


def found(team: Team, user: User, params: QueryDict, project: Project | None = None) -> Found:
    listings = Listing.objects.kept().filter(team=team)
    if project:
        listings = listings.filter(project=project)
    if "q" in params:
        listings = listings.filter(text__contains=str(params["q"]))
    return Found(listings.order_by("-created_at", "-pk"))
