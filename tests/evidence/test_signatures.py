"""The signature on the file of an evidence copy: what the trail says of it, and what a verifier finds out."""

import json
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from comparability.model.document_signing import EVIDENCE_SIGNATURE, DocumentSigning
from comparability.model.errors import Refused, Unavailable
from comparability.model.vocabulary import PackageStatus
from comparability.storage.anchors import AnchorFile
from comparability.storage.audit import AuditEntry
from comparability.storage.engine import make_engine
from comparability.storage.packages import Package, evidence_sha256, registered_files, unsigned_sha256
from comparability.storage.sessions import Database
from comparability.usecases.evidence_signing import certificate_of, sign_evidence, state_of_copies
from comparability.usecases.packages import evidence_file
from comparability.verification.package import verify
from comparability.verification.pdf_signatures import Looked, look_at
from comparability.verification.reading import Unreadable
from reports.certificates import certificate_in
from reports.evidence import read_copy
from reports.signatures import Trust
from reports.signing import SignatureWords, sign
from tests.cli.shell import Shell
from tests.evidence.certificates import PASSPHRASE, SERIAL, Issuer, closed_port, made, served
from tests.evidence.tampering import with_file
from tests.usecases.assessing import LATER, Line, a_line

END = b"%%EOF\n"


@dataclass(frozen=True, slots=True)
class Signed:
    package: Package
    copy: bytes
    submission: bytes
    stated: str
    signer: Issuer
    authority: Issuer

    @property
    def below(self) -> bytes:
        """The revision under the signature."""
        return self.copy[: self.copy.rindex(END, 0, -len(END)) + len(END)]

    def looked(self, data: bytes, trusted: bytes | None = None) -> Looked:
        """What is found out about the signatures of a changed file, without computing its figures again."""
        trail = json.loads(read_copy(self.below).files["audit.json"])
        digest = self.package.content_hash
        return look_at(data, has_form=True, trail=trail, content_hash=digest, trusted=trusted)

    def signed_again(self, signer: Issuer, at: datetime = LATER) -> bytes:
        certificate = certificate_in(signer.pkcs12(), passphrase=PASSPHRASE, now=at)
        words = SignatureWords(name="", reason="", location="")
        return sign(self.below, certificate, words=words, now=at, time_stamps=None)


def waiting(database: Database) -> tuple[Line, Package]:
    """A package that is approved and not issued."""
    line = a_line(database)
    line.concluded()
    package = line.assemble()
    line.approve(package)
    return line, package


@pytest.fixture(scope="module")
def signed(tmp_path_factory, sqlite_template) -> Signed:
    """Issued with certificate and time-stamp authority, after a try with what cannot be used."""
    folder = tmp_path_factory.mktemp("signed")
    url = f"sqlite:///{shutil.copyfile(sqlite_template, folder / 'lots.sqlite3')}"
    database = Database(make_engine(url), AnchorFile(folder, "k" * 64))
    signer, authority = made("QA seal", LATER), made("Clock", LATER, is_for_stamps=True)
    file = signer.kept(folder)
    line, package = waiting(database)
    with pytest.raises(Refused, match="passphrase is another one"):
        line.issue(package, folder, DocumentSigning(certificate=file, passphrase="no", time_stamps=None))
    assert line.package(package.id).status is PackageStatus.APPROVED
    with served(authority, LATER) as address:
        signing = DocumentSigning(certificate=file, passphrase=PASSPHRASE, time_stamps=address)
        package = line.issue(package, folder, signing)
    with database.read() as session:
        copy = evidence_file(session, package.id, store=folder, actor=line.staff.team.qa)
        assert evidence_sha256(session, package.id) is not None
        entry = session.query(AuditEntry).filter_by(entity=EVIDENCE_SIGNATURE).one()
    submission = (folder / f"{package.file_sha256}.pdf").read_bytes()
    return Signed(package, copy.data, submission, entry.new or "", signer, authority)


