"""What guards every request and answer: host names, CSRF tokens, local addresses, headers.

Who is signed in is decided in `sign_ins`.
"""

import hashlib
import hmac
import secrets
from urllib.parse import unquote_to_bytes, urlsplit

from flask import Response, abort, g, request

from comparability.web.installation import installation

SAFE_METHODS = frozenset({"GET", "HEAD"})
CSRF_FIELD = "csrf_token"
# Neither shown again nor part of what a form said: secrets, and the token of one sign-in.
UNKEPT_FIELDS = frozenset(
    {CSRF_FIELD, "password", "new_password", "repeated", "current_password", "code", "proof"}
)
CSRF_HEADER = "X-CSRF-Token"
TOKEN_BYTES = 32
FONT_SECONDS = 30 * 24 * 3600

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def is_plain_loopback() -> bool:
    """Whether cookies may go without TLS: only where the application answers to this machine's own names."""
    return installation().settings.is_loopback_only and not request.is_secure


def cookie_name(word: str) -> str:
    return word if is_plain_loopback() else f"__Host-{word}"


def set_cookie(response: Response, word: str, value: str) -> None:
    """A cookie that ends with the browser and that no script and no other site can use."""
    response.set_cookie(
        cookie_name(word), value, httponly=True, samesite="Lax", secure=not is_plain_loopback(), path="/"
    )


def drop_cookie(response: Response, word: str) -> None:
    response.delete_cookie(
        cookie_name(word), httponly=True, samesite="Lax", secure=not is_plain_loopback(), path="/"
    )


def refuse_foreign_hosts() -> Response | None:
    """An address that is not one of ours would let a link in a page lead elsewhere.

    The answer is a sentence and no page: of some names, such as one of a thousand letters, no address of a
    page can be made.
    """
    try:
        host = urlsplit(f"//{request.host}").hostname
    except ValueError:
        host = None
    if host is not None and host.lower() in installation().settings.allowed_hosts:
        return None
    sentence = (
        "This application does not answer to this host name; COMPARABILITY_ALLOWED_HOSTS says to which.\n"
    )
    return Response(sentence, 400, mimetype="text/plain")


def refuse_broken_text() -> None:
    """A form that is not UTF-8 is refused whole: read anyway, it would be stored as text that nobody sent."""
    if request.mimetype != "application/x-www-form-urlencoded":
        return
    try:
        unquote_to_bytes(request.get_data()).decode("utf-8")
    except UnicodeDecodeError:
        abort(400, "The form is not written in UTF-8, so nothing was saved.")


def csrf_token() -> str:
    """The token of this sign-in, or of this visit before signing in, for the forms of a page."""
    secret = g.get("csrf_secret")
    if secret is None:
        secret = request.cookies.get(cookie_name("visit")) or ""
        if len(secret) < TOKEN_BYTES:
            secret = g.new_visit = secrets.token_urlsafe(TOKEN_BYTES)
        g.csrf_secret = secret
    key = installation().settings.secret_key.encode()
    return hmac.new(key, b"csrf:" + secret.encode(), hashlib.sha256).hexdigest()


def has_csrf_token() -> bool:
    """Whether the request carries the token in its body or header; an address never counts."""
    given = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD) or ""
    return hmac.compare_digest(given.encode(), csrf_token().encode())


def is_from_our_page() -> bool:
    """Whether the browser itself says that the request was made by a page of this application."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def local_path(address: str | None) -> str | None:
    """The address if it is a path of this application, or None: nobody is sent elsewhere after signing in."""
    if not address or len(address) > 2000 or not address.startswith("/") or address.startswith("//"):
        return None
    if "\\" in address or any(character <= " " or character == "\x7f" for character in address):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address


def set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint not in ("static", "typefaces.show") or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    elif request.path.endswith((".woff2", ".ttf")):
        response.headers["Cache-Control"] = f"public, max-age={FONT_SECONDS}"
    new_visit = g.get("new_visit")
    if new_visit is not None:
        set_cookie(response, "visit", new_visit)
    return response
