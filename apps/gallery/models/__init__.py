"""What the gallery keeps beside the videos: how each stands, to find it by, the tags people give, and batches."""

from apps.gallery.models.batch import Batch, BatchFile, BatchLine, BatchQuerySet, LineQuerySet
from apps.gallery.models.listing import Listing, ListingQuerySet
from apps.gallery.models.tag import Tag, Tagging, TagQuerySet

__all__ = [
    "Batch",
    "BatchFile",
    "BatchLine",
    "BatchQuerySet",
    "LineQuerySet",
    "Listing",
    "ListingQuerySet",
    "Tag",
    "TagQuerySet",
    "Tagging",
]