@pytest.mark.requirement("RC-03")
def test_without_a_time_stamp_the_package_is_issued_and_its_copy_waits_in_the_same_bytes(
    sqlite_database, tmp_path
):
    line, package = waiting(sqlite_database)
    file = made("QA seal", LATER).kept(tmp_path)
    port = closed_port()
    silent = DocumentSigning(certificate=file, passphrase=PASSPHRASE, time_stamps=f"http://127.0.0.1:{port}/")
    with pytest.raises(Unavailable, match="gave no time stamp .* waits for its signature"):
        line.issue(package, tmp_path, silent)
    issued = line.package(package.id)
    assert issued.status is PackageStatus.ISSUED
    with line.database.read() as session:
        unsigned = unsigned_sha256(session, package.id)
        assert registered_files(session) == {issued.file_sha256, unsigned}
        with pytest.raises(Refused, match="not signed yet"):
            evidence_file(session, package.id, store=tmp_path, actor=line.staff.team.qa)
    (tmp_path / "other").mkdir()
    other = made("Another seal", LATER).kept(tmp_path / "other")
    for differs in (replace(silent, certificate=other), replace(silent, time_stamps=None), None):
        with pytest.raises(Refused, match=f"trail in this evidence copy says O=Test,CN=QA seal.*:{port}/"):
            sign_again(line, package, tmp_path, differs)
        assert "version 1 needs what is not set up: O=Test,CN=QA seal, " in told(line, differs)
    assert told(line, silent).endswith("until then; CMP-SW-01-HSA, version 1")
    below = (tmp_path / f"{unsigned}.pdf").read_bytes()
    with served(made("Clock", LATER, is_for_stamps=True), LATER, port=port):
        assert sign_again(line, package, tmp_path, silent) is True
    assert told(line, silent) == "none waits for its signature"
    with line.database.read() as session:
        copy = evidence_file(session, package.id, store=tmp_path, actor=line.staff.team.qa)
        assert unsigned_sha256(session, package.id) is None
    assert copy.data.startswith(below)
    assert verify(copy.data).differences == ()
    is_kept = (tmp_path / f"{unsigned}.pdf").is_file
    assert sign_again(line, package, tmp_path, silent) is False
    assert is_kept()  # for a backup that copied the records before the signature
    assert sign_again(line, package, tmp_path, None, LATER + timedelta(days=2)) is False
    assert not is_kept()
    assert sorted(each.stem for each in tmp_path.glob("*.pdf")) == sorted(registered(line))


def sign_again(line, package, store, signing, now=LATER):
    who = line.staff.regulatory
    return sign_evidence(
        line.database, package.id, store=store, signing=signing, actor=who, clock=lambda: now
    )


def told(line, signing):
    """What an administrator reads of the copies that wait."""
    certificate = None if signing is None else certificate_of(signing, now=LATER)
    with line.database.read() as session:
        return state_of_copies(session, signing=signing, certificate=certificate)


def registered(line):
    with line.database.read() as session:
        return registered_files(session)


@pytest.mark.requirement("AT-01")
def test_the_trail_says_with_which_certificate_the_copy_was_signed(signed):
    assert signed.stated.startswith(f"O=Test,CN=QA seal, serial number {SERIAL:x}, SHA-256 ")
    assert "; time stamp: http://127.0.0.1:" in signed.stated


def test_a_signed_copy_agrees_and_says_who_signed_it_and_when(signed):
    found = verify(signed.copy)
    (seal,) = found.pdf_signatures
    assert found.differences == ()
    assert (seal.subject, seal.is_intact, seal.is_whole) == ("O=Test,CN=QA seal", True, True)
    assert seal.name == "Nguyễn Thị Hương"
    assert seal.reason == "Evidence copy of CMP-SW-01-HSA, version 1, as issued"
    assert (seal.signed_at, seal.time_stamp.at) == (f"{LATER:%Y-%m-%dT%H:%M:%SZ}",) * 2
    assert (seal.trust, seal.time_stamp.trust) == (Trust.NOT_CHECKED, Trust.NOT_CHECKED)
    assert found.remarks == ("The signer was not checked against a trust list (--trust).",)


def test_a_list_of_signer_and_authority_vouches_for_both(signed):
    found = signed.looked(signed.copy, signed.signer.pem + signed.authority.pem)
    (seal,) = found.signatures
    assert found.differences == ()
    assert (seal.trust, seal.time_stamp.trust) == (Trust.TRUSTED, Trust.TRUSTED)


