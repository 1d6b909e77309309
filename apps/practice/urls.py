"""Addresses of the practice service: below its slug, each service has the paths of its own documents."""

from django.urls import URLPattern, path

from apps.practice import delivery, views
from apps.practice.dialect import Dialect, Spoken
from apps.practice.gateways import ChainHub, CometAPI, UniAll

app_name = "practice"

AVATAR = "v1/videos/avatar/image2video"
SPEECH = "v1/audio/tts"


def speech(base: str, dialect: Dialect) -> list[URLPattern]:
    """Text to speech, the same at all who offer it."""
    return [
        path(base + SPEECH, views.speak, {"dialect": dialect}),
        path(f"{base}{SPEECH}/<str:number>", views.speech_task, {"dialect": dialect}),
    ]


def service(dialect: Dialect, *paths: URLPattern) -> list[URLPattern]:
    """A service's addresses, and how it speaks of all others below its slug."""
    return [*paths, path(f"{dialect.slug}/<path:rest>", views.nowhere, {"dialect": dialect})]


kling, spoken, cometapi, chainhub, uniall = Dialect(), Spoken(), CometAPI(), ChainHub(), UniAll()

urlpatterns = [
    path("files/<str:number>.mp4", delivery.film, name="film"),
    path("files/<str:number>.mp3", delivery.sound, name="sound"),
    *service(
        kling,
        path(f"kling/{AVATAR}", views.tasks, {"dialect": kling}),
        path(f"kling/{AVATAR}/<str:number>", views.task, {"dialect": kling}),
        path("kling/v1/videos/avatar", views.tasks, {"dialect": spoken}),
        path("kling/v1/videos/avatar/<str:number>", views.task, {"dialect": spoken}),
        *speech("kling/", kling),
        path("kling/account/costs", views.costs, {"dialect": kling}),
    ),
    *service(
        cometapi,
        path(f"cometapi/kling/{AVATAR}", views.submit, {"dialect": cometapi}),
        path(f"cometapi/kling/{AVATAR}/<str:number>", views.task, {"dialect": cometapi}),
        *speech("cometapi/kling/", cometapi),
    ),
    *service(
        chainhub,
        path(f"chainhub/kling/{AVATAR}", views.submit, {"dialect": chainhub}),
        path("chainhub/kling/v1/videos/image2video/<str:number>", views.task, {"dialect": chainhub}),
        *speech("chainhub/kling/", chainhub),
    ),
    *service(
        uniall,
        path("uniall/v1/video/generations", views.submit, {"dialect": uniall}),
        path("uniall/v1/video/generations/<str:number>", views.task, {"dialect": uniall}),
    ),
]
