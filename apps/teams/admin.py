from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from apps.teams.actions import withdraw
from apps.teams.links import password_link
from apps.teams.models import Invitation, Membership, Team, User

admin.site.site_header = admin.site.site_title = "Avatar Studio"
admin.site.index_title = _("Everything in this studio")
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one way in, with its limits

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


class LowerCaseEmail(forms.ModelForm):
    """E-mail addresses are kept in lower case, or one person could have two accounts."""

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()


class PersonCreationForm(LowerCaseEmail, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


class PersonForm(LowerCaseEmail, UserChangeForm):
    class Meta:
        model = User
        fields = ("email", "name", "password", "is_active", *RIGHTS)


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ("team", "user")
    readonly_fields = ("joined_at",)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    form = PersonForm
    add_form = PersonCreationForm
    list_display = ("email", "name", "is_active", "is_staff", "last_login", "date_joined")
    list_filter = ("is_active", "is_staff", "is_superuser", "memberships__role")
    search_fields = ("email", "name", "memberships__team__name")
    ordering = ("email",)
    date_hierarchy = "date_joined"
    inlines = (MembershipInline,)
    actions = ("make_password_link",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "password", "is_active", "last_login", "date_joined")}),
        (_("Rights in the admin site"), {"classes": ("collapse",), "fields": RIGHTS}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Any:
        return self.inlines if obj else ()

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Only a superuser gives rights; other staff could make themselves one."""
        return self.readonly_fields if request.user.is_superuser else (*self.readonly_fields, *RIGHTS)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Who could change a superuser, or only their password, would be one."""
        allowed = request.user.is_superuser or obj is None or not obj.is_superuser
        return allowed and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        """The sign-in keeps addresses of its own; a replaced one must not open the account any more."""
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = set(form.instance.memberships.values_list("team", flat=True))
        super().save_related(request, form, formsets, change)
        Team.objects.people_changed(before.union(form.instance.memberships.values_list("team", flat=True)))

    @admin.action(description=_("Make a password link"), permissions=["change"])
    def make_password_link(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            if not self.has_change_permission(request, person):
                sentence = gettext("Only a superuser can make a password link for %(person)s.") % {"person": person}
                self.message_user(request, sentence, messages.WARNING)
                continue
            sentence = gettext("A link for %(person)s, it works once: %(link)s")
            self.message_user(request, sentence % {"person": person, "link": password_link(person, request)})


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):
    list_display = ("name", "people", "created_at")
    search_fields = ("name", "memberships__user__name", "memberships__user__email")
    date_hierarchy = "created_at"
    readonly_fields = ("created_at",)
    inlines = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        return super().get_queryset(request).annotate(people=Count("memberships", distinct=True))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        Team.objects.people_changed([form.instance.pk])

    @admin.display(description=_("people"), ordering="people")
    def people(self, team: Any) -> int:
        return team.people


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ("user", "team", "role", "joined_at")
    list_select_related = ("user", "team")
    list_filter = ("role",)
    search_fields = ("user__name", "user__email", "team__name")
    date_hierarchy = "joined_at"
    autocomplete_fields = ("user", "team")
    readonly_fields = ("joined_at",)

    def save_model(self, request: HttpRequest, obj: Membership, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        Team.objects.people_changed([obj.team_id])

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        super().delete_model(request, obj)
        Team.objects.people_changed([obj.team_id])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        teams = set(queryset.values_list("team", flat=True))
        super().delete_queryset(request, queryset)
        Team.objects.people_changed(teams)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    list_display = ("team", "role", "invited_by", "created_at", "expires_at", "accepted_by", "withdrawn_at")
    list_select_related = ("team", "invited_by", "accepted_by")
    list_filter = ("role",)
    search_fields = ("team__name", "invited_by__email", "accepted_by__email", "accepted_by__name")
    date_hierarchy = "created_at"
    actions = ("withdraw_selected",)
    fields = readonly_fields = (*list_display, "accepted_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # its link is shown once, on the team page

    @admin.action(description=_("Withdraw the selected invitations"), permissions=["change"])
    def withdraw_selected(self, request: HttpRequest, invitations: QuerySet[Invitation]) -> None:
        ended = sum(withdraw(invitation) for invitation in invitations)
        sentence = ngettext("%(number)d invitation withdrawn.", "%(number)d invitations withdrawn.", ended)
        self.message_user(request, sentence % {"number": ended})
