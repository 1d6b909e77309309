"""The page on which a video is filled in. Each step is saved as it is done; a reload loses nothing."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from apps.avatars.models import Consent
from apps.connections.models import SECRETS_OF_RELATED
from apps.core.htmx import post_of, redirect
from apps.core.numbers import whole_number
from apps.projects.models import Project
from apps.renders import actions, pages, presses, words
from apps.renders.drafting import show_approver
from apps.renders.forms import FinishForm
from apps.renders.models import Render, Video
from apps.renders.quote import Changed, NotComplete
from apps.renders.samples import use_samples
from apps.spending.ledger import Limits, OverLimit
from apps.spending.room import room_in
from apps.teams.current import SignedInRequest
from apps.teams.policy import may_manage, may_prepare, may_spend, require
from apps.voices.actions import add_clip
from apps.voices.models import VoiceClip
from apps.voices.parts import RecordingRefused

Step = Callable[[Video, pages.Refused | None], dict[str, Any]]


def unfinished(request: SignedInRequest, pk: int) -> Video:
    """The video, for somebody who may fill it in: 404 for strangers, 403 for reviewers."""
    parts = ("project__team", "avatar", "clip__speech", "speech", "connection")
    videos = Video.objects.visible_to(request.user).select_related(*parts).defer(*SECRETS_OF_RELATED)
    consents = Prefetch("avatar__consents", Consent.objects.select_related("recorded_by"))
    video = get_object_or_404(videos.prefetch_related(consents), pk=pk)
    require(may_prepare(request.user, video.project.team))
    return video


@require_POST
def create(request: SignedInRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    require(may_prepare(request.user, project.team))
    video = actions.start_video(project, request.user)
    return redirect(request, reverse("videos:edit", args=[video.pk]))


@require_safe
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    video = unfinished(request, pk)
    commented = whole_number(request.GET.get("comments", ""))
    context = pages.whole(video, request.user, FinishForm(instance=video), commented)
    return TemplateResponse(request, "videos/edit.html", context)


@post_of("videos:edit")
def voice(request: SignedInRequest, pk: int) -> HttpResponse:
    """A recording is sent, or a clip of the library is chosen."""
    video = unfinished(request, pk)
    refused = None
    try:
        actions.change_video(video, clip=_chosen_voice(request, video), speech=None)
    except RecordingRefused as error:
        refused = pages.Refused(error.name, error.report, error.problems)
    return _answer(request, video, "voice", pages.voice_step, refused)


def _chosen_voice(request: SignedInRequest, video: Video) -> VoiceClip:
    team = video.project.team
    recording = request.FILES.get("recording")
    if not isinstance(recording, TemporaryUploadedFile):
        return get_object_or_404(VoiceClip, team=team, pk=whole_number(request.POST.get("clip", "")))
    return add_clip(team, request.user, Path(recording.temporary_file_path()), recording.name or "")


def _answer(
    request: SignedInRequest, video: Video, name: str, step: Step, refused: pages.Refused | None
) -> HttpResponse:
    return answer(request, video, name, step(video, refused), is_refused=refused is not None)


def answer(
    request: SignedInRequest, video: Video, name: str, context: dict[str, Any], *, is_refused: bool
) -> HttpResponse:
    """The step's panel with the summary beside it; the whole page where there is no JavaScript."""
    status = 422 if is_refused else 200
    if request.htmx:
        panel = {**pages.summary(video, request.user), **context, "oob": True}
        return TemplateResponse(request, f"videos/_{name}_saved.html", panel, status=status)
    if is_refused:
        page = {**pages.whole(video, request.user, FinishForm(instance=video)), **context}
        return TemplateResponse(request, "videos/edit.html", page, status=status)
    return redirect(request, f"{reverse('videos:edit', args=[video.pk])}#{name}")


@post_of("videos:edit")
def sample(request: SignedInRequest, pk: int) -> HttpResponse:
    video = unfinished(request, pk)
    use_samples(video, request.user)
    return redirect(request, reverse("videos:edit", args=[video.pk]))


