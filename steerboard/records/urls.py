"""The routes of this room."""

from __future__ import annotations

from django.urls import path

from steerboard.records import lists, views

urlpatterns = [
    *(path(address, view, name=name) for name, (address, view) in lists.VIEWS.items()),
    path("customers/find/", lists.find_customers, name="find_customers"),
    path("records/find/<str:kind>/", lists.find_records, name="find_records"),
    path("records/<str:kind>/<int:record_id>/", views.record, name="record"),
]
