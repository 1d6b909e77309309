"""Every model of ours has a page in the admin site on which staff finds things."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from tests.cast import signed_in
from tests.takes import make_take

OURS = [model for model in apps.get_models() if model.__module__.startswith("apps.")]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
@pytest.mark.django_db
def test_every_model_has_a_page_that_can_be_searched(model, staff, team, alice):
    make_take(team, alice)
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    page = signed_in(staff).get(address, {"q": "nobody is called that"})
    assert page.status_code == 200
    assert admin.site.get_model_admin(model).search_fields
    assert page.context["cl"].result_count == 0


@pytest.mark.parametrize("name", ["avatars_avatar", "voices_voiceclip", "renders_video", "renders_render"])
@pytest.mark.django_db
def test_pictures_and_players_stand_in_the_lists(name, staff, team, alice):
    make_take(team, alice)
    page = signed_in(staff).get(reverse(f"admin:{name}_changelist")).content.decode()
    assert "<audio" in page if name == "voices_voiceclip" else "<img" in page
