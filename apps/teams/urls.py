from django.urls import path

from apps.teams import views

app_name = "teams"

urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("join/<str:token>/", views.join, name="join"),
    path("team/", views.detail, name="detail"),
    path("team/label/", views.label, name="label"),
    path("team/invitations/", views.invite, name="invite"),
    path("team/invitations/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("team/members/<int:pk>/password-link/", views.password_link, name="password_link"),
    path("theme/", views.theme, name="theme"),
]
