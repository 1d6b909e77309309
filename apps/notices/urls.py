from django.urls import path

from apps.notices import views

app_name = "notices"
urlpatterns = [
    path("account/mails/", views.preferences, name="preferences"),
    path("account/mails/try/", views.trial, name="trial"),
    path("mails/stop/<str:token>/", views.stop, name="stop"),
]
