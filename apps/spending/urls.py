from django.urls import path

from apps.spending import views

app_name = "spending"

urlpatterns = [
    path("spending/", views.month, name="month"),
    path("spending/month.csv", views.csv, name="csv"),
    path("spending/limits/", views.limits, name="limits"),
]
