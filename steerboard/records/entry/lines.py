"""The lines of an order in its form: product, quantity, price."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from steerboard.core.text import Text
from steerboard.kinds.batch import Edit, Item, Made, New, Removal
from steerboard.kinds.registry import get
from steerboard.people.requests import Asked
from steerboard.people.rights import visible
from steerboard.records.entry.fields import LinkField, NumberField, choices_of, initial_of, rows_of

LEFT_OPEN = 3
MOST = 100
NO_LINE = Text("Give at least one line.", "至少填写一行明细。")


class LineForm(forms.Form):
    """One line; a line without a product is as if it were not there."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    quantity = NumberField(
        label=_("Quantity"), required=False, max_value=10**9, min_value=-(10**9), decimal_places=4
    )
    net_price = NumberField(
        label=_("Net price"), required=False, max_value=10**12, min_value=0, decimal_places=4
    )

    def __init__(self, *args: Any, request: Asked, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        label = str(get("order_line").fields["product"].label)
        self.fields["product"] = LinkField(
            "product", request.rights, offered=offered, label=label, required=False
        )
        self.order_fields(["id", "product", "quantity", "net_price"])
        self.use_required_attribute = False

    @override
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("product") is None and (
            data.get("quantity") is not None or data.get("net_price") is not None
        ):
            self.add_error("product", _("Choose a product."))
        if data.get("product") is not None and "quantity" in data and data["quantity"] in (None, 0):
            if data["quantity"] is None:
                data["quantity"] = 1
            else:
                self.add_error("quantity", _("Give a quantity."))
        return data

    @property
    def filled(self) -> bool:
        return self.cleaned_data.get("product") is not None


def line_forms(
    request: Asked,
    data: Mapping[str, Any] | None,
    order: Any = None,
    initial: list[dict[str, Any]] | None = None,
) -> Any:
    """The lines of an order, with some left open below."""
    factory = forms.formset_factory(LineForm, extra=LEFT_OPEN, max_num=MOST, absolute_max=MOST)
    rows = initial if initial is not None else [_initial(row) for row in present(request, order)]
    chosen = {str(row["product"]) for row in rows} | {
        str(v) for n, v in (data or {}).items() if n.startswith("lines-") and n.endswith("-product")
    }
    ids = [int(text) for text in chosen if text.isascii() and text.isdecimal() and len(text) < 19]
    offered = choices_of("product", rows_of("product", request.rights), ids, request.rights)
    return factory(data, prefix="lines", initial=rows, form_kwargs={"request": request, "offered": offered})


def present(request: Asked, order: Any) -> list[Any]:
    if order is None:
        return []
    return list(visible("order_line", request.rights).filter(order=order.pk).order_by("pk"))


def _initial(row: Any) -> dict[str, Any]:
    fields = get("order_line").fields
    numbers = {n: initial_of(fields[n], getattr(row, n)) for n in ("quantity", "net_price")}
    return {"id": row.pk, "product": row.product_id, **numbers}


def line_items(request: Asked, lines: Any, order: Any, currency: str) -> list[Item]:
    """What the lines of a valid form come to: new ones, changed ones, and removed ones.

    A line that somebody else added since the form was drawn is not in it, and stays.
    """
    known = {row.pk for row in present(request, order)}
    wanted = [f.cleaned_data["product"] for f in lines.forms if f.filled]
    products = {p.pk: p for p in visible("product", request.rights).filter(pk__in=wanted)}
    items: list[Item] = []
    for form in lines.forms:
        data, here = form.cleaned_data, form.cleaned_data.get("id")
        if not form.filled:
            items += [Removal("order_line", here)] if here in known else []
            continue
        product = products[data["product"]]
        usual = product.list_price if product.currency in (None, currency) else None
        values = {"product": product.pk, "quantity": data["quantity"], "net_price": data["net_price"]}
        if values["net_price"] is None:
            values["net_price"] = usual
        if here in known:
            items.append(Edit("order_line", here, values))
            continue
        more: dict[str, Any] = {"list_price": usual, "currency": currency, "created_at": request.clock.now()}
        if request.rights.may_read("cost") and product.currency in (None, currency):
            more["unit_cost"] = product.unit_cost
        items.append(New("order_line", {"order": Made(0) if order is None else order.pk, **values, **more}))
    return items
