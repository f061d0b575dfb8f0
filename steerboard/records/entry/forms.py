"""The form of a record: built from its kind's fields and the kind's declaration, under the reader's rights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from steerboard.kinds.models import History
from steerboard.kinds.registry import FieldSpec, KindSpec, get
from steerboard.kinds.values import from_json, to_json
from steerboard.people.editing import OFFICE
from steerboard.people.requests import Asked
from steerboard.people.rights import visible
from steerboard.records.entry.declare import FormSpec
from steerboard.records.entry.fields import form_field, initial_of


@dataclass(frozen=True)
class Shown:
    """A heading of the full form with its fields."""

    name: Any
    fields: tuple[BoundField, ...]


class RecordForm(forms.Form):
    """Enters a record, or edits ``record``.

    An edit remembers how much of the record's history it has seen (``seen``), so that what others changed meanwhile
    is neither lost nor overwritten unseen.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self,
        request: Asked,
        form: FormSpec,
        names: Sequence[str],
        data: Mapping[str, Any] | None = None,
        *,
        record: Any = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.request, self.form, self.spec, self.record = request, form, get(form.kind), record
        self.names = tuple(n for n in names if self._offered(self.spec.fields[n]))
        super().__init__(data, initial=self._initial(initial or {}))
        for name in self.names:
            self.fields[name] = self._field(self.spec.fields[name])
        if record is None:
            del self.fields["seen"]
        self.before: dict[str, Any] = {}
        self.use_required_attribute = False

    def _offered(self, field: FieldSpec) -> bool:
        """Not what the reader may not read, not an owner where there is no choice, not a link that he does not see."""
        rights = self.request.rights
        if not rights.may_read(field.tag):
            return False
        if self.record is None and field.name in self.form.later:
            return False
        if field.name == "owner":
            return bool(rights.roles & OFFICE) or len(rights.people) > 1
        linked = (
            getattr(self.record, field.column) if self.record is not None and field.type == "link" else None
        )
        return linked is None or visible(field.target, rights).filter(pk=linked).exists()

    def _initial(self, given: Mapping[str, Any]) -> dict[str, Any]:
        if self.record is None:
            return {**self.form.initial(self.request), **given}
        fields = self.spec.fields
        values = {n: initial_of(fields[n], getattr(self.record, fields[n].column)) for n in self.names}
        return {**values, "seen": last_change(self.spec, self.record.pk), **given}

    def _field(self, field: FieldSpec) -> forms.Field:
        value = self.data.get(field.name) if self.is_bound else self.initial.get(field.name)
        before = getattr(self.record, field.column) if self.record is not None else None
        chosen = [int(v) for v in (str(value or ""), str(before or "")) if v.isdecimal() and len(v) < 19]
        own = str(before or "") if field.name == "currency" else ""
        return form_field(
            field,
            self.request.rights,
            [c for c in (own, self.request.workspace.currency) if c],
            required=field.required or field.name in self.form.required,
            label=(self.form.labels or {}).get(field.name),
            chosen=chosen if field.type == "link" else (),
            picks=field.name in self.form.picks,
        )

    @override
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.names:
            if data.get(name) == "":
                data[name] = None
        known = {n: data[n] for n in self.names if n in data}
        if self.record is not None:
            fields = self.spec.fields.values()
            known = {f.name: getattr(self.record, f.column) for f in fields} | known
        for name, text in self.form.check(known, self.request).items():
            self.add_error(name if name in self.fields else None, str(text))
        if self.record is not None and not self.errors:
            self._meet()
        return data

    def _meet(self) -> None:
        """What others changed since this form was drawn: kept where it is untouched here, else said."""
        seen = self.cleaned_data.get("seen") or 0
        self.before = before_since(self.spec, self.record, seen)
        crossed = [n for n in self.before if n in self.names and self._differs(n) and self._touched(n)]
        for name in crossed:
            field = self.spec.fields[name]
            now = initial_of(field, getattr(self.record, field.column))
            label = dict(getattr(self.fields[name], "choices", ())).get(str(now), now)
            self.add_error(
                name,
                _("Meanwhile somebody set this to “%(value)s”. Save again to put yours in its place.")
                % {"value": label if label not in (None, "") else "—"},
            )
        if crossed:
            self.data = {**self.data, "seen": str(last_change(self.spec, self.record.pk))}

    def _json(self, name: str, value: Any) -> Any:
        return to_json(self.spec.fields[name].type, value)

    def _differs(self, name: str) -> bool:
        """Whether the form says something else than the record does now."""
        now = getattr(self.record, self.spec.fields[name].column)
        return bool(self._json(name, self.cleaned_data[name]) != self._json(name, now))

    def _touched(self, name: str) -> bool:
        """Whether the form says something else than the record did when the form was drawn."""
        if name not in self.before:
            return self._differs(name)
        return bool(self._json(name, self.cleaned_data[name]) != self.before[name])

    def values(self) -> dict[str, Any]:
        """What is to be written: of an edit, what was touched."""
        data = {n: self.cleaned_data[n] for n in self.names}
        if self.record is None:
            return {n: v for n, v in data.items() if v is not None}
        return {n: v for n, v in data.items() if self._touched(n)}

    def groups(self) -> list[Shown]:
        shown = [
            Shown(g.name, tuple(self[n] for n in g.fields if n in self.fields)) for g in self.form.groups
        ]
        return [g for g in shown if g.fields]


def last_change(spec: KindSpec, record_id: int) -> int:
    """How far the history of a record goes, as a number that only grows."""
    rows = History.objects.filter(kind=spec.name, record_id=record_id).order_by("-pk")
    return int(rows.values_list("pk", flat=True).first() or 0)


def before_since(spec: KindSpec, record: Any, seen: int) -> dict[str, Any]:
    """By field what it was (JSON form) before it was changed after ``seen``."""
    found: dict[str, Any] = {}
    for h in History.objects.filter(kind=spec.name, record_id=record.pk, pk__gt=seen).order_by("pk"):
        if h.field in spec.fields:
            found.setdefault(
                h.field, to_json(spec.fields[h.field].type, from_json(spec.fields[h.field].type, h.old))
            )
    return found