@post_of("videos:edit")
def save(request: SignedInRequest, pk: int) -> HttpResponse:
    """Autosave of the last step: what can be saved is, and the answer says what cannot."""
    video = unfinished(request, pk)
    service_before, mode_before = video.connection_id, video.mode
    form = saved(request, video)
    connection_changed = video.connection_id != service_before
    context = {
        **pages.summary(video, request.user, form),
        **(pages.voice_step(video) if connection_changed else {}),
        "qualities": pages.qualities(video),
        "connection_changed": connection_changed,
        "oob": True,
    }
    answered = TemplateResponse(request, "videos/_saved.html", context, status=422 if form.errors else 200)
    # A typed text says what its video will cost.
    return trigger_client_event(answered, "quality-changed") if video.mode != mode_before else answered


def saved(request: SignedInRequest, video: Video) -> FinishForm:
    """The last step's form, after every field of it that is in order was saved."""
    form = FinishForm(request.POST, instance=video)
    form.is_valid()
    video.refresh_from_db(fields=form.Meta.fields)  # a form leaves what is not in order on its instance as well
    sent = [name for name in form.Meta.fields if name in request.POST and name in form.cleaned_data]
    actions.change_video(video, **{name: form.cleaned_data[name] for name in sent})
    if video.avatar and form.cleaned_data.get("consent") == video.avatar.pk:
        video.avatar.record_consent(request.user)
    return form


@post_of("videos:edit")
def make(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save the last step once more, then put a take in line."""
    video = unfinished(request, pk)
    require(may_spend(request.user, video.project.team))
    return _pressed(request, video, ask=False)


@post_of("videos:edit")
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same press by somebody who may not spend, or not so much: the take waits for an OK."""
    return _pressed(request, unfinished(request, pk), ask=True)


def _pressed(request: SignedInRequest, video: Video, *, ask: bool) -> HttpResponse:
    form = saved(request, video)
    told: dict[str, Any] = {}
    try:
        if video.is_draft:  # just chosen: the button on the page still spoke of money
            return redirect(request, reverse("videos:edit", args=[video.pk]))
        if not form.errors:
            return _made(request, _make(request, video, ask=ask), ask=ask)
    except actions.Outdated:
        return redirect(request, reverse("videos:edit", args=[video.pk]))
    except actions.MadeBefore as error:
        messages.warning(request, presses.made_before(error.take))
        return redirect(request, reverse("videos:edit", args=[video.pk]))
    except Changed:
        told = {"changed": True}
    except OverLimit as error:
        told = {"over": words.over_limit(room_in(error.budget)), "was_refused": True}
    except NotComplete as error:
        return redirect(request, f"{reverse('videos:edit', args=[video.pk])}#{error.missing[0].step}")
    context = {**pages.whole(video, request.user, form), **told}
    return TemplateResponse(request, "videos/edit.html", context, status=422)


def _make(request: SignedInRequest, video: Video, *, ask: bool) -> Render:
    """Owners may go over a limit, with the button that says so: `over` comes from it alone."""
    goes_over = "over" in request.POST and may_manage(request.user, video.project.team)
    limits = Limits.NONE if goes_over else Limits.BOTH
    seen = request.POST.get("shown", "")
    return actions.make_video(video, request.user, _form_token(request), seen, ask=ask, limits=limits)


def _made(request: SignedInRequest, take: Render, *, ask: bool) -> HttpResponse:
    """Say what became of the press. The page may have been used already, to ask for an OK that is still to be said."""
    if take.status == Render.Status.WAITING_FOR_OK and ask:
        show_approver(take)
    elif take.status == Render.Status.WAITING_FOR_OK:
        messages.info(request, _("This version waits for an OK. Nothing was sent, and nothing was charged."))
        return redirect(request, reverse("takes:ask", args=[take.pk]))
    if said := presses.pressed(take):
        messages.success(request, said)
    return redirect(request, reverse("gallery:project", args=[take.video.project_id]))


def _form_token(request: SignedInRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("form_token", ""))
    except ValueError:
        raise actions.Outdated from None
