"""Settings: what is accepted, what is refused by name, and that secrets stay where they belong."""

import dataclasses
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from comparability.model.errors import Invalid
from comparability.model.second_factors import FactorRule
from comparability.settings import Settings, redacted


def settings(folder: Path, **variables: str) -> Settings:
    return Settings.from_environment({"COMPARABILITY_DATA_DIR": str(folder), **variables})


def test_without_any_variable_the_database_is_one_file_in_the_folder_instance(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    read = Settings.from_environment({})
    assert read.data_dir == tmp_path / "instance"
    assert read.database_url == f"sqlite:///{tmp_path}/instance/comparability.sqlite3"


def test_reading_the_settings_again_finds_the_same_keys(tmp_path):
    first, second = settings(tmp_path), settings(tmp_path)
    assert (first.secret_key, first.anchor_key) == (second.secret_key, second.anchor_key)


def test_two_installations_never_share_a_key_and_the_keys_of_one_differ(tmp_path):
    one, other = settings(tmp_path / "one"), settings(tmp_path / "other")
    keys = [key for read in (one, other) for key in (read.secret_key, read.anchor_key, read.factor_key)]
    assert len(set(keys)) == 6


@pytest.mark.parametrize("attempt", range(20))
def test_processes_that_start_together_agree_on_one_key(tmp_path, attempt):
    together = Barrier(8)

    def start(_: int) -> str:
        together.wait()
        return settings(tmp_path).secret_key

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(start, range(8)))
    assert len(keys) == 1
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["anchor", "factor", "secret"]


@pytest.mark.parametrize("name", ["secret.key", "anchor.key", "factor.key"])
def test_a_generated_key_is_readable_by_its_owner_only(tmp_path, name):
    before = os.umask(0)
    try:
        settings(tmp_path)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["secret.key", "anchor.key", "factor.key"])
def test_a_key_that_others_can_read_is_refused(tmp_path, name):
    settings(tmp_path)
    (tmp_path / name).chmod(0o644)
    with pytest.raises(Invalid, match="chmod 600"):
        settings(tmp_path)


def test_an_emptied_key_file_is_refused_and_not_replaced(tmp_path):
    settings(tmp_path)
    (tmp_path / "anchor.key").write_text("")
    with pytest.raises(Invalid, match="restore it from the backup"):
        settings(tmp_path)


def test_a_short_secret_key_is_refused_without_being_shown(tmp_path):
    with pytest.raises(Invalid) as refusal:
        settings(tmp_path, COMPARABILITY_SECRET_KEY="swordfish")
    assert "swordfish" not in str(refusal.value)
    assert refusal.value.field == "SECRET_KEY"


def test_given_keys_are_used_and_none_is_written(tmp_path):
    given = {"SECRET_KEY": "s" * 32, "ANCHOR_KEY": "a" * 32, "FACTOR_KEY": "f" * 32}
    read = settings(tmp_path, **{f"COMPARABILITY_{name}": key for name, key in given.items()})
    assert (read.secret_key, read.anchor_key, read.factor_key) == tuple(given.values())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "given",
    ["postgres://u:p@db/lots", "postgresql://u:p@db/lots", "postgresql+psycopg://u:p@db/lots"],
    ids=["short scheme", "plain scheme", "scheme with driver"],
)
def test_every_spelling_of_a_postgresql_address_names_the_driver(tmp_path, given):
    assert settings(tmp_path, DATABASE_URL=given).database_url == "postgresql+psycopg://u:p@db/lots"


def test_the_prefixed_database_address_is_accepted(tmp_path):
    url = f"sqlite:///{tmp_path}/other.sqlite3"
    assert settings(tmp_path, COMPARABILITY_DATABASE_URL=url).database_url == url


def test_two_different_database_addresses_are_refused(tmp_path):
    with pytest.raises(Invalid, match="only one of them"):
        settings(tmp_path, DATABASE_URL="postgresql://a/b", COMPARABILITY_DATABASE_URL="postgresql://c/d")


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@db/lots", "sqlite://", "sqlite:///", "lots.sqlite3", "//u:secret@db/lots"]
)
def test_another_kind_of_database_is_refused_without_printing_its_password(tmp_path, url):
    with pytest.raises(Invalid, match="neither sqlite") as refusal:
        settings(tmp_path, DATABASE_URL=url)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("text", ["0", "-5", "1e3", "٣", "15.0", "1_0", "99999999999999999999", "fifteen"])
def test_idle_minutes_that_are_no_whole_number_in_range_are_refused(tmp_path, text):
    with pytest.raises(Invalid, match="from 1 to 720"):
        settings(tmp_path, COMPARABILITY_IDLE_MINUTES=text)


