"""The provider of single sign-on over HTTP: where to send a person, and whom its answer confirms.

Authorization code flow with PKCE (OpenID Connect Core 1.0, 3.1). Who that is here is in
`usecases.single_sign_on`.
"""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from comparability.model.errors import Refused
from comparability.model.single_sign_on import Confirmed, SingleSignOn
from comparability.usecases.provider_requests import Sent

ALGORITHMS: Final = (
    "RS256",
    "PS256",
    "ES256",
    "EdDSA",
    "Ed25519",
)  # keys of the provider only, never a shared one
SECONDS: Final = 10  # that the provider may take for each answer
LEEWAY: Final = 30  # seconds by which its clock may differ where a token begins and ends
_WELL_KNOWN = "/.well-known/openid-configuration"


class ProviderFailed(Refused):
    """The provider could not be reached, or what it answered proves nothing."""


def address(choice: SingleSignOn, sent: Sent) -> str:
    """Where the person goes. For a signature the provider has to ask for everything again."""
    again = {} if sent.person_id is None else {"prompt": "login", "max_age": "0"}
    with _session(choice) as client:
        there, _ = client.create_authorization_url(
            _endpoint(_metadata(choice, client), "authorization_endpoint"),
            state=sent.state, nonce=sent.nonce, code_verifier=sent.verifier, **again,
        )  # fmt: skip
    return str(there)


def confirmed(choice: SingleSignOn, sent: Sent, *, code: str, now: datetime) -> Confirmed:
    """Whom the code confirms, by an ID token signed with a key of the provider and made for this request.

    Raises ProviderFailed.
    """
    try:
        with _session(choice) as client:
            metadata = _metadata(choice, client)
            answer = client.fetch_token(
                _endpoint(metadata, "token_endpoint"), grant_type="authorization_code", code=code,
                code_verifier=sent.verifier, timeout=SECONDS,
            )  # fmt: skip
            published: Any = _json(client, _endpoint(metadata, "jwks_uri"))
        keys = KeySet.import_key_set(published)
        token = jwt.decode(str(answer["id_token"]), keys, algorithms=list(ALGORITHMS))
        claims = CodeIDToken(
            token.claims,
            token.header,
            {"iss": {"essential": True, "value": choice.issuer},
             "aud": {"essential": True, "value": choice.client_id},
             "sub": {"essential": True}},
            {"nonce": sent.nonce, "client_id": choice.client_id, "max_age": sent.person_id is not None},
        )  # fmt: skip
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        auth_time = claims.get("auth_time")
        return Confirmed(
            issuer=choice.issuer,
            subject=str(claims["sub"]),
            user_name=str(claims.get(choice.user_name_claim) or ""),
            auth_time=None if auth_time is None else int(auth_time),
        )
    except (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError, TypeError) as error:
        raise ProviderFailed(
            "What the provider answered does not prove who you are, so nothing was done. Start again; if it "
            "fails again, tell your administrator."
        ) from error


def _session(choice: SingleSignOn) -> Any:
    return OAuth2Session(
        choice.client_id,
        choice.client_secret,
        scope="openid profile",
        redirect_uri=choice.redirect_uri,
        code_challenge_method="S256",
    )


def _metadata(choice: SingleSignOn, client: Any) -> dict[str, Any]:
    """What the provider says of itself; read each time, so that new keys and addresses need no restart."""
    try:
        found = _json(client, choice.issuer.rstrip("/") + _WELL_KNOWN)
    except (RequestException, ValueError) as error:
        raise ProviderFailed(
            "The provider of single sign-on cannot be reached. Try again in a minute."
        ) from error
    if found.get("issuer") != choice.issuer:
        raise ProviderFailed("The provider calls itself otherwise than OIDC_ISSUER. Tell your administrator.")
    return found


def _endpoint(metadata: dict[str, Any], name: str) -> str:
    """An address of the provider. Raises ProviderFailed for one that could be listened to."""
    found = str(metadata.get(name, ""))
    parts = urlsplit(found)
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
        raise ProviderFailed(f"The provider's {name} is no address under TLS. Tell your administrator.")
    return found


def _json(client: Any, there: str) -> dict[str, Any]:
    answer = client.request("GET", there, withhold_token=True, timeout=SECONDS)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("no JSON object")
    return found
