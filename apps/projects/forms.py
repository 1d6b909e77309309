from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.projects.models import Project
from apps.teams.models import User
from apps.teams.policy import MAY_REVIEW


class ProjectForm(forms.ModelForm):
    class Meta:
        model = Project
        fields = ("name",)


class DecidersForm(forms.Form):
    def __init__(self, project: Project, data: Any = None) -> None:
        """`project`: members of its team are offered; those who are named already are ticked."""
        super().__init__(data, initial={"people": project.deciders.present().values_list("user", flat=True)})
        members = User.objects.filter(
            memberships__team=project.team_id, memberships__role__in=MAY_REVIEW, is_active=True
        )
        self.fields["people"] = forms.ModelMultipleChoiceField(
            members.order_by("name", "pk"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            label=_("Who must approve?"),
            help_text=_("Tick nobody, and one approval of anybody in the team is enough."),
        )
