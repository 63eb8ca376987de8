"""People, their roles and their sign-in sessions."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comparability.model.vocabulary import Role
from comparability.storage.base import Base, Editable, Numbered, UtcDateTime, words


class Person(Editable, Base):
    """Somebody who signs in. A user name is never reused."""

    __tablename__ = "person"

    user_name: Mapped[str] = mapped_column(String(64), unique=True)
    full_name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(300))
    is_active: Mapped[bool]
    must_change_password: Mapped[bool]
    # A supplier user sees the lots of this supplier and nothing else.
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"))
    signature_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # 21 CFR 11.100(c)
    failed_sign_ins: Mapped[int]
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PersonRole(Numbered, Base):
    """One role held by one person."""

    __tablename__ = "person_role"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(words(Role))


class SignIn(Base):
    """A session on the server. Only the hash of the cookie's token is kept."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    csrf_secret: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
