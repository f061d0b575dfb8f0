"""Rules of the house that no linter brings: sizes, who may write records, who may read the clock.

Prints the sizes that docs/architecture.md speaks of, and fails where a rule is broken.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
# Rooms that may use Django's own writing verbs on models that are no kinds (logins, ledgers, demo state).
WRITES = {"save", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
MAY_WRITE = (
    "kinds/",
    "people/models.py",
    "people/actions.py",
    "people/signin.py",
    "site/csp.py",
    "people/invitations.py",
)
CLOCK_READERS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("time", "time"),
}
MAY_READ_CLOCK = ("core/clock.py",)
DJANGO_ROOMS = (
    "ui/",
    "kinds/",
    "people/",
    "records/",
    "intake/",
    "mart/",
    "plans/",
    "work/",
    "authoring/",
    "site/",
)


def modules() -> Iterator[tuple[str, ast.Module, int]]:
    for path in sorted((ROOT / "steerboard").rglob("*.py")):
        name = path.relative_to(ROOT / "steerboard").as_posix()
        if "/migrations/" not in name:
            text = path.read_text(encoding="utf-8")
            yield name, ast.parse(text), text.count("\n")


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def broken_rules(name: str, tree: ast.Module, lines: int) -> Iterator[str]:
    if lines > LONGEST_FILE:
        yield f"{name}: {lines} lines, {LONGEST_FILE} are the most"
    for function in functions(tree):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            yield f"{name}:{function.lineno} {function.name}: {length} lines, {LONGEST_FUNCTION} are the most"
    if name.endswith("__init__.py"):
        yield from (
            f"{name}: a room's __init__ imports nothing"
            for n in tree.body
            if isinstance(n, ast.Import | ast.ImportFrom)
        )
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        if isinstance(call.func, ast.Attribute):
            yield from _calls(name, call.func)


def _calls(name: str, attribute: ast.Attribute) -> Iterator[str]:
    owner = attribute.value
    base = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    if (base, attribute.attr) in CLOCK_READERS and name not in MAY_READ_CLOCK:
        yield f"{name}:{attribute.lineno}: the clock is passed, not read ({base}.{attribute.attr})"
    if attribute.attr in WRITES and name.startswith(DJANGO_ROOMS) and not name.startswith(MAY_WRITE):
        yield f"{name}:{attribute.lineno}: records are written through kinds.door (.{attribute.attr})"


def main() -> int:
    found, sizes, lengths = [], [], []
    for name, tree, lines in modules():
        sizes.append(lines)
        lengths += [(f.end_lineno or f.lineno) - f.lineno + 1 for f in functions(tree)]
        found += list(broken_rules(name, tree, lines))
    tests = sum(p.read_text(encoding="utf-8").count("\n") for p in (ROOT / "tests").rglob("*.py"))
    print(
        f"files {len(sizes)}, median {statistics.median(sizes):.0f}, p90 {statistics.quantiles(sizes, n=10)[-1]:.0f} lines; "
        f"functions {len(lengths)}, median {statistics.median(lengths):.0f}, p90 {statistics.quantiles(lengths, n=10)[-1]:.0f}; "
        f"tests to code {tests / sum(sizes):.2f}"
    )
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
