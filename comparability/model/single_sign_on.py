"""The provider that confirms people for this installation, as its administrator names it (OpenID Connect)."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleSignOn:
    """issuer: the provider's address, below which it publishes its metadata; the `iss` of its tokens.

    redirect_uri: our page to which it sends people back, as registered there.
    user_name_claim: the claim by which a person who was announced here is recognised at the first sign-in.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    user_name_claim: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """Whom the provider confirmed. auth_time: of the proof, in seconds since 1970; None where unsaid."""

    issuer: str
    subject: str
    user_name: str
    auth_time: int | None
