from collections.abc import Callable, Iterator

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.connections.models import Connection
from apps.core.admin import HistoryAdmin
from apps.core.due import LostRace
from apps.core.formats import money
from apps.media.admin import FilesAdmin, sound
from apps.voices import actions
from apps.voices.models import Speech, SpeechQuerySet, Voice, VoiceClip


@admin.register(VoiceClip)
class VoiceClipAdmin(FilesAdmin):
    file_fields = ("audio_key",)
    list_display = ("name", "player", "team", "seconds", "created_by", "created_at")
    list_select_related = ("team", "created_by")
    search_fields = ("name", "original_name", "spoken_text", "team__name")
    date_hierarchy = "created_at"
    readonly_fields = (
        "player",
        "team",
        "seconds",
        "audio_bytes",
        "original_name",
        "spoken_text",
        "spoken_by",
        "is_draft_voice",
        "created_by",
        "created_at",
    )
    fields = ("name", *readonly_fields)

    def get_queryset(self, request: HttpRequest) -> QuerySet[VoiceClip]:
        without_secrets = Prefetch("spoken_by", queryset=Connection.objects.without_secrets())
        return super().get_queryset(request).prefetch_related(without_secrets)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a voice comes in through the check of its recording

    def has_delete_permission(self, request: HttpRequest, obj: VoiceClip | None = None) -> bool:
        return False  # deleting goes with its file, from the library

    @admin.display(description=_("listen"))
    def player(self, clip: VoiceClip) -> SafeString | str:
        return sound(self.address(clip, "audio_key"))


@admin.register(Voice)
class VoiceAdmin(admin.ModelAdmin):
    list_display = ("voice_id", "language", "name", "is_offered", "order")
    list_editable = ("name", "is_offered", "order")
    list_filter = ("language", "is_offered")
    search_fields = ("name", "voice_id")


@admin.register(Speech)
class SpeechAdmin(HistoryAdmin):
    list_display = ("__str__", "status", "connection", "voice_name", "estimate", "charged", "created_at", "player")
    list_select_related = ("clip",)
    list_filter = ("status", "connection__name", "language", "is_play_money")  # by name: rows would bring their keys
    search_fields = ("text", "task_id", "request_id", "voice_name", "team__name")
    date_hierarchy = "created_at"
    actions = ("look_now", "fetch_again", "give_up")
    fields = (
        "player",
        "text",
        "language",
        "voice_name",
        "voice_id",
        "speed",
        "team",
        "connection",
        "status",
        "reason",
        "hold",
        "estimate",
        "charged",
        "is_play_money",
        "task_id",
        "request_id",
        "answer",
        "created_by",
        "created_at",
        "sending_at",
        "spoken_at",
        "finished_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Speech]:
        without_secrets = Prefetch("connection", queryset=Connection.objects.without_secrets())
        return super().get_queryset(request).prefetch_related(without_secrets)

    @admin.action(description=_("Look now"), permissions=["view"])
    def look_now(self, request: HttpRequest, queryset: SpeechQuerySet) -> None:
        count = actions.look_now(queryset)
        said = ngettext("%(count)d text is looked at now.", "%(count)d texts are looked at now.", count)
        self.message_user(request, said % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Fetch the sound again"), permissions=["mend"])
    def fetch_again(self, request: HttpRequest, queryset: SpeechQuerySet) -> None:
        for speech in self._done(request, queryset, actions.fetch_again):
            self.message_user(request, _("Fetching “%(text)s”.") % {"text": speech}, messages.SUCCESS)

    @admin.action(description=_("Give up unclear texts; what was set aside is free again"), permissions=["mend"])
    def give_up(self, request: HttpRequest, queryset: SpeechQuerySet) -> None:
        for speech in self._done(request, queryset, actions.give_up):
            self.message_user(request, _("“%(text)s” was given up.") % {"text": speech}, messages.SUCCESS)

    def _done(self, request: HttpRequest, speeches: SpeechQuerySet, act: Callable[[Speech], None]) -> Iterator[Speech]:
        """Do it to each text by its own; those that it fitted."""
        for speech in speeches:
            try:
                act(speech)
            except (ValueError, LostRace):
                self.message_user(request, _("This does not fit “%(text)s”.") % {"text": speech}, messages.WARNING)
            else:
                yield speech

    def has_mend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("voices.change_speech")

    @admin.display(description=_("listen"))
    def player(self, speech: Speech) -> SafeString | str:
        if speech.clip is None:
            return "–"
        return sound(reverse("admin:voices_voiceclip_file", args=[speech.clip.pk, "audio_key"]))

    @admin.display(description=_("estimate"), ordering="estimate_micros")
    def estimate(self, speech: Speech) -> str:
        return money(speech.estimate_micros)

    @admin.display(description=_("charged"), ordering="charged_micros")
    def charged(self, speech: Speech) -> str:
        return "–" if speech.charged_micros is None else money(speech.charged_micros)
