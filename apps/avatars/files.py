"""The pictures and papers of faces. The same people see them as see the library."""

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.avatars.models import Avatar, Consent
from apps.media.serve import serve
from apps.teams.current import SignedInRequest


def _face(request: SignedInRequest, pk: int) -> Avatar:
    return get_object_or_404(Avatar.objects.visible_to(request.user), pk=pk)


@require_safe
def portrait(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return serve(request, _face(request, pk).portrait_key)


@require_safe
def thumb(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The portrait as lists show it; faces of before have no smaller one."""
    face = _face(request, pk)
    return serve(request, face.thumb_key or face.portrait_key)


@require_safe
def proof(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The whole photo that the portrait is cut from, to work on."""
    face = _face(request, pk)
    return serve(request, face.proof_key or face.source_key)


@require_safe
def backdrop(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return serve(request, _face(request, pk).backdrop_key)


@require_safe
def paper(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What somebody signed: always saved, never shown by the browser."""
    consents = Consent.objects.filter(avatar__in=Avatar.objects.visible_to(request.user)).exclude(file_key="")
    consent = get_object_or_404(consents, pk=pk)
    return serve(request, consent.file_key, filename=consent.file_name, download=True)