def test_a_variable_set_to_nothing_counts_as_not_set(tmp_path):
    assert settings(tmp_path, COMPARABILITY_IDLE_MINUTES="").idle_minutes == 15


@pytest.mark.parametrize("host", ["*", "*.example.org", "http://example.org", "a b"])
def test_a_host_that_is_not_one_name_is_refused(tmp_path, host):
    with pytest.raises(Invalid, match="without wildcards"):
        settings(tmp_path, COMPARABILITY_ALLOWED_HOSTS=f"lots.example.org,{host}")


@pytest.mark.parametrize(
    ("hosts", "loopback"),
    [
        ("", True),
        ("localhost,127.0.0.1", True),
        ("[::1]", True),
        ("lots.example.org", False),
        ("localhost,lots.example.org", False),
        ("127.0.0.1.example.org", False),
        ("10.0.0.5", False),
    ],
)
def test_only_names_of_this_machine_count_as_loopback(tmp_path, hosts, loopback):
    assert settings(tmp_path, COMPARABILITY_ALLOWED_HOSTS=hosts).is_loopback_only is loopback


def test_an_unknown_name_is_reported_with_the_name_that_was_probably_meant(tmp_path):
    remarks = settings(tmp_path, COMPARABILITY_IDLE_MINUTE="5").remarks
    assert remarks == (
        "COMPARABILITY_IDLE_MINUTE is not a setting; did you mean COMPARABILITY_IDLE_MINUTES?",
    )


def test_names_of_features_that_are_not_there_are_said_to_have_no_effect(tmp_path):
    remarks = settings(tmp_path, COMPARABILITY_SMTP_HOST="y").remarks
    assert remarks == ("COMPARABILITY_SMTP_HOST has no effect in this version",)


def test_neither_the_printed_settings_nor_their_repr_hold_a_secret(tmp_path):
    read = settings(
        tmp_path,
        DATABASE_URL="postgresql://keeper:hunter2@db/lots?password=hunter2",
        COMPARABILITY_SECRET_KEY="s3cr3t" * 8,
        COMPARABILITY_ANCHOR_KEY="4nch0r" * 8,
    )
    shown = repr(read) + repr(read.describe())
    assert not [secret for secret in ("hunter2", "s3cr3t", "4nch0r") if secret in shown]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://u:p@db:5433/lots", "postgresql+psycopg://u:(hidden)@db:5433/lots"),
        ("postgresql+psycopg://u@db/lots", "postgresql+psycopg://u@db/lots"),
        ("postgresql+psycopg://u:p%40ss@db/lots", "postgresql+psycopg://u:(hidden)@db/lots"),
        ("postgresql+psycopg://u:p@ss@db/lots", "postgresql+psycopg://u:(hidden)@db/lots"),
        ("sqlite:////var/lib/lots.sqlite3", "sqlite:////var/lib/lots.sqlite3"),
    ],
)
def test_a_printed_address_keeps_user_and_place_and_hides_the_password(url, shown):
    assert redacted(url) == shown


def test_settings_cannot_be_assigned(tmp_path):
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings(tmp_path).proxy = 3


def test_a_data_folder_that_cannot_be_made_is_refused_by_name(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Invalid, match="DATA_DIR"):
        settings(tmp_path / "file" / "below")


