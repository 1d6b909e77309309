from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.avatars.models import Avatar
from apps.media.serve import serve
from apps.teams.current import SignedInRequest


@require_safe
def portrait(request: SignedInRequest, pk: int) -> HttpResponseBase:
    avatar = get_object_or_404(Avatar.objects.visible_to(request.user), pk=pk)
    return serve(request, avatar.portrait_key)


@require_safe
def backdrop(request: SignedInRequest, pk: int) -> HttpResponseBase:
    avatar = get_object_or_404(Avatar.objects.visible_to(request.user), pk=pk)
    return serve(request, avatar.backdrop_key)
