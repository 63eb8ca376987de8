"""What is typed about a lot of a starting material."""

from comparability.model.vocabulary import MaterialKind
from comparability.usecases.materials import MaterialEntry
from comparability.web.forms.base import BaseForm, EditForm, choice, day, long_text, text, word


class MaterialForm(BaseForm):
    supplier_id = choice("Supplier", required=True)
    kind = word("Kind", MaterialKind)
    name = text("Name", description="What it is, for example pHelper or HEK293 working cell bank.")
    number = text("Lot number", maximum=120, description="The supplier's, as on its certificate.")
    grade = text("Grade", required=False, maximum=120, description="For example GMP-source or high quality.")
    manufactured_on = day("Manufactured on")
    expires_on = day("Expires on")
    notes = long_text("Notes")

    def entry(self) -> MaterialEntry:
        return self.fill(MaterialEntry)


class EditMaterialForm(MaterialForm, EditForm):
    pass
