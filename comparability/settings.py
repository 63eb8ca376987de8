"""What an installation may choose, read once from the environment into one frozen value.

No other module reads the environment, and nothing assigns to a setting while the application runs.
"""

import difflib
import ipaddress
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from comparability.model.document_signing import DocumentSigning
from comparability.model.errors import Invalid
from comparability.model.second_factors import FactorRule
from comparability.model.single_sign_on import SingleSignOn

PREFIX = "COMPARABILITY_"
KEY_BYTES = 32
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
# Of this machine and of private networks (RFC 1918, RFC 4193): never an address of the open internet.
PRIVATE_NETWORKS = "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7,fe80::/10"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
KNOWN = frozenset(
    {
        "DATABASE_URL",
        "DATA_DIR",
        "SECRET_KEY",
        "ANCHOR_KEY",
        "FACTOR_KEY",
        "SECOND_FACTOR",
        "SITE_NETWORKS",
        "ALLOWED_HOSTS",
        "PROXY",
        "IDLE_MINUTES",
        "SESSION_HOURS",
        "START_PASSWORD_DAYS",
        "EXPORTS_PER_HOUR",
        "OIDC_ISSUER",
        "OIDC_CLIENT_ID",
        "OIDC_CLIENT_SECRET",
        "OIDC_CLIENT_SECRET_FILE",
        "OIDC_REDIRECT_URI",
        "OIDC_USER_NAME_CLAIM",
        "SIGNING_CERTIFICATE",
        "SIGNING_PASSPHRASE",
        "SIGNING_PASSPHRASE_FILE",
        "TIME_STAMP_URL",
        "REFERENCES",
    }
)
# Named for installations that prepare for mail; accepted, and said to be without effect.
WITHOUT_EFFECT = ("SMTP_",)
PROVIDER_PATH = "/sign-in/provider/back"  # the page to which the provider of single sign-on sends people


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The choices of one installation. Secrets stay out of `repr` and of `describe`.

    proxy: how many reverse proxies in front are trusted for the client's address and scheme.
    factor_key: seals the secrets of second factors.
    start_password_days: how long a start password can be used.
    exports_per_hour: how many copies of records, trail or files a person takes away at most in an hour.
    second_factor: of whom one is demanded. site_networks: who comes from elsewhere comes from outside.
    idle_minutes, session_hours: after how long without a request, and after how long at all, a sign-in ends.
    single_sign_on: the provider that confirms people; None where there is none.
    document_signing: with what evidence copies are signed; None where they are not.
    references: where the tests find other people's data; None when it is in the default place.
    remarks: one sentence for each setting that is unknown or has no effect.
    """

    database_url: str = field(repr=False)
    data_dir: Path
    secret_key: str = field(repr=False)
    anchor_key: str = field(repr=False)
    factor_key: str = field(repr=False)
    second_factor: FactorRule
    site_networks: tuple[Network, ...]
    allowed_hosts: tuple[str, ...]
    proxy: int
    idle_minutes: int
    session_hours: int
    start_password_days: int
    exports_per_hour: int
    single_sign_on: SingleSignOn | None
    document_signing: DocumentSigning | None
    references: Path | None
    remarks: tuple[str, ...]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read and check every setting; make the data folder and, once, the three keys in it.

        Raises Invalid naming the variable, what was found and what is accepted.
        """
        data_dir = Path(_text(environment, "DATA_DIR") or "instance").resolve()
        url = _database_url(environment, data_dir)
        proxy = _whole_number(environment, "PROXY", default=0, low=0, high=5)
        idle_minutes = _whole_number(environment, "IDLE_MINUTES", default=15, low=1, high=720)
        session_hours = _whole_number(environment, "SESSION_HOURS", default=12, low=1, high=72)
        start_password_days = _whole_number(environment, "START_PASSWORD_DAYS", default=7, low=1, high=90)
        exports = _whole_number(environment, "EXPORTS_PER_HOUR", default=600, low=1, high=100_000)
        hosts = _hosts(environment)
        second_factor = _factor_rule(environment)
        site_networks = _networks(environment)
        single_sign_on = _single_sign_on(environment)
        document_signing = _document_signing(environment)
        references = _text(environment, "REFERENCES")
        _make_private_folder(data_dir)
        return cls(
            database_url=url,
            data_dir=data_dir,
            secret_key=_key(environment, "SECRET_KEY", data_dir / "secret.key"),
            anchor_key=_key(environment, "ANCHOR_KEY", data_dir / "anchor.key"),
            factor_key=_key(environment, "FACTOR_KEY", data_dir / "factor.key"),
            second_factor=second_factor,
            site_networks=site_networks,
            allowed_hosts=hosts,
            proxy=proxy,
            idle_minutes=idle_minutes,
            session_hours=session_hours,
            start_password_days=start_password_days,
            exports_per_hour=exports,
            single_sign_on=single_sign_on,
            document_signing=document_signing,
            references=Path(references).resolve() if references else None,
            remarks=_remarks(environment),
        )

    @property
    def is_loopback_only(self) -> bool:
        """Whether every host name the application answers to is this machine's own."""
        return all(_is_loopback(host) for host in self.allowed_hosts)

    def is_from_outside(self, address: str | None) -> bool:
        """Whether a client's address lies in none of the site's networks; so does one that cannot be read."""
        try:
            client = ipaddress.ip_address(address or "")
        except ValueError:
            return True
        client = getattr(client, "ipv4_mapped", None) or client
        return not any(client in network for network in self.site_networks)

    def describe(self) -> dict[str, str]:
        """Every setting by its variable's name, with secrets and passwords replaced by `(hidden)`."""
        return {
            "DATABASE_URL": redacted(self.database_url),
            "DATA_DIR": str(self.data_dir),
            "SECRET_KEY": "(hidden)",
            "ANCHOR_KEY": "(hidden)",
            "FACTOR_KEY": "(hidden)",
            "SECOND_FACTOR": self.second_factor.value,
            "SITE_NETWORKS": ", ".join(str(network) for network in self.site_networks),
            "ALLOWED_HOSTS": ", ".join(self.allowed_hosts),
            "PROXY": str(self.proxy),
            "IDLE_MINUTES": str(self.idle_minutes),
            "SESSION_HOURS": str(self.session_hours),
            "START_PASSWORD_DAYS": str(self.start_password_days),
            "EXPORTS_PER_HOUR": str(self.exports_per_hour),
            "OIDC_ISSUER": "(none)" if self.single_sign_on is None else self.single_sign_on.issuer,
            **_described(self.document_signing),
            "REFERENCES": str(self.references or "(default)"),
        }


