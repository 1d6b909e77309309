"""What the gallery keeps beside the videos: how each stands, to find it by, and the tags people give."""

from apps.gallery.models.listing import Listing, ListingQuerySet
from apps.gallery.models.tag import Tag, Tagging, TagQuerySet

__all__ = ["Listing", "ListingQuerySet", "Tag", "TagQuerySet", "Tagging"]
