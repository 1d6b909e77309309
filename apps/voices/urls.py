from django.urls import path

from apps.voices import views

app_name = "voices"
urlpatterns = [
    path("voices/<int:pk>/audio.mp3", views.audio, name="audio"),
    path("voices/<int:pk>/whole.mp3", views.whole, name="whole"),
    path("voices/<int:pk>/captions.vtt", views.captions, name="captions"),
]