def test_a_data_folder_that_is_made_is_closed_to_others(tmp_path):
    settings(tmp_path / "new")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_importing_the_settings_reads_and_writes_nothing(tmp_path):
    subprocess.run([sys.executable, "-c", "import comparability.settings"], cwd=tmp_path, check=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.requirement("SEC-19")
@pytest.mark.parametrize(
    ("address", "is_outside"),
    [
        ("127.0.0.1", False), ("::1", False), ("10.1.2.3", False), ("192.168.7.7", False),
        ("::ffff:10.1.2.3", False), ("172.32.0.1", True), ("203.0.113.9", True), ("2001:db8::1", True),
        ("::ffff:203.0.113.9", True), ("", True), (None, True), ("unknown", True),
    ],
)  # fmt: skip
def test_only_this_machine_and_private_networks_are_the_site_unless_it_is_said(tmp_path, address, is_outside):
    read = settings(tmp_path)
    assert read.second_factor is FactorRule.REMOTE
    assert read.is_from_outside(address) is is_outside


@pytest.mark.requirement("SEC-19")
def test_the_networks_of_a_site_are_what_it_says(tmp_path):
    read = settings(tmp_path, COMPARABILITY_SITE_NETWORKS="203.0.113.0/24, ::1")
    assert not read.is_from_outside("203.0.113.9")
    assert read.is_from_outside("10.1.2.3")


@pytest.mark.parametrize(
    ("name", "value"),
    [("SECOND_FACTOR", "always"), ("SITE_NETWORKS", "10.0.0.0/33"), ("SITE_NETWORKS", "10.0.0.1/8"),
     ("FACTOR_KEY", "short")],
)  # fmt: skip
def test_a_second_factor_setting_that_cannot_be_read_is_refused_by_name(tmp_path, name, value):
    with pytest.raises(Invalid) as refused:
        settings(tmp_path, **{f"COMPARABILITY_{name}": value})
    assert refused.value.field == name


PROVIDER = {
    "COMPARABILITY_OIDC_ISSUER": "https://login.example.org/realms/site",
    "COMPARABILITY_OIDC_CLIENT_ID": "comparability",
    "COMPARABILITY_OIDC_CLIENT_SECRET": "swordfish",
    "COMPARABILITY_OIDC_REDIRECT_URI": "https://lots.example.org/sign-in/provider/back",
}


def test_a_provider_of_single_sign_on_is_read_whole_and_its_secret_is_not_printed(tmp_path):
    read = settings(tmp_path, **PROVIDER)
    assert read.single_sign_on.user_name_claim == "preferred_username"
    assert "swordfish" not in repr(read) + str(read.describe())
    (tmp_path / "secret").write_text("from a file\n")
    from_file = PROVIDER | {
        "COMPARABILITY_OIDC_CLIENT_SECRET": "",
        "COMPARABILITY_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret"),
    }
    assert settings(tmp_path, **from_file).single_sign_on.client_secret == "from a file"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name.removeprefix("COMPARABILITY_"), "") for name in PROVIDER),
        ("OIDC_ISSUER", "http://login.example.org"),
        ("OIDC_REDIRECT_URI", "https://lots.example.org/elsewhere"),
        ("OIDC_CLIENT_SECRET_FILE", "/there/is/no/such/file"),
    ],
)
def test_half_a_provider_is_refused_by_name(tmp_path, name, value):
    changed = PROVIDER | {f"COMPARABILITY_{name}": value}
    if name == "OIDC_CLIENT_SECRET_FILE":
        del changed["COMPARABILITY_OIDC_CLIENT_SECRET"]
    with pytest.raises(Invalid) as refused:
        settings(tmp_path, **changed)
    assert refused.value.field == name


SIGNING = {
    "COMPARABILITY_SIGNING_CERTIFICATE": "/etc/comparability/seal.p12",
    "COMPARABILITY_SIGNING_PASSPHRASE": "swordfish",
    "COMPARABILITY_TIME_STAMP_URL": "http://tsa.example.org/",
}


def test_nothing_is_signed_and_no_time_stamp_asked_for_unless_it_is_said(tmp_path):
    assert settings(tmp_path).document_signing is None
    without = settings(tmp_path, COMPARABILITY_SIGNING_CERTIFICATE="/etc/comparability/seal.p12")
    assert without.document_signing.time_stamps is None


def test_a_signing_certificate_is_read_whole_and_its_passphrase_is_not_printed(tmp_path):
    read = settings(tmp_path, **SIGNING)
    assert read.document_signing.certificate == Path("/etc/comparability/seal.p12")
    assert read.document_signing.time_stamps == "http://tsa.example.org/"
    assert "swordfish" not in repr(read) + str(read.describe())
    (tmp_path / "passphrase").write_text("from a file\n")
    from_file = SIGNING | {
        "COMPARABILITY_SIGNING_PASSPHRASE": "",
        "COMPARABILITY_SIGNING_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
    }
    assert settings(tmp_path, **from_file).document_signing.passphrase == "from a file"


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("SIGNING_PASSPHRASE", {"SIGNING_CERTIFICATE": "", "TIME_STAMP_URL": ""}),
        ("TIME_STAMP_URL", {"SIGNING_CERTIFICATE": "", "SIGNING_PASSPHRASE": ""}),
        ("TIME_STAMP_URL", {"TIME_STAMP_URL": "tsa.example.org"}),
        ("TIME_STAMP_URL", {"TIME_STAMP_URL": "https://user:password@tsa.example.org"}),
        ("SIGNING_PASSPHRASE_FILE", {"SIGNING_PASSPHRASE": "", "SIGNING_PASSPHRASE_FILE": "/there/is/none"}),
    ],
)
def test_signing_that_cannot_be_is_refused_by_name(tmp_path, name, changed):
    with pytest.raises(Invalid) as refused:
        settings(tmp_path, **SIGNING | {f"COMPARABILITY_{each}": value for each, value in changed.items()})
    assert refused.value.field == name
