from django.urls import path

from apps.avatars import files, views

app_name = "avatars"
urlpatterns = [
    path("faces/new/", views.add, name="add"),
    path("faces/<int:pk>/names/", views.names, name="names"),
    path("faces/<int:pk>/photo/", views.replace, name="replace"),
    path("faces/<int:pk>/mend/", views.mend, name="mend"),
    path("faces/<int:pk>/permission/", views.consent, name="consent"),
    path("faces/<int:pk>/permission/withdraw/", views.withdraw, name="withdraw"),
    path("faces/<int:pk>/delete/", views.delete, name="delete"),
    path("faces/<int:pk>/bring-back/", views.bring_back, name="bring_back"),
    path("faces/<int:pk>/portrait.jpg", files.portrait, name="portrait"),
    path("faces/<int:pk>/small.jpg", files.thumb, name="thumb"),
    path("faces/<int:pk>/photo.jpg", files.proof, name="proof"),
    path("faces/<int:pk>/backdrop.jpg", files.backdrop, name="backdrop"),
    path("permissions/<int:pk>/paper", files.paper, name="paper"),
]
