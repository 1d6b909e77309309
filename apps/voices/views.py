from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.media.serve import serve
from apps.teams.current import SignedInRequest
from apps.voices.models import VoiceClip


@require_safe
def audio(request: SignedInRequest, pk: int) -> HttpResponseBase:
    clip = get_object_or_404(VoiceClip.objects.visible_to(request.user), pk=pk)
    return serve(request, clip.audio_key)


@require_safe
def whole(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """All of the recording that the clip is a part of, to listen to while choosing another part."""
    clip = get_object_or_404(VoiceClip.objects.visible_to(request.user), pk=pk)
    return serve(request, clip.whole_key or clip.audio_key)
