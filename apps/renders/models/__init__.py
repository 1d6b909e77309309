"""Videos, their takes, and what happened to each take."""

from apps.renders.models.queryset import RenderQuerySet
from apps.renders.models.render import Render, RenderEvent
from apps.renders.models.video import Video, VideoQuerySet

__all__ = ["Render", "RenderEvent", "RenderQuerySet", "Video", "VideoQuerySet"]
