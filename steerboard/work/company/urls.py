"""The routes of the director's page."""

from __future__ import annotations

from django.urls import path

from steerboard.work.company import views

urlpatterns = [
    path("company/", views.page, name="company"),
    path("company/<str:part>/", views.part, name="company_part"),
    path("company/bridge/<str:step>/", views.bar, name="company_deals"),
]
