from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.media.serve import serve, serve_captions
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


def captions(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is said when, as a file for players."""
    clip = get_object_or_404(VoiceClip.objects.visible_to(request.user), pk=pk)
    return serve_captions(request, clip.cues, filename=clip.name)
