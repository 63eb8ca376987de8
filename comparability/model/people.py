"""Who acts and what their roles permit. Permission is asked in the use-case, not only in the view."""

import enum
from dataclasses import dataclass
from typing import Final

from comparability.model.errors import NotAllowed
from comparability.model.vocabulary import Meaning, Role


class Permission(enum.StrEnum):
    READ = "read the records"
    READ_AUDIT = "read the audit trail"
    REVIEW_AUDIT = "review the audit trail"
    READ_ACCESS = "read the access report"
    MANAGE_PEOPLE = "manage people"
    EDIT_REGISTER = "edit suppliers, sites, laboratories, products, attributes and methods"
    EDIT_LOTS = "edit lots, materials and retains"
    ENTER_RESULTS = "enter or import results"
    UNDO_IMPORTS = "take an import of somebody else back"
    RECORD_SUMMARIES = "record published figures"
    VERIFY_RESULTS = "verify results"
    INVESTIGATE = "open and close investigations"
    EDIT_SWITCH = "describe a switch"
    EDIT_PROTOCOL = "draft a protocol"
    PLAN_LOTS = "plan lots"
    FREEZE_PROTOCOL = "freeze a protocol"
    APPROVE_RECORDS = "approve exclusions, deviations and bridging records"
    RUN_ASSESSMENT = "run an assessment"
    REVIEW_ASSESSMENT = "review an assessment"
    DECIDE = "conclude on a switch"
    WRITE_NARRATIVE = "write of a switch for its packages"
    WORD_TEXTS = "word the text blocks of packages"
    ASSEMBLE_PACKAGE = "assemble and issue packages"
    APPROVE_PACKAGE = "approve a package"
    PROPOSE_DISPOSAL = "propose the disposal of a package"
    APPROVE_DISPOSAL = "approve the disposal of a package"


P = Permission
_DATA = {P.READ, P.READ_AUDIT}

GRANTS: Final[dict[Role, frozenset[Permission]]] = {
    Role.QC: frozenset({*_DATA, P.EDIT_LOTS, P.ENTER_RESULTS, P.RECORD_SUMMARIES, P.VERIFY_RESULTS,
                        P.INVESTIGATE}),
    Role.CMC: frozenset({*_DATA, P.EDIT_REGISTER, P.EDIT_LOTS, P.RECORD_SUMMARIES, P.EDIT_SWITCH,
                         P.EDIT_PROTOCOL, P.PLAN_LOTS, P.WRITE_NARRATIVE}),
    Role.STATISTICIAN: frozenset({*_DATA, P.EDIT_PROTOCOL, P.PLAN_LOTS, P.RUN_ASSESSMENT,
                                  P.REVIEW_ASSESSMENT}),
    Role.QA: frozenset(
        {*_DATA, P.REVIEW_AUDIT, P.READ_ACCESS, P.UNDO_IMPORTS, P.VERIFY_RESULTS, P.INVESTIGATE,
         P.FREEZE_PROTOCOL, P.APPROVE_RECORDS, P.REVIEW_ASSESSMENT, P.DECIDE, P.APPROVE_PACKAGE,
         P.APPROVE_DISPOSAL}
    ),
    Role.REGULATORY: frozenset({*_DATA, P.RECORD_SUMMARIES, P.WRITE_NARRATIVE, P.WORD_TEXTS,
                                P.ASSEMBLE_PACKAGE, P.PROPOSE_DISPOSAL}),
    Role.MANAGER: frozenset({*_DATA, P.DECIDE}),
    Role.INSPECTOR: frozenset({*_DATA, P.READ_ACCESS}),
    Role.SUPPLIER: frozenset({P.ENTER_RESULTS}),
    Role.ADMINISTRATOR: frozenset({P.MANAGE_PEOPLE, P.READ_AUDIT, P.READ_ACCESS}),
}  # fmt: skip

MEANINGS: Final[dict[Meaning, frozenset[Role]]] = {
    Meaning.AUTHORED: frozenset({Role.CMC, Role.STATISTICIAN, Role.REGULATORY, Role.QC}),
    Meaning.REVIEWED: frozenset({Role.STATISTICIAN, Role.QA}),
    Meaning.APPROVED: frozenset({Role.QA, Role.MANAGER}),
    Meaning.REJECTED: frozenset({Role.STATISTICIAN, Role.QA, Role.MANAGER}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person on whose behalf a use-case runs; `id` is None for the system itself (set-up, migration)."""

    id: int | None
    user_name: str
    full_name: str
    roles: frozenset[Role]
    supplier_id: int | None = None

    def may(self, permission: Permission) -> bool:
        return any(permission in GRANTS[role] for role in self.roles)

    def must(self, permission: Permission) -> None:
        """Raises NotAllowed, naming the permission and the roles that carry it."""
        if not self.may(permission):
            carriers = ", ".join(role.value for role in Role if permission in GRANTS[role])
            raise NotAllowed(f"You may not {permission.value}. This needs the role {carriers}.")

    @property
    def number(self) -> int:
        """The person's row id. Raises NotAllowed for the system, which signs and enters nothing."""
        if self.id is None:
            raise NotAllowed("Only a person can do this.")
        return self.id
