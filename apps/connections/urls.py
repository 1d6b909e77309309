from django.urls import path

from apps.connections import views

app_name = "connections"
urlpatterns = [
    path("services/", views.choose, name="choose"),
    path("services/try-free/", views.try_free, name="try_free"),
    path("services/<int:pk>/use/", views.use, name="use"),
]
