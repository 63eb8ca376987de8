import stat
from datetime import UTC, datetime, timedelta

import pytest

from comparability.files.uploads import UploadStore
from comparability.model.errors import NotFound

pytestmark = pytest.mark.requirement("SEC-03")

NOW = datetime(2026, 11, 23, 8, 14, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    return UploadStore(tmp_path / "uploads")


def keep(store, data=b"lot,titre\n", name="../../etc/passwd", now=NOW):
    return store.keep(data, name=name, owner_id=7, product_id=1, now=now)


def test_no_file_is_kept_under_a_name_that_was_sent(store, tmp_path):
    upload = keep(store)
    assert upload.name == "../../etc/passwd"
    assert {file.name.partition(".")[0] for file in tmp_path.rglob("*.*")} == {upload.token}


def test_files_are_readable_by_their_owner_alone(store, tmp_path):
    keep(store)
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.rglob("*.*")} == {0o600}
    assert stat.S_IMODE((tmp_path / "uploads").stat().st_mode) == 0o700


def test_an_upload_is_found_by_its_owner(store):
    upload = keep(store)
    assert store.find(upload.token, owner_id=7) == upload
    with pytest.raises(NotFound):
        store.find(upload.token, owner_id=8)


@pytest.mark.parametrize("token", ["", "none", "../../../etc/passwd", "A" * 22, "A" * 21 + "\n"])
def test_an_unknown_token_finds_nothing(store, token):
    keep(store)
    with pytest.raises(NotFound):
        store.find(token, owner_id=7)


def test_bytes_that_changed_since_are_refused(store, tmp_path):
    upload = keep(store)
    (tmp_path / "uploads" / f"{upload.token}.data").write_bytes(b"lot,other\n")
    with pytest.raises(NotFound):
        store.data(upload)


def test_an_upload_lives_a_day(store):
    old = keep(store)
    keep(store, now=NOW + timedelta(hours=23))
    assert store.find(old.token, owner_id=7)
    keep(store, now=NOW + timedelta(hours=25))
    with pytest.raises(NotFound):
        store.find(old.token, owner_id=7)


def test_an_imported_file_stays_under_its_hash(store):
    upload = keep(store)
    store.keep_for_good(store.data(upload))
    store.forget(upload)
    assert store.imported(upload.sha256) == b"lot,titre\n"
    with pytest.raises(NotFound):
        store.imported("0" * 64)


def test_the_sheet_and_the_mapping_are_noted_beside_the_file(store):
    upload = store.describe(keep(store), sheet="lots", mapping="[lot]")
    assert store.find(upload.token, owner_id=7).mapping == "[lot]"
