"""What is typed about an analytical method and its versions."""

from comparability.model.vocabulary import ReportableRule, ValidationStatus
from comparability.usecases.methods import MOST_REPLICATES, MethodEntry, MethodVersionEntry
from comparability.web.forms.base import BaseForm, EditForm, day, number, text, word


class MethodForm(BaseForm):
    name = text("Method", description="As on certificates, for example ddPCR, ITR target.")
    technique = text("Technique", required=False, maximum=120, description="For example ddPCR.")

    def entry(self) -> MethodEntry:
        return self.fill(MethodEntry)


class EditMethodForm(MethodForm, EditForm):
    pass


class VersionForm(BaseForm):
    label = text("Version", maximum=60, description="As in the method's document, for example 2.0.")
    reportable_rule = word(
        "Reportable result", ReportableRule, description="How replicates become one result."
    )
    replicates = number("Replicates per result", low=1, high=MOST_REPLICATES, default=1)
    loq = text(
        "Limit of quantification",
        required=False,
        maximum=64,
        description="In the attribute's unit, e.g. 2.8E9.",
    )
    lod = text("Limit of detection", required=False, maximum=64)
    precision_cv = text(
        "Between-run precision, % CV", required=False, maximum=64, description="From validation, e.g. 7.5."
    )
    validation_status = word("Validation status", ValidationStatus)
    document = text("Document", required=False, description="Validation report or method, e.g. MV-031.")
    effective_on = day("In force since")

    def version_entry(self) -> MethodVersionEntry:
        return self.fill(MethodVersionEntry)


class EditVersionForm(VersionForm, EditForm):
    pass


class NewMethodForm(MethodForm, VersionForm):
    """A method with its first version, since no result can be measured without one."""
