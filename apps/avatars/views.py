from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.avatars.models import Avatar
from apps.media.serve import serve


@require_safe
def portrait(request: HttpRequest, pk: int) -> HttpResponse:
    avatar = get_object_or_404(Avatar.objects.visible_to(request.user), pk=pk)
    return serve(request, avatar.portrait_key, content_type="image/jpeg", etag=avatar.portrait_sha256)


@require_safe
def backdrop(request: HttpRequest, pk: int) -> HttpResponse:
    avatar = get_object_or_404(Avatar.objects.visible_to(request.user), pk=pk)
    return serve(request, avatar.backdrop_key, content_type="image/jpeg", etag=f"{avatar.portrait_sha256}-b")
