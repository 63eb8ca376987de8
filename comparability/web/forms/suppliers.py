"""What is typed about a supplier, a site and a laboratory."""

from comparability.model.vocabulary import AuditStatus, Market, SupplierKind
from comparability.usecases.suppliers import LaboratoryEntry, SiteEntry, SupplierEntry
from comparability.web.forms.base import BaseForm, EditForm, choice, day, long_text, text, word


class SupplierForm(BaseForm):
    name = text("Name", description="As on the quality agreement, in any script.")
    kind = word("Kind", SupplierKind)
    market = word("Market", Market, description="Where it is licensed; regulators of that market inspect it.")
    audit_status = word("Audit status", AuditStatus)
    audited_on = day("Last audited on")
    quality_agreement = text(
        "Quality agreement", required=False, description="Reference and version, for example QA-2024-017 v2."
    )
    notes = long_text("Notes")

    def entry(self) -> SupplierEntry:
        return self.fill(SupplierEntry)


class EditSupplierForm(SupplierForm, EditForm):
    pass


class SiteForm(BaseForm):
    name = text("Name", description="The place of manufacture, for example Tuas, building 3.")
    market = word("Market", Market)
    address = long_text("Address")
    gmp_status = text(
        "GMP status",
        required=False,
        description="Certificate and validity, for example HSA GMP-1182 to 2027-06.",
    )
    audit_status = word("Audit status", AuditStatus)
    audited_on = day("Last audited on")

    def entry(self) -> SiteEntry:
        return self.fill(SiteEntry)


class EditSiteForm(SiteForm, EditForm):
    pass


class LaboratoryForm(BaseForm):
    name = text("Name")
    supplier_id = choice(
        "Belongs to", empty="no supplier of ours", description="Leave open for an independent laboratory."
    )
    market = word("Market", Market)
    audit_status = word("Audit status", AuditStatus, description="Printed beside the results it measured.")
    audited_on = day("Last audited on")

    def entry(self) -> LaboratoryEntry:
        return self.fill(LaboratoryEntry)


class EditLaboratoryForm(LaboratoryForm, EditForm):
    pass