def redacted(url: str) -> str:
    """A database address that may be printed: user and place stay, password and options do not."""
    parts = urlsplit(url)
    user, at, place = parts.netloc.rpartition("@")
    name, colon, _ = user.partition(":")
    netloc = f"{name}{':(hidden)' if colon else ''}{at}{place}"
    return f"{parts.scheme}://{netloc}{parts.path}{'?(hidden)' if parts.query else ''}"


def _text(environment: Mapping[str, str], name: str) -> str | None:
    """The value of a setting; a variable that is set to nothing counts as not set."""
    return environment.get(PREFIX + name, "").strip() or None


def _database_url(environment: Mapping[str, str], data_dir: Path) -> str:
    own, plain = _text(environment, "DATABASE_URL"), environment.get("DATABASE_URL", "").strip() or None
    if own and plain and own != plain:
        raise Invalid(
            f"{PREFIX}DATABASE_URL and DATABASE_URL name different databases; set only one of them",
            field="DATABASE_URL",
        )
    url = own or plain
    if url is None:
        return f"sqlite:///{data_dir / 'comparability.sqlite3'}"
    scheme, separator, rest = url.partition("://")
    if separator and scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return f"postgresql+psycopg://{rest}"
    if separator and scheme == "sqlite" and rest.startswith("/") and rest != "/":
        return url
    raise Invalid(
        "DATABASE_URL is neither sqlite:///FILE nor postgresql://USER:PASSWORD@HOST/DATABASE",
        field="DATABASE_URL",
    )


def _whole_number(environment: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    text = _text(environment, name)
    if text is None:
        return default
    if text.isascii() and text.isdigit() and len(text) <= 6 and low <= int(text) <= high:
        return int(text)
    raise Invalid(
        f"{PREFIX}{name} is {text[:40]!r}; a whole number from {low} to {high} is accepted", field=name
    )


def _hosts(environment: Mapping[str, str]) -> tuple[str, ...]:
    text = _text(environment, "ALLOWED_HOSTS")
    if text is None:
        return LOOPBACK_HOSTS
    hosts = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    for host in hosts:
        if "*" in host or "/" in host or " " in host:
            raise Invalid(
                f"{PREFIX}ALLOWED_HOSTS holds {host[:60]!r}; host names are accepted, separated by commas, "
                "without wildcards, as in lots.example.org,10.0.0.5",
                field="ALLOWED_HOSTS",
            )
    return hosts


def _factor_rule(environment: Mapping[str, str]) -> FactorRule:
    text = _text(environment, "SECOND_FACTOR") or FactorRule.REMOTE
    try:
        return FactorRule(text.lower())
    except ValueError as error:
        raise Invalid(
            f"{PREFIX}SECOND_FACTOR is {text[:40]!r}; accepted are {', '.join(FactorRule)}",
            field="SECOND_FACTOR",
        ) from error


def _networks(environment: Mapping[str, str]) -> tuple[Network, ...]:
    text = _text(environment, "SITE_NETWORKS") or PRIVATE_NETWORKS
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise Invalid(
            f"{PREFIX}SITE_NETWORKS: {error}; networks are accepted, separated by commas, as in "
            "10.20.0.0/16,2001:db8::/48",
            field="SITE_NETWORKS",
        ) from error


def _single_sign_on(environment: Mapping[str, str]) -> SingleSignOn | None:
    """Raises Invalid naming what is missing: half a provider would let nobody in."""
    given = {name: _text(environment, name) for name in KNOWN if name.startswith("OIDC_")}
    if not any(given.values()):
        return None
    secret = given["OIDC_CLIENT_SECRET"] or _secret_in(
        "OIDC_CLIENT_SECRET_FILE", given["OIDC_CLIENT_SECRET_FILE"]
    )
    return SingleSignOn(
        issuer=_under_tls("OIDC_ISSUER", given["OIDC_ISSUER"]),
        client_id=_needed("OIDC_CLIENT_ID", given["OIDC_CLIENT_ID"]),
        client_secret=_needed("OIDC_CLIENT_SECRET", secret),
        redirect_uri=_under_tls("OIDC_REDIRECT_URI", given["OIDC_REDIRECT_URI"], path=PROVIDER_PATH),
        user_name_claim=given["OIDC_USER_NAME_CLAIM"] or "preferred_username",
    )


def _needed(name: str, value: str | None) -> str:
    if value is None:
        raise Invalid(f"{PREFIX}{name} is missing; single sign-on needs it", field=name)
    return value


def _under_tls(name: str, value: str | None, *, path: str = "") -> str:
    url = _needed(name, value)
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or ""))
    if not is_safe or not parts.hostname or (path and parts.path != path):
        raise Invalid(
            f"{PREFIX}{name} is {url[:80]!r}; an address under https is accepted, as in "
            f"https://lots.example.org{path}",
            field=name,
        )
    return url


