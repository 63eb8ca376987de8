"""What is typed about a product, and which part of its vector's panel it starts with."""

from comparability.model.retention import DEFAULT_YEARS, LONGEST_YEARS
from comparability.model.vocabulary import DevelopmentStage, ProductRole, ReportedAs, Stage, VectorType
from comparability.usecases.products import ProductEntry
from comparability.web.forms.base import BaseForm, EditForm, long_text, number, text, word, words, yes


class ProductForm(BaseForm):
    code = text("Code", maximum=40, description="Short and unique, for example GT-101.")
    name = text("Name")
    vector_type = word(
        "Vector", VectorType, description="Decides which panel of attributes the product gets."
    )
    serotype = text(
        "Serotype or pseudotype", required=False, maximum=60, description="For example AAV9 or VSV-G."
    )
    transgene = text("Transgene", required=False, maximum=120)
    role = word("Role", ProductRole)
    development_stage = word("Development stage", DevelopmentStage)
    dose = text("Dose", required=False, maximum=120, description="As stated, for example 1E14 vg/kg.")
    sponsor = text("Sponsor", required=False)
    is_simulated = yes(
        "The data of this product are simulated", description="Every page and package then says so."
    )
    illustration = long_text(
        "Illustration only, because",
        description="Empty for a real programme. Otherwise why its data illustrate a method and no more.",
    )
    notes = long_text("Notes")
    retention_years = number(
        "Years that superseded packages are kept",
        required=False,
        low=1,
        high=LONGEST_YEARS,
        description=f"Empty for {DEFAULT_YEARS}. Nothing goes by itself then; two people dispose of it.",
    )

    def entry(self) -> ProductEntry:
        return self.fill(ProductEntry)


class AddStagesForm(BaseForm):
    stages = words(
        "Stages that are measured",
        Stage,
        description="The panel's attributes are loaded at each ticked stage; more can be added later.",
        default=(Stage.DRUG_SUBSTANCE, Stage.DRUG_PRODUCT),
    )
    empty_full_as = word(
        "Empty-to-full capsids are reported as",
        ReportedAs,
        required=False,
        empty="as the panel proposes",
        description="AAV only. Entered and shown in this form, never converted.",
    )


class NewProductForm(ProductForm, AddStagesForm):
    """A product with the stages whose attributes it starts with."""


class EditProductForm(ProductForm, EditForm):
    pass
