"""Products: the vectors whose supply is switched."""

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.vocabulary import DevelopmentStage, ProductRole, VectorType
from comparability.storage.base import Base, Editable, words


class Product(Editable, Base):
    """A vector product under development or licensed."""

    __tablename__ = "product"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    vector_type: Mapped[VectorType] = mapped_column(words(VectorType))
    serotype: Mapped[str | None] = mapped_column(String(60))
    transgene: Mapped[str | None] = mapped_column(String(120))
    role: Mapped[ProductRole] = mapped_column(words(ProductRole))
    development_stage: Mapped[DevelopmentStage] = mapped_column(words(DevelopmentStage))
    dose: Mapped[str | None] = mapped_column(String(120))  # as a person states it, e.g. "1e14 vg/kg"
    sponsor: Mapped[str | None] = mapped_column(String(200))
    is_simulated: Mapped[bool]  # every page and package of a simulated product says so
    illustration: Mapped[str | None] = mapped_column(Text)  # why its data are an illustration only, printed
    notes: Mapped[str | None] = mapped_column(Text)
    retention_years: Mapped[int | None]  # None: as `model.retention` says


def products(session: Session) -> tuple[Product, ...]:
    """All products by code."""
    return tuple(session.scalars(select(Product).order_by(Product.code)))


def product_by_code(session: Session, code: str) -> Product | None:
    """The product of that code."""
    return session.scalar(select(Product).where(Product.code == code))


def has_simulated(session: Session) -> bool:
    """Whether any product of the installation is a demonstration, which every page that lists it says."""
    return session.scalar(select(Product.id).where(Product.is_simulated).limit(1)) is not None