def _document_signing(environment: Mapping[str, str]) -> DocumentSigning | None:
    """Raises Invalid for a passphrase or a time-stamp authority without the certificate that they serve."""
    names = ("SIGNING_CERTIFICATE", "SIGNING_PASSPHRASE", "SIGNING_PASSPHRASE_FILE", "TIME_STAMP_URL")
    file, passphrase, passphrase_file, url = (_text(environment, name) for name in names)
    if file is None:
        for name, value in zip(names[1:], (passphrase, passphrase_file, url), strict=True):
            if value is not None:
                raise Invalid(
                    f"{PREFIX}{name} is set without {PREFIX}SIGNING_CERTIFICATE, which it belongs to",
                    field=name,
                )
        return None
    if url is not None and not _is_web_address(url):
        raise Invalid(
            f"{PREFIX}TIME_STAMP_URL is {url[:80]!r}; an address is accepted, as in https://tsa.example.org/",
            field="TIME_STAMP_URL",
        )
    return DocumentSigning(
        certificate=Path(file).resolve(),
        passphrase=passphrase or _secret_in("SIGNING_PASSPHRASE_FILE", passphrase_file) or "",
        time_stamps=url,
    )


def _is_web_address(url: str) -> bool:
    """Without TLS too: a time stamp is signed and no secret. A password in it would be printed."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.password is None


def _described(signing: DocumentSigning | None) -> dict[str, str]:
    if signing is None:
        return {"SIGNING_CERTIFICATE": "(none)"}
    return {
        "SIGNING_CERTIFICATE": str(signing.certificate),
        "SIGNING_PASSPHRASE": "(hidden)",
        "TIME_STAMP_URL": signing.time_stamps or "(none)",
    }


def _secret_in(name: str, file: str | None) -> str | None:
    if file is None:
        return None
    try:
        return Path(file).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{PREFIX}{name} cannot be read", field=name) from error


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _make_private_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Invalid(
            f"{PREFIX}DATA_DIR {folder} cannot be used: {error.strerror}", field="DATA_DIR"
        ) from error


def _key(environment: Mapping[str, str], name: str, file: Path) -> str:
    """The key as given, or the one in the data folder, made there at the first start."""
    given = _text(environment, name)
    if given is None:
        return _kept_key(name, file)
    if len(given) < KEY_BYTES:
        raise Invalid(f"{PREFIX}{name} is shorter than {KEY_BYTES} characters", field=name)
    return given


def _kept_key(name: str, file: Path) -> str:
    if not file.exists():
        _make_key(file)
    if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise Invalid(f"{file} can be read by others; allow its owner only: chmod 600 {file}", field=name)
    key = file.read_text(encoding="ascii").strip()
    if len(key) < KEY_BYTES:
        raise Invalid(f"{file} holds no complete key; restore it from the backup", field=name)
    return key


def _make_key(file: Path) -> None:
    """Write a new key whole: of several processes starting at once, the first one's key stands for all."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(KEY_BYTES) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            return
    finally:
        draft.unlink()


def _remarks(environment: Mapping[str, str]) -> tuple[str, ...]:
    remarks = []
    for variable in sorted(name for name in environment if name.startswith(PREFIX)):
        name = variable.removeprefix(PREFIX)
        if name in KNOWN:
            continue
        if name.startswith(WITHOUT_EFFECT):
            remarks.append(f"{variable} has no effect in this version")
            continue
        close = difflib.get_close_matches(name, KNOWN, n=1)
        hint = f"; did you mean {PREFIX}{close[0]}?" if close else ""
        remarks.append(f"{variable} is not a setting{hint}")
    return tuple(remarks)
