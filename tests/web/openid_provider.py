"""A small OpenID provider over HTTP on the loopback address. No test lives here.

It follows OpenID Connect Core 1.0 and RFC 7636; what a test changes in it is how a bad provider would answer.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

CLIENT_ID = "comparability"
CLIENT_SECRET = "a secret of this client"
SECONDS_VALID = 300


class OpenIdProvider:
    """clock: of the application, so that both agree what time it is.

    subject, user_name: who is signed in at the provider. auth_time: when, None for anew at each request.
    changed: claims put in at the end; None removes one. key: signs the tokens; others check with `published`.
    """

    def __init__(self, clock: Callable[[], datetime]):
        self.clock = clock
        self.subject, self.user_name = "subject-of-qa", "qa"
        self.auth_time: int | None = None
        self.changed: dict[str, Any] = {}
        self.key: RSAKey | OctKey = RSAKey.generate_key(2048, {"kid": "one"}, auto_kid=False)
        self.published = self.key
        self.algorithm = "RS256"
        self.asked: list[dict[str, str]] = []  # what each request to sign in asked for
        self.issued: dict[str, dict[str, str]] = {}  # by code
        self.issuer = ""

    def sign_in(self, address: str) -> str:
        """The person follows the application's address and is sent back: where to."""
        answer = requests.get(address, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def authorise(self, wanted: dict[str, str]) -> str:
        assert (wanted["response_type"], wanted["client_id"]) == ("code", CLIENT_ID)
        assert "openid" in wanted["scope"].split()
        assert wanted["code_challenge_method"] == "S256"
        self.asked.append(wanted)
        code = secrets.token_urlsafe(16)
        self.issued[code] = wanted
        return wanted["redirect_uri"] + "?" + urlencode({"code": code, "state": wanted["state"]})

    def token(self, sent: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """None for a client, code or verifier that is not the right one."""
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        wanted = self.issued.pop(sent.get("code", ""), None)
        if authorization != f"Basic {basic}" or wanted is None:
            return None
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenge != wanted["code_challenge"] or sent["redirect_uri"] != wanted["redirect_uri"]:
            return None
        return {"access_token": "unused", "token_type": "Bearer", "id_token": self.id_token(wanted)}

    def id_token(self, wanted: dict[str, str]) -> str:
        now = int(self.clock().timestamp())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + SECONDS_VALID,
            "nonce": wanted["nonce"],
            "auth_time": now if self.auth_time is None else self.auth_time,
            "preferred_username": self.user_name,
        }
        claims |= self.changed
        header = {"alg": self.algorithm, "kid": "one"}
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(header, kept, self.key, algorithms=[self.algorithm])

    def answer(self, path: str, sent: dict[str, str], authorization: str) -> tuple[int, Any]:
        """Status, and JSON or the address of a redirect."""
        match path:
            case "/.well-known/openid-configuration":
                return 200, {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorise",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/keys",
                }
            case "/keys":
                return 200, KeySet([self.published]).as_dict(private=False)
            case "/authorise":
                return 302, self.authorise(sent)
            case "/token":
                made = self.token(sent, authorization)
                return (400, {"error": "invalid_grant"}) if made is None else (200, made)
        return 404, {}


@contextmanager
def openid_provider(clock: Callable[[], datetime]) -> Iterator[OpenIdProvider]:
    """A provider that listens until the block ends."""
    provider = OpenIdProvider(clock)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, fields: str) -> None:
            sent = {name: values[0] for name, values in parse_qs(fields).items()}
            path = urlsplit(self.path).path
            status, content = provider.answer(path, sent, self.headers.get("Authorization", ""))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", content)
                body = b""
            else:
                self.send_header("Content-Type", "application/json")
                body = json.dumps(content).encode()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
