from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.media.admin import FilesAdmin, sound
from apps.voices.models import VoiceClip


@admin.register(VoiceClip)
class VoiceClipAdmin(FilesAdmin):
    file_fields = ("audio_key",)
    list_display = ("name", "player", "team", "seconds", "created_by", "created_at")
    list_select_related = ("team", "created_by")
    search_fields = ("name", "original_name", "team__name")
    date_hierarchy = "created_at"
    readonly_fields = ("player", "team", "seconds", "audio_bytes", "original_name", "created_by", "created_at")
    fields = ("name", *readonly_fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a voice comes in through the check of its recording

    def has_delete_permission(self, request: HttpRequest, obj: VoiceClip | None = None) -> bool:
        return False  # deleting goes with its file, from the library

    @admin.display(description=_("listen"))
    def player(self, clip: VoiceClip) -> SafeString | str:
        return sound(self.address(clip, "audio_key"))
