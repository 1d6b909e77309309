from django.urls import include, path

from apps.renders import asks, callbacks, captions, drafts, faces, files, scripts, takes, views, voice_desk

videos = [
    path("projects/<int:pk>/videos/new/", views.create, name="create"),
    path("videos/<int:pk>/edit/", views.edit, name="edit"),
    path("videos/<int:pk>/face/", faces.face, name="face"),
    path("videos/<int:pk>/face/mend/", faces.mend, name="mend"),
    path("videos/<int:pk>/voice/", views.voice, name="voice"),
    path("videos/<int:pk>/voice/status/", scripts.status, name="voice_status"),
    path("videos/<int:pk>/voice/trim/", voice_desk.trim, name="trim"),
    path("videos/<int:pk>/voice/parts/", voice_desk.parts, name="parts"),
    path("videos/<int:pk>/script/", scripts.speak, name="script"),
    path("videos/<int:pk>/script/price/", scripts.price, name="script_price"),
    path("videos/<int:pk>/captions/", captions.captions, name="captions"),
    path("videos/<int:pk>/captions/look/", captions.look, name="captions_look"),
    path("videos/<int:pk>/sample/", views.sample, name="sample"),
    path("videos/<int:pk>/save/", views.save, name="save"),
    path("videos/<int:pk>/make/", views.make, name="make"),
    path("videos/<int:pk>/ask/", views.ask, name="ask"),
    path("videos/<int:pk>/draft/", drafts.draft, name="draft"),
    path("videos/<int:pk>/draft/look/", drafts.look, name="draft_look"),
]
of_takes = [
    path("takes/<int:pk>/", takes.detail, name="detail"),
    path("takes/<int:pk>/unclear/", takes.unclear, name="unclear"),
    path("takes/<int:pk>/ask/", asks.ask, name="ask"),
    path("takes/<int:pk>/ask/draft/", asks.ask_draft, name="ask_draft"),
    path("takes/<int:pk>/ok/", asks.ok, name="ok"),
    path("takes/<int:pk>/send-back/", asks.send_back, name="send_back"),
    path("takes/<int:pk>/stop/", asks.stop, name="stop"),
    path("takes/<int:pk>/found/", takes.found, name="found"),
    path("takes/<int:pk>/not-sent/", takes.not_sent, name="not_sent"),
    path("takes/<int:pk>/give-up/", takes.give_up, name="give_up"),
    path("takes/<int:pk>/voice.mp3", files.voice, name="voice"),
    path("takes/<int:pk>/film.mp4", files.film, name="film"),
    path("takes/<int:pk>/captions.vtt", files.captions, name="captions"),
    path("takes/<int:pk>/poster.jpg", files.poster, name="poster"),
    path("takes/<int:pk>/backdrop.jpg", files.backdrop, name="backdrop"),
]
public = [
    path("for-services/<str:token>/photo.jpg", callbacks.photo, name="photo"),
    path("for-services/<str:token>/voice.mp3", callbacks.voice, name="voice"),
    path("for-services/<uuid:callback_id>/changed/", callbacks.callback, name="callback"),
]
urlpatterns = [
    path("", include((videos, "videos"))),
    path("", include((of_takes, "takes"))),
    path("", include((public, "public"))),
]
