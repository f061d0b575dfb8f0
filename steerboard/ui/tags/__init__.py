"""What `{% load ui %}` brings, by subject; `templatetags/ui.py` puts the parts together."""
