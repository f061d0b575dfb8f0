"""The routes of this room."""

from __future__ import annotations

from django.urls import path

from steerboard.records import lists, views

urlpatterns = [
    path("records/<str:kind>/<int:record_id>/", views.record, name="record"),
    path("customers/", lists.customers, name="customers"),
    path("customers/find/", lists.find_customers, name="find_customers"),
    path("deals/", lists.deals, name="deals"),
]
