"""The reference page of the record kinds, generated from their declarations."""

from __future__ import annotations

from collections.abc import Iterator

from steerboard.kinds.registry import FieldSpec, KindSpec, kinds

_INTRO = """# Record kinds

Generated from the declarations (`make generate`); do not edit. Every kind also has `source`, `external_id`, `ordinal`, `created_at` and
`extra`, and history of every field. A *time* is an instant, or a date where no more is known. 每种记录都带有来源、外部编号、创建时间、自定义字段和完整历史。
"""
_COMMON = {"source", "external_id", "ordinal", "created_at", "extra"}


def reference_text() -> str:
    return "\n".join([_INTRO, *(line for spec in kinds() for line in _kind(spec))]) + "\n"


def _kind(spec: KindSpec) -> Iterator[str]:
    yield f"## {spec.name} · {spec.label.en} · {spec.label.zh}\n"
    summary = (spec.model.__doc__ or "").strip().split("\n\n")[0]
    if summary and not summary.startswith(spec.model.__name__ + "("):
        yield " ".join(summary.split()) + "\n"
    yield f"Seen by: {_policy(spec)}.\n"
    yield "| field | type | English | 中文 | |"
    yield "|---|---|---|---|---|"
    yield from (_field(spec, f) for f in spec.fields.values() if f.name not in _COMMON)
    for d in spec.derived:
        tag = f"needs the right “{d.tag}”; " if d.tag else ""
        yield f"| `{d.name}` | {d.type} | {d.label.en} | {d.label.zh} | {tag}only in figures |"
    yield ""


def _field(spec: KindSpec, f: FieldSpec) -> str:
    notes = []
    if f.required:
        notes.append("required")
    if f.choices:
        notes.append(", ".join(f"`{value}`" for value, _ in f.choices))
    if f.tag:
        notes.append(f"needs the right “{f.tag}”")
    notes += [f"also `{alias}`" for alias, name in spec.aliases.items() if name == f.name]
    kind = f"link → {f.target}" if f.target else f.type
    return f"| `{f.name}` | {kind} | {f.label.en} | {f.label.zh} | {'; '.join(notes)} |"


def _policy(spec: KindSpec) -> str:
    policy = spec.policy
    base = {
        "public": "everybody who signs in",
        "person": "everybody who signs in (by name)",
        "owner": f"the person in `{policy.link}`, and those who lead him",
        "parent": f"whoever sees its `{policy.link}`",
        "closed": "those who see everything",
    }[policy.rule]
    if policy.pool:
        base += "; without one, everybody"
    if policy.open_to:
        base += "; also " + ", ".join(policy.open_to)
    if policy.withheld:
        base += "; where `{}` is `{}`, nobody".format(*policy.withheld)
    return base
