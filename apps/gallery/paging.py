"""Pages of the gallery: an order, and where the next one begins, never by counting; lists that "Show more" grows."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from apps.core.numbers import whole_number
from apps.gallery.models import Listing, ListingQuerySet

PAGE = 24
MOST = 6_000  # rows of a list, whatever its address says
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of listings by one column. Equal ones stand by their video."""

    column: str
    is_descending: bool = True

    def sorted(self, listings: ListingQuerySet) -> ListingQuerySet:
        sign = "-" if self.is_descending else ""
        return listings.order_by(f"{sign}{self.column}", f"{sign}pk")

    def cursor(self, listing: Listing) -> str:
        """The place right after a listing, for an address."""
        value = getattr(listing, self.column)
        return f"{value.isoformat() if hasattr(value, 'isoformat') else value}~{listing.video_id}"

    def after(self, listings: ListingQuerySet, cursor: str) -> ListingQuerySet:
        """Those that come after that place; all of them where it is no place."""
        place = self._read(cursor)
        if place is None:
            return listings
        value, pk = place
        beyond = "lt" if self.is_descending else "gt"
        # The first condition says no more than the others together, but an index can begin there.
        return listings.filter(
            Q(**{f"{self.column}__{beyond}e": value}),
            Q(**{f"{self.column}__{beyond}": value}) | Q(**{f"pk__{beyond}": pk}),
        )

    def _read(self, cursor: str) -> tuple[Any, int] | None:
        text, _, pk = cursor.rpartition("~")
        if not whole_number(pk) or "\0" in text:
            return None
        try:
            value = _column(self.column).clean(text, None)
            return value.astimezone(UTC) if isinstance(value, datetime) else value, whole_number(pk)
        except (ValidationError, ValueError, OverflowError):  # the first and the last day are none in other zones
            return None


def _column(name: str) -> "models.Field[Any, Any]":
    return next(field for field in Listing._meta.concrete_fields if field.name == name)


SORTS = {
    "newest": Sort("created_at"),
    "changed": Sort("rev"),
    "name": Sort("title", is_descending=False),
    "longest": Sort("seconds"),
    "dearest": Sort("price_micros"),
}


def so_far(rows: "models.QuerySet[Row]", asked: str, page: int) -> tuple[list[Row], int]:
    """As many rows of a list as its address asks for, and how many "Show more" asks for: 0 where that is all."""
    count = min(MOST, max(page, whole_number(asked)))
    found = list(rows[: count + 1])
    return found[:count], count + page if len(found) > count and count < MOST else 0
