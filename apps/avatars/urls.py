from django.urls import path

from apps.avatars import views

app_name = "avatars"
urlpatterns = [
    path("faces/<int:pk>/portrait.jpg", views.portrait, name="portrait"),
    path("faces/<int:pk>/backdrop.jpg", views.backdrop, name="backdrop"),
]
