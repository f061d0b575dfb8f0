"""The routes of this room."""

from __future__ import annotations

from django.urls import path

from steerboard.plans.views import bring, files, grid, one

urlpatterns = [
    path("plans/targets/", grid.targets, name="targets"),
    path("plans/targets/sheet/", bring.bring, name="bring_targets"),
    path("plans/targets/history/", one.history, name="targets_history"),
    path("plans/targets/file/<str:form>/", files.export, name="export_targets"),
    path("plans/targets/<str:scope>/<int:holder_id>/", one.holder, name="holder_targets"),
]
