"""The product's one catalogue of translations: collects the texts, says what is missing, compiles.

    python scripts/compile_messages.py           update the .po from templates and Python, write the .mo
    python scripts/compile_messages.py --check   change nothing; exit 1 where a text lacks its Chinese or the .mo is old

There is no gettext on a plain machine, so Babel does its work; templates are turned into Python-like text by Django.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "steerboard"
PO = PACKAGE / "ui" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
DAY = datetime(2026, 1, 1, tzinfo=UTC)  # one day for all: the same texts make the same .mo
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


@dataclass(frozen=True)
class Found:
    """A text to translate, with the file that says it; a pair where there is a plural."""

    msgid: str | tuple[str, str]
    context: str | None
    file: str


def texts(package: Path = PACKAGE) -> Iterator[Found]:
    """Every text of the package's Python and templates that goes through gettext."""
    for path in sorted(package.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "static" in path.parts:
            continue
        source = path.read_text("utf-8")
        if path.suffix != ".py":
            source = _as_python(source)
        yield from _of(source, path.relative_to(package.parent).as_posix())


def _as_python(template: str) -> str:
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    from django.utils.translation.template import templatize

    return templatize(template)


def _of(source: str, file: str) -> Iterator[Found]:
    stream = io.BytesIO(source.encode("utf-8"))
    for _line, message, _comments, context in extract("python", stream, keywords=KEYWORDS):
        if isinstance(message, tuple):
            yield Found((message[0], message[1]), context, file)
        elif message:
            yield Found(message, context, file)


def read(po: Path = PO) -> Catalog:
    with po.open("rb") as file:
        catalog = read_po(file, locale="zh_Hans", domain="django")
    catalog.creation_date = catalog.revision_date = DAY
    return catalog


def wanted(package: Path = PACKAGE) -> Catalog:
    """A catalogue of what the package says now, without translations."""
    catalog = Catalog(locale="zh_Hans", domain="django")
    for found in texts(package):
        catalog.add(
            found.msgid, context=found.context, locations=[(found.file, 0)], flags=_flags(found.msgid)
        )
    return catalog


def _flags(msgid: str | tuple[str, str]) -> set[str]:
    return {"python-format"} if "%(" in (msgid if isinstance(msgid, str) else msgid[0]) else set()


def missing(catalog: Catalog, said: Catalog) -> list[str]:
    """The texts that have no Chinese, or none that could be used."""
    lacking = []
    for message in said:
        known = catalog.get(message.id, message.context) if message.id else None
        if message.id and (known is None or not known.string or not any(known.string) or known.fuzzy):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    return lacking


def compiled(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def is_current(mo: Path, catalog: Catalog) -> bool:
    """Whether the compiled file says what the catalogue says; headers, which name versions and days, do not count."""
    if not mo.exists():
        return False
    with mo.open("rb") as file:
        have = _strings(read_mo(file))
    return have == _strings(read_mo(io.BytesIO(compiled(catalog))))


def _strings(catalog: Catalog) -> dict[object, object]:
    return {
        _key(m): [m.string] if isinstance(m.string, str) else [*(m.string or ())] for m in catalog if m.id
    }


def updated(catalog: Catalog, said: Catalog) -> Catalog:
    """What is said now with the translations known so far; what nobody says any more is kept aside as obsolete."""
    fresh = Catalog(
        locale="zh_Hans",
        domain="django",
        fuzzy=False,
        header_comment="# Chinese (simplified) texts of the whole product; scripts/compile_messages.py keeps it.",
    )
    kept = {_key(m): m for m in [*catalog.obsolete.values(), *catalog] if m.id and m.string}
    for message in said:
        if message.id:
            known = kept.pop(_key(message), None)
            string = known.string if known else None
            fresh.add(
                message.id, string, context=message.context, locations=message.locations, flags=message.flags
            )
    fresh.obsolete.update({m.id if isinstance(m.id, str) else m.id[0]: m for m in kept.values()})
    return fresh


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


HEADER = (
    'msgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'
    '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
)


def _write(catalog: Catalog) -> None:
    body = io.BytesIO()
    write_po(body, catalog, width=110, sort_by_file=True, omit_header=True, include_lineno=False)
    # A header of our own: Babel's names the day and its version, which would change the file each time.
    PO.write_text(f"{catalog.header_comment}\n{HEADER}{body.getvalue().decode('utf-8')}", "utf-8")
    PO.with_suffix(".mo").write_bytes(compiled(read()))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args().check
    said = wanted()
    if not check:
        _write(updated(read(), said))
    catalog = read()
    lacking = missing(catalog, said)
    for text in lacking:
        print(f"no Chinese for: {text}")
    old = not is_current(PO.with_suffix(".mo"), catalog)
    if old:
        print("the .mo is older than the .po: run python scripts/compile_messages.py")
    return 1 if lacking or old else 0


if __name__ == "__main__":
    sys.exit(main())
