"""What people do with the faces of their library. The library itself, which also shows videos, stands in gallery."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.avatars import actions, consents, desk
from apps.avatars.developing import PhotoRefused
from apps.avatars.forms import ConsentForm, NamesForm, WithdrawForm, kind_of
from apps.avatars.models import Avatar, today
from apps.core.due import LostRace
from apps.core.htmx import post_of, redirect
from apps.media.words import explain
from apps.teams.current import SignedInRequest, team_of
from apps.teams.policy import may_prepare, require

page_with_form = require_http_methods(["GET", "HEAD", "POST"])


@page_with_form
def add(request: SignedInRequest) -> HttpResponse:
    """A photo for the library, without a video that needs it."""
    team = team_of(request)
    require(may_prepare(request.user, team))
    return _photo_page(request, None, lambda path, name: actions.add_face(team, request.user, path, name))


@page_with_form
def replace(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another photo of the same person."""
    face = _face(request, pk)

    def use(path: Path, name: str) -> Avatar:
        actions.replace_photo(face, path, name)
        return face

    return _photo_page(request, face, use)


@page_with_form
def names(request: SignedInRequest, pk: int) -> HttpResponse:
    face = _face(request, pk)
    form = NamesForm(request.POST or None, instance=face)
    if form.is_valid():
        form.save()
        return _back(request, face, _("Saved."))
    return _form_page(request, "faces/form.html", _face(request, pk), form, title=_("Rename"), do=_("Save"))


@page_with_form
def consent(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down that the person agreed."""
    face = _face(request, pk)
    day = today(face.team)
    known = {"person": face.person, "agreed_on": day}
    form = ConsentForm(day, request.POST or None, request.FILES or None, initial=known)
    if form.is_valid():
        consents.add_consent(face, request.user, _agreement(form), _paper(form))
        return _back(request, face, _("The permission is recorded."))
    return _form_page(request, "faces/consent.html", face, form)


@page_with_form
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """The person does not agree any more. Also for a face that was deleted."""
    face = _face(request, pk, with_deleted=True)
    standing = face.consent
    if standing is None or not standing.stands:
        return redirect(request, _address(face))
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        consents.withdraw(standing, request.user, form.cleaned_data["why"])
        return _back(request, face, _("The permission is withdrawn. Nothing new is made with this face."))
    words = {"title": _("Withdraw the permission"), "do": _("Withdraw it")}
    return _form_page(request, "faces/form.html", face, form, **words)


@post_of("gallery:face")
def mend(request: SignedInRequest, pk: int) -> HttpResponse:
    """A button of the face desk."""
    face = _face(request, pk)
    if trouble := desk.press(face, request.user, request.POST):
        messages.warning(request, trouble)
    return redirect(request, f"{_address(face)}#face")


@post_of("gallery:face")
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    face = _face(request, pk, with_deleted=True)
    actions.delete(face, request.user)
    face.refresh_from_db()
    said = _("“%(name)s” is deleted. It can be brought back until %(day)s.")
    return _back(request, face, said % {"name": face, "day": date_format(face.forgotten_at)})


@post_of("gallery:face")
def bring_back(request: SignedInRequest, pk: int) -> HttpResponse:
    face = _face(request, pk, with_deleted=True)
    actions.bring_back(face)
    return _back(request, face, _("“%(name)s” is back.") % {"name": face})


def _face(request: SignedInRequest, pk: int, *, with_deleted: bool = False) -> Avatar:
    """A face for somebody who may change it: 404 for strangers and for deleted ones, 403 for reviewers."""
    faces = Avatar.objects.visible_to(request.user).with_consent()
    face = get_object_or_404(faces, pk=pk)
    require(may_prepare(request.user, face.team))
    if face.deleted_at and not with_deleted:
        raise Http404
    return face


def _form_page(
    request: SignedInRequest, template: str, face: Avatar, form: forms.BaseForm, **words: str
) -> HttpResponse:
    context = {"face": face, "form": form, **words}
    return TemplateResponse(request, template, context, status=422 if form.is_bound else 200)


def _photo_page(request: SignedInRequest, face: Avatar | None, use: Callable[[Path, str], Avatar]) -> HttpResponse:
    """The page where a photo is chosen; `use` makes a face of it."""
    context: dict[str, Any] = {"face": face, "photo_rules": desk.PHOTO_RULES}
    photo = request.FILES.get("photo")
    if isinstance(photo, TemporaryUploadedFile):
        try:
            return redirect(request, _address(use(Path(photo.temporary_file_path()), photo.name or "")))
        except PhotoRefused as error:
            context |= {"refused": error, "problems": [explain(problem) for problem in error.report.problems]}
        except LostRace:
            messages.warning(request, desk.changed())
            return redirect(request, request.path)
    template = "faces/_choose.html" if request.htmx else "faces/photo.html"
    return TemplateResponse(request, template, context, status=422 if request.method == "POST" else 200)


def _agreement(form: ConsentForm) -> consents.Agreement:
    return consents.Agreement(**{name: form.cleaned_data[name] for name in ("person", "scope", "agreed_on", "until")})


def _paper(form: ConsentForm) -> consents.Paper | None:
    paper = form.cleaned_data["paper"]
    if paper is None:
        return None
    return consents.Paper(Path(paper.temporary_file_path()), kind_of(paper), paper.name)


def _back(request: SignedInRequest, face: Avatar, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(request, _address(face))


def _address(face: Avatar) -> str:
    return reverse("gallery:face", args=[face.pk])