def test_an_authority_vouches_for_who_was_below_it_at_the_time_of_signing(signed):
    """Both certificates have long expired when this is verified."""
    then = datetime(2020, 3, 2, tzinfo=UTC)
    authority = made("Authority", then, usage="key_cert_sign")
    again = signed.signed_again(made("QA seal", then, by=authority), then)
    (seal,) = signed.looked(again, authority.pem).signatures
    assert (seal.trust, seal.signed_at) == (Trust.TRUSTED, "2020-03-02T00:00:00Z")


def test_a_list_of_others_vouches_for_nobody(signed):
    found = signed.looked(signed.copy, made("QA seal", LATER).pem).differences
    assert [each.rpartition(": ")[2] for each in found] == [
        "none of the trusted certificates vouches for it at the time of signing",
        "none of the trusted certificates vouches for its time stamp of O=Test,CN=Clock",
    ]


def test_a_list_that_holds_no_certificate_is_unreadable(signed):
    with pytest.raises(Unreadable, match="neither PEM nor DER"):
        signed.looked(signed.copy, b"-----BEGIN NOTHING-----")


def test_a_changed_byte_is_named(signed):
    """In the comment behind the first line, which no reader looks at."""
    place = signed.copy.index(b"\n%") + 3
    changed = bytearray(signed.copy)
    changed[place] ^= 1
    assert signed.looked(bytes(changed)).differences == (
        "signature of O=Test,CN=QA seal: bytes of the file were changed after it was signed",
    )


@pytest.mark.parametrize("appended", [b"% nothing\n", b"\n" * 3], ids=["comment", "white space"])
def test_what_was_appended_afterwards_is_named(signed, appended):
    assert signed.looked(signed.copy + appended).differences == (
        "signature of O=Test,CN=QA seal: something was appended to the file after it was signed",
    )


def test_a_stripped_signature_is_named(signed):
    (sentence,) = verify(signed.below).differences
    assert sentence.startswith("signature: the trail says that the copy is signed with the certificate ")
    assert sentence.endswith("but the file carries no signature")


def test_a_signature_replaced_by_another_ones_is_named(signed):
    again = signed.signed_again(made("QA seal", LATER))
    (sentence,) = signed.looked(again).differences
    assert sentence.startswith("signature of O=Test,CN=QA seal: its certificate is ")


def test_a_missing_time_stamp_is_named(signed):
    (sentence,) = signed.looked(signed.signed_again(signed.signer)).differences
    assert "the trail says that it has a time stamp of http://127.0.0.1:" in sentence


def test_a_damaged_signature_is_named(signed):
    place = signed.copy.rindex(b"/Contents <") + len(b"/Contents <")
    damaged = signed.copy[:place] + b"00" * 40 + signed.copy[place + 80 :]
    assert signed.looked(damaged).differences[0].startswith("signature: it cannot be read")


def test_a_statement_taken_out_of_the_trail_breaks_its_chain(signed):
    def change(audit):
        audit["entries"] = [each for each in audit["entries"] if each["entity"] != EVIDENCE_SIGNATURE]

    assert verify(with_file(signed.below, "audit.json", change)).differences


def test_the_submission_copy_is_never_signed(signed):
    assert b"/ByteRange" not in signed.submission


def test_the_command_prints_who_signed_and_with_whose_word(signed, tmp_path):
    anywhere = Shell("nonsense://", tmp_path / "nowhere")
    (tmp_path / "copy.pdf").write_bytes(signed.copy)
    (tmp_path / "trust.pem").write_bytes(signed.signer.pem + signed.authority.pem)
    done = anywhere.run("verify", tmp_path / "copy.pdf", "--trust", tmp_path / "trust.pem")
    assert done.exit_code == 0
    assert "File signed by O=Test,CN=QA seal" in done.stdout
    assert "integrity intact, signer trusted" in done.stdout
    assert "by the time stamp of O=Test,CN=Clock: integrity intact, authority trusted" in done.stdout
