"""The routes of this room."""

from __future__ import annotations

from django.urls import path

from steerboard.plans import views

urlpatterns = [path("plans/targets/", views.targets, name="targets")]
