"""Sessions: read in another way than Django's, to the same effect."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from steerboard.site.session_store import SessionStore
from tests.django_db import Records


def test_a_session_is_read_as_it_was_saved_until_it_ends(records: Records) -> None:
    made = SessionStore()
    made["who"] = "陈宇"
    made.create()
    assert made.session_key
    assert SessionStore(made.session_key)["who"] == "陈宇"
    made["who"] = "Ann"
    made.save()
    assert SessionStore(made.session_key)["who"] == "Ann"
    Session.objects.filter(pk=made.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    over = SessionStore(made.session_key)
    assert over.get("who") is None
    assert over.session_key is None


def test_a_key_that_is_none_of_ours_gives_an_empty_session_with_another_key(records: Records) -> None:
    guessed = SessionStore("a" * 32)
    assert guessed.is_empty() or not guessed.keys()
    guessed["x"] = 1
    guessed.save()
    assert guessed.session_key not in (None, "a" * 32)


def test_data_that_was_tampered_with_is_as_if_it_were_not_there(records: Records) -> None:
    made = SessionStore()
    made["who"] = "Ann"
    made.create()
    row = Session.objects.get(pk=made.session_key)
    Session.objects.filter(pk=row.pk).update(session_data=row.session_data[:-1] + "x")
    assert SessionStore(made.session_key).get("who") is None
