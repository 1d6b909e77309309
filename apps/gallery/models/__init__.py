"""What the gallery keeps beside the videos: how each stands, to find it by, and the tags people give."""

from apps.gallery.models.listing import Listing, ListingQuerySet, Shelf
from apps.gallery.models.tag import Tag, Tagging, TagQuerySet

__all__ = ["Listing", "ListingQuerySet", "Shelf", "Tag", "TagQuerySet", "Tagging"]
