"""What is typed about a switch: its description, its arms and the side-by-side differences."""

from collections.abc import Iterable, Sequence
from typing import Any

from comparability.model.vocabulary import ArmRole, DevelopmentStage, SwitchKind
from comparability.storage.suppliers import Site, Supplier
from comparability.storage.switches import Difference
from comparability.usecases.switches import (
    ArmEntry,
    DifferenceChange,
    DifferenceEntry,
    SourceEntry,
    SwitchEntry,
)
from comparability.web.forms.base import BaseForm, EditForm, choice, long_text, reason, text, word, yes
from comparability.web.forms.fields import Option, VersionField
from comparability.web.forms.tables import TableForm, cell, table_form

SOURCE_HINT = "All lots of this supplier or site belong to the arm; lots are never picked one by one."
VERSION_HINT = "Where one supplier made both: only lots of this version, written as on the lots."


def source_choices(suppliers: Iterable[Supplier], sites: Iterable[tuple[Site, str]]) -> tuple[Option, ...]:
    """Each supplier and, after it, each of its sites: the key is "3" for a supplier, "3-7" for a site."""
    by_supplier: dict[int, list[Site]] = {}
    for site, _ in sites:
        by_supplier.setdefault(site.supplier_id, []).append(site)
    return tuple(
        option
        for supplier in suppliers
        for option in (
            (str(supplier.id), f"{supplier.name} (any site)"),
            *(
                (f"{supplier.id}-{site.id}", f"{supplier.name}, {site.name}")
                for site in by_supplier.get(supplier.id, ())
            ),
        )
    )


def source_entry(key: str, process_version: str | None) -> SourceEntry:
    supplier, _, site = key.partition("-")
    return SourceEntry(
        supplier_id=int(supplier), site_id=int(site) if site else None, process_version=process_version
    )


class SwitchForm(BaseForm):
    code = text("Code", maximum=40, description="Short and unique, for example SW-01.")
    title = text("Title", description="For example: CDMO A Singapore to CDMO B Incheon, drug product.")
    kind = word("Kind", SwitchKind, description="Decides which differences and risks the switch starts with.")
    development_stage = word("Development stage", DevelopmentStage)
    description = long_text(
        "What changes and why", required=True, description="Two or three sentences for a reviewer."
    )
    reporting_category = text(
        "Proposed reporting category", required=False, description="As you propose it to the authority."
    )

    def entry(self) -> SwitchEntry:
        return self.fill(SwitchEntry)


class NewSwitchForm(SwitchForm):
    product_id = choice("Product", required=True)
    before = choice("Lots before the switch come from", required=True, description=SOURCE_HINT)
    before_version = text("Process version before", required=False, maximum=120, description=VERSION_HINT)
    after = choice(
        "Lots after the switch come from", required=True, description="More arms and sources follow later."
    )
    after_version = text("Process version after", required=False, maximum=120, description=VERSION_HINT)

    def offer(self, products: Iterable[Option], sources: Sequence[Option]) -> None:
        self.product_id.choices = tuple(products)
        self.before.choices = self.after.choices = tuple(sources)

    def arms(self) -> tuple[ArmEntry, ArmEntry]:
        """Named after their sources; with the process version where that tells them apart."""
        other = ArmRole.SITE if self.kind.data is SwitchKind.ADD_SITES else ArmRole.POST
        return (
            self._arm(ArmRole.PRE, self.before, self.before_version.data),
            self._arm(other, self.after, self.after_version.data),
        )

    def _arm(self, role: ArmRole, field: Any, process_version: str | None) -> ArmEntry:
        label = dict(field.choices)[field.data].removesuffix(" (any site)")
        name = f"{label}, {process_version}" if process_version else label
        return ArmEntry(role=role, name=name[:120], sources=(source_entry(field.data, process_version),))


class EditSwitchForm(SwitchForm, EditForm):
    pass


class SourceForm(BaseForm):
    source = choice("Lots of", required=True, description=SOURCE_HINT)
    process_version = text("Process version", required=False, maximum=120, description=VERSION_HINT)

    def source_entry(self) -> SourceEntry:
        return source_entry(self.source.data, self.process_version.data)


class ArmForm(SourceForm):
    role = word("Role", ArmRole)
    name = text("Name of the arm", maximum=120, description="As it is printed in tables and figures.")

    def entry(self) -> ArmEntry:
        return ArmEntry(role=self.role.data, name=self.name.data, sources=(self.source_entry(),))


class RemoveSourceForm(BaseForm):
    reason = reason("Why do its lots not belong to this arm?")


class DifferenceForm(BaseForm):
    aspect = text("Aspect", description="What differs, for example: Harvest method.")
    before = long_text("Before")
    after = long_text("After")
    impact = long_text("Possible impact")
    is_resolved = yes("Assessed")

    def entry(self) -> DifferenceEntry:
        return self.fill(DifferenceEntry)


class DifferencesForm(TableForm):
    """The side-by-side table."""

    def changes(self, rows: Iterable[Difference]) -> tuple[DifferenceChange, ...]:
        return tuple(
            DifferenceChange(
                difference_id=row.id,
                version=self[cell(row.id, "version")].data or 0,
                entry=DifferenceEntry(
                    aspect=row.aspect,
                    before=self[cell(row.id, "before")].data,
                    after=self[cell(row.id, "after")].data,
                    impact=self[cell(row.id, "impact")].data,
                    is_resolved=self[cell(row.id, "is_resolved")].data,
                ),
            )
            for row in rows
        )


def differences_form(rows: Sequence[Difference]) -> DifferencesForm:
    fields: dict[str, Any] = {}
    for row in rows:
        fields[cell(row.id, "version")] = VersionField("Version")
        fields[cell(row.id, "before")] = long_text(f"{row.aspect}: before")
        fields[cell(row.id, "after")] = long_text(f"{row.aspect}: after")
        fields[cell(row.id, "impact")] = long_text(f"{row.aspect}: impact")
        fields[cell(row.id, "is_resolved")] = yes(f"{row.aspect}: assessed")
    return table_form(DifferencesForm, fields, difference_data(rows))


def difference_data(rows: Iterable[Difference]) -> dict[str, Any]:
    """What is saved, by field name."""
    columns = ("version", "before", "after", "impact", "is_resolved")
    return {cell(row.id, column): getattr(row, column) for row in rows for column in columns}
