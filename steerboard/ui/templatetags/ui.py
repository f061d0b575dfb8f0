"""Filters and tags of every page: `{% load ui %}`. What each takes is listed in `steerboard/ui/README.md`."""

from __future__ import annotations

from django import template

from steerboard.ui.tags import charts, figures, filters, frame, quick, rates, states

register = template.Library()
for part in (quick, filters, frame, figures, states, charts, rates):
    register.filters.update(part.register.filters)
    register.tags.update(part.register.tags)
