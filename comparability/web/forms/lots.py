"""What is typed about a lot and its retains, and how the list of lots is narrowed."""

from collections.abc import Iterable, Sequence

from comparability.model.vocabulary import LotStatus, LotUse, Stage
from comparability.storage.lots import LotFilter, LotLine, MaterialLine
from comparability.storage.products import Product
from comparability.storage.suppliers import Site, Supplier
from comparability.usecases.lots import LotEntry, RetainEntry
from comparability.web.forms.base import (
    BaseForm,
    EditForm,
    FilterForm,
    choice,
    day,
    long_text,
    number,
    several,
    text,
    word,
)


class LotForm(BaseForm):
    number = text(
        "Lot number", maximum=120, description="As on the certificate. It is used once, even when void."
    )
    stage = word("Stage", Stage)
    supplier_id = choice("Made by", required=True)
    site_id = choice("Site", empty="not stated")
    process_version = text("Process version", required=False, maximum=120, description="For example 2.1.")
    batch_scale = text(
        "Scale", required=False, maximum=120, description="As stated: 200 L single-use bioreactor."
    )
    manufactured_on = day("Manufactured on")
    expires_on = day("Expires on")
    status = word(
        "Status", LotStatus, description="A failed lot is recorded like any other and stays in every list."
    )
    status_reason = long_text(
        "Why it has this status", description="Needed for failed, rejected and void lots."
    )
    use = word("Use", LotUse)
    clinical_exposure = long_text(
        "Clinical exposure", description="Trial and subjects that received it: GT-101-02, 6 subjects."
    )
    split_source = text(
        "Split source",
        required=False,
        maximum=120,
        description="Donor or split-source id that paired lots share.",
    )
    parent_ids = several("Made from these lots")
    material_ids = several("Materials that went into it")
    notes = long_text("Notes")

    def offer(
        self,
        *,
        suppliers: Iterable[Supplier],
        sites: Iterable[tuple[Site, str]],
        lots: Sequence[LotLine],
        materials: Iterable[MaterialLine],
        lot_id: int | None = None,
    ) -> None:
        """Fill the lists to choose from. lot_id: the lot that is edited, which is not its own parent."""
        self.supplier_id.choices = [(supplier.id, supplier.name) for supplier in suppliers]
        self.site_id.choices = [(site.id, f"{supplier}: {site.name}") for site, supplier in sites]
        # By stage, the earliest first: a drug product is filled from a drug substance.
        self.parent_ids.choices = [
            (line.lot.id, f"{line.lot.number} ({stage.value})")
            for stage in Stage
            for line in lots
            if line.lot.stage is stage and line.lot.id != lot_id
        ]
        self.material_ids.choices = [
            (line.material.id, f"{line.material.name} {line.material.number} ({line.supplier_name})")
            for line in materials
        ]

    def entry(self) -> LotEntry:
        return self.fill(LotEntry)


class EditLotForm(LotForm, EditForm):
    pass


class RetainForm(BaseForm):
    quantity = text("Quantity", maximum=120, description="For example 6 × 1.0 mL.")
    storage_condition = text(
        "Storage condition", required=False, maximum=120, description="For example ≤ −65 °C."
    )
    location = text("Location", required=False)
    expires_on = day(
        "Last usable date", description="As 2027-06-30 or 30-Jun-2027. A warning comes 90 days before."
    )

    def entry(self) -> RetainEntry:
        return self.fill(RetainEntry)


class EditRetainForm(RetainForm, EditForm):
    pass


class LotFilterForm(FilterForm):
    product = choice("Product", empty="any")
    supplier = choice("Made by", empty="any")
    stage = word("Stage", Stage, required=False, empty="any")
    status = word("Status", LotStatus, required=False, empty="any")
    use = word("Use", LotUse, required=False, empty="any")
    containing = text("Part of number, process or scale", required=False)
    page = number("Page", required=False, low=1, high=100_000)

    def offer(self, *, products: Iterable[Product], suppliers: Iterable[Supplier]) -> None:
        """Fill the lists to choose from, and read the address again against them."""
        self.product.choices = [(product.id, f"{product.code} {product.name}") for product in products]
        self.supplier.choices = [(supplier.id, supplier.name) for supplier in suppliers]
        self.answer_status = 200 if self.validate() else 422

    def wanted(self) -> LotFilter:
        """The filter; what could not be read narrows nothing and its message stands beside the field."""
        return LotFilter(
            product_id=self.product.data,
            supplier_id=self.supplier.data,
            stage=self.stage.data,
            status=self.status.data,
            use=self.use.data,
            text=self.containing.data,
        )
