"""The routes of this room. Of allauth's own routes only these two views are there."""

from __future__ import annotations

from django.urls import path

from steerboard.people import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("password/", views.change_password, name="account_change_password"),
    path("password/done/", views.password_done, name="password_done"),
    path("language/", views.set_language, name="set_language"),
    path("invite/<str:secret>/", views.invitation, name="invitation"),
]
