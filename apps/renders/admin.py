from collections.abc import Callable, Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.connections.models import SECRETS_OF_RELATED, Connection
from apps.core.admin import HistoryAdmin
from apps.core.due import LostRace
from apps.core.formats import money
from apps.media.admin import FilesAdmin, film, picture, sound
from apps.renders import actions, unclear
from apps.renders.models import Render, RenderEvent, RenderQuerySet, Video
from apps.teams.models import User


@admin.register(Video)
class VideoAdmin(admin.ModelAdmin):
    list_display = (
        "portrait",
        "__str__",
        "project",
        "avatar",
        "clip",
        "connection",
        "mode",
        "created_by",
        "created_at",
    )
    list_display_links = ("__str__",)
    list_select_related = ("project", "avatar", "clip", "created_by")
    list_filter = ("mode", "connection__name")
    search_fields = ("title", "prompt", "project__name", "project__team__name")
    date_hierarchy = "created_at"
    readonly_fields = (
        "portrait",
        "project",
        "avatar",
        "clip",
        "connection",
        "mode",
        "prompt",
        "created_by",
        "created_at",
    )
    fields = ("title", *readonly_fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Video | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Video]:
        without_key = Connection.objects.without_secrets()
        return super().get_queryset(request).prefetch_related(Prefetch("connection", queryset=without_key))

    @admin.display(description=_("photo"))
    def portrait(self, video: Video) -> SafeString | str:
        if video.avatar is None:
            return "–"
        return picture(reverse("admin:avatars_avatar_file", args=[video.avatar.pk, "portrait_key"]))


class EventInline(admin.TabularInline):
    """The timeline of a take."""

    model = RenderEvent
    fields = ("at", "from_status", "to_status", "actor", "why", "raw")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[RenderEvent]:
        return super().get_queryset(request).select_related("actor")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class HandFilter(admin.SimpleListFilter):
    """Takes that do not come on as they should."""

    title = _("needs a hand")
    parameter_name = "hand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [("any", _("Needs a hand")), ("slow", _("Longer than usual"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Render]) -> QuerySet[Render]:
        if not self.value():
            return queryset
        found = cast(RenderQuerySet, queryset).needs_a_hand()
        return found.filter(slow_at__isnull=False) if self.value() == "slow" else found


@admin.register(Render)
class RenderAdmin(HistoryAdmin, FilesAdmin):
    file_fields = ("portrait_key", "voice_key", "film_key", "poster_key")
    list_display = ("poster", "video", "number", "status", "connection", "mode", "estimate", "created_by", "created_at")
    list_display_links = ("video",)
    list_select_related = ("video", "connection", "created_by")
    list_filter = (HandFilter, "status", "connection__name", "mode", "is_play_money")
    search_fields = ("video__title", "task_id", "external_id", "video__project__team__name")
    date_hierarchy = "created_at"
    inlines = (EventInline,)
    actions = ("look_now", "fetch_again", "not_sent", "give_up", "stop")
    fields = (
        "player",
        "portrait",
        "voice",
        "video",
        "number",
        "status",
        "reason",
        "connection",
        "task_id",
        "external_id",
        "request_id",
        "mode",
        "prompt",
        "script",
        "seconds",
        "film_seconds",
        "film_sha256",
        "estimate",
        "charged",
        "hold",
        "billed_units",
        "billed_balance",
        "is_play_money",
        "created_by",
        "created_at",
        "answered_by",
        "answer",
        "queued_at",
        "sending_at",
        "submitted_at",
        "slow_at",
        "finished_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Render]:
        return super().get_queryset(request).defer(*SECRETS_OF_RELATED)

    @admin.action(description=_("Look now"), permissions=["view"])
    def look_now(self, request: HttpRequest, queryset: RenderQuerySet) -> None:
        count = actions.look_now(queryset)
        said = ngettext("%(count)d take is looked at now.", "%(count)d takes are looked at now.", count)
        self.message_user(request, said % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Fetch the film again"), permissions=["mend"])
    def fetch_again(self, request: HttpRequest, queryset: RenderQuerySet) -> None:
        self._each(request, queryset, actions.fetch_again)

    @admin.action(description=_("Unclear: the service never got it, send it again"), permissions=["mend"])
    def not_sent(self, request: HttpRequest, queryset: RenderQuerySet) -> None:
        self._each(request, queryset, unclear.not_sent)

    @admin.action(description=_("Unclear: give up, nobody can tell"), permissions=["mend"])
    def give_up(self, request: HttpRequest, queryset: RenderQuerySet) -> None:
        self._each(request, queryset, unclear.give_up)

    @admin.action(description=_("Stop before it is sent"), permissions=["mend"])
    def stop(self, request: HttpRequest, queryset: RenderQuerySet) -> None:
        self._each(request, queryset, actions.stop)

    def has_mend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("renders.change_render")

    def _each(self, request: HttpRequest, renders: RenderQuerySet, act: Callable[[Render, User], None]) -> None:
        """Do it to each take by its own; say how many it fitted."""
        done = 0
        for render in renders:
            try:
                act(render, cast(User, request.user))
            except (ValueError, LostRace):
                self.message_user(request, _("This does not fit %(take)s.") % {"take": render}, messages.WARNING)
            else:
                done += 1
        if done:
            said = ngettext("Done for %(count)d take.", "Done for %(count)d takes.", done) % {"count": done}
            self.message_user(request, said, messages.SUCCESS)

    @admin.display(description=_("picture"))
    def poster(self, render: Render) -> SafeString | str:
        return picture(self.address(render, "poster_key" if render.poster_key else "portrait_key"))

    @admin.display(description=_("film"))
    def player(self, render: Render) -> SafeString | str:
        return film(self.address(render, "film_key"), self.address(render, "poster_key")) or "–"

    @admin.display(description=_("photo"))
    def portrait(self, render: Render) -> SafeString | str:
        return picture(self.address(render, "portrait_key"))

    @admin.display(description=_("voice"))
    def voice(self, render: Render) -> SafeString | str:
        return sound(self.address(render, "voice_key"))

    @admin.display(description=_("estimate"), ordering="estimate_micros")
    def estimate(self, render: Render) -> str:
        return money(render.estimate_micros)

    @admin.display(description=_("charged"), ordering="charged_micros")
    def charged(self, render: Render) -> str:
        return "–" if render.charged_micros is None else money(render.charged_micros)


@admin.register(RenderEvent)
class RenderEventAdmin(HistoryAdmin):
    list_display = ("at", "render", "from_status", "to_status", "actor", "why")
    list_select_related = ("render__video", "actor")
    list_filter = ("to_status",)
    search_fields = ("why", "render__task_id", "render__video__title")
    date_hierarchy = "at"
