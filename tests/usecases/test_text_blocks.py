"""Who words the prose of packages, what is refused, and which wording a package has."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from comparability.model.errors import Conflict, Invalid, NotAllowed, NotFound
from comparability.model.text_blocks import PLACEHOLDERS, Block
from comparability.storage.text_blocks import wordings_in_force, wordings_of
from comparability.usecases.packages import read_content
from comparability.usecases.text_blocks import TextBlockEntry, save_text_block
from reports.content import from_json, to_json
from tests.usecases.assessing import LATER, a_line
from tests.usecases.register import trail

OURS = "We compare {product} made by {pre_supplier} and {post_supplier}: {lots_pre} against {lots_post} lots."
WHY = "The house style of the sponsor."


@pytest.fixture
def line(sqlite_database):
    return a_line(sqlite_database)


def word(line, wording=OURS, *, block="purpose", language="en", version=0, reason=WHY, actor=None):
    who = actor or line.staff.regulatory
    entry = TextBlockEntry(text=wording)
    with line.writing(who) as session:
        return save_text_block(
            session, block, language, entry, version=version, reason=reason, actor=who, now=LATER
        )


def blocks_of(package):
    return {block.key: block for block in read_content(package).blocks}


@pytest.mark.requirement("AT-01")
def test_a_wording_is_a_version_with_its_reason_and_the_earlier_one_stays(database):
    line = a_line(database)
    assert word(line)
    assert word(line, "Shorter.", version=1, reason="Reviewers asked for less.")
    with line.database.read() as session:
        newest, first, delivered = wordings_of(session, Block.PURPOSE, "en")
        entries = [entry for entry in trail(session, "text_block") if entry[1] == "text"]
    assert (newest.number, newest.text, newest.reason) == (2, "Shorter.", "Reviewers asked for less.")
    assert (first.number, first.text, first.written_by) == (1, OURS, "Nguyễn Thị Hương")
    assert delivered.number == 0 and "{product}" in delivered.text
    assert entries == [
        ("insert", "text", None, OURS, WHY),
        ("insert", "text", None, "Shorter.", "Reviewers asked for less."),
    ]


@pytest.mark.requirement("AT-05")
@pytest.mark.parametrize("statement", ["UPDATE text_block SET text = 'x'", "DELETE FROM text_block"])
def test_the_database_lets_no_wording_be_changed_or_removed(database, statement):
    line = a_line(database)
    word(line)
    with (
        pytest.raises(Exception, match="never|append"),
        line.writing(line.staff.regulatory) as session,
    ):
        session.execute(text(statement))


def test_one_language_is_worded_alone(line):
    word(line)
    word(line, "目的。", language="ja")
    word(line, "目的と範囲。", language="ja", version=1)
    with line.database.read() as session:
        numbers = {
            language: {each.block: each.number for each in wordings_in_force(session, language)}
            for language in ("en", "ja")
        }
    assert numbers["ja"] == dict.fromkeys(Block, 0) | {Block.PURPOSE: 2}
    assert numbers["en"] == dict.fromkeys(Block, 0) | {Block.PURPOSE: 1}


def test_a_package_has_the_wording_of_its_assembly_and_keeps_it(line):
    line.concluded()
    before = line.assemble()
    word(line)
    after = line.assemble()
    was, now = blocks_of(before)["purpose"], blocks_of(after)["purpose"]
    assert (was.version, was.worded) == ("as delivered", "comparability 0.1.0")
    assert now.version == "version 1" and now.worded.endswith("by Nguyễn Thị Hương")
    assert (
        now.text
        == "We compare AAV9 vector for a metabolic disease made by CDMO A and CDMO B: 4 against 3 lots."
    )
    assert blocks_of(line.package(before.id))["purpose"] == was


def test_a_package_names_a_new_wording_among_its_changes(line, tmp_path):
    line.concluded()
    line.issue(line.approve(line.assemble()), tmp_path)
    word(line, "Shorter.")
    rows = read_content(line.assemble()).revisions.rows
    assert [(row.place, row.section, row.after) for row in rows] == [
        ("purpose", "Purpose and scope", "Shorter.")
    ]


def test_every_placeholder_is_filled(line):
    line.concluded()
    word(line, "; ".join(f"{name}={{{name}}}" for name in PLACEHOLDERS))
    said = dict(part.split("=") for part in blocks_of(line.assemble())["purpose"].text.split("; "))
    assert said.keys() == PLACEHOLDERS.keys()
    assert all(said.values())
    assert (said["authority"], said["conclusion"], said["attributes"]) == ("HSA", "highly similar", "37")


def test_content_from_before_there_were_blocks_is_the_same_text(line):
    line.concluded()
    value = read_content(line.assemble())
    assert '"blocks"' in to_json(value)
    older = to_json(value).replace(to_json_of_blocks(value), "")
    assert from_json(older).blocks == ()


def to_json_of_blocks(value):
    whole = to_json(value)
    start = whole.index('"blocks":[')
    return whole[start : whole.index("],", start) + 2]


@pytest.mark.parametrize(
    ("wording", "says"),
    [
        ("Made by {supplier}.", "Nothing fills {supplier}."),
        ("ราชการ", "It cannot be printed"),
        ("  ", "nothing was entered"),
        ("zero\u200bwidth", "U\\+200B"),
    ],
)
@pytest.mark.requirement("DI-06")
def test_a_wording_that_cannot_be_filled_or_printed_is_refused_beside_its_field(line, wording, says):
    with pytest.raises(Invalid, match=says) as refused:
        word(line, wording)
    assert refused.value.field == "text"


def test_a_wording_without_a_reason_is_refused(line):
    with pytest.raises(Invalid) as refused:
        word(line, reason=" . ")
    assert refused.value.field == "reason"


@pytest.mark.requirement("DI-02")
def test_the_same_wording_is_no_version_and_needs_no_reason(line):
    word(line)
    assert not word(line, version=1, reason=None)
    with line.database.read() as session:
        assert len(wordings_of(session, Block.PURPOSE, "en")) == 2


@pytest.mark.requirement("CC-01")
def test_the_second_of_two_writers_is_told(line):
    word(line)
    with pytest.raises(Conflict, match="Somebody else worded this text"):
        word(line, "Mine.", version=0)


@pytest.mark.requirement("CC-01", "CC-03")
def test_of_four_who_save_at_once_one_is_kept_and_the_others_are_told(database):
    """All have seen the same wording; each waits for its turn and then finds another one in force."""
    line = a_line(database)
    together = Barrier(4)

    def save(number: int) -> str:
        together.wait(timeout=20)
        try:
            return "saved" if word(line, f"Wording {number}.") else "unchanged"
        except Conflict as error:
            return str(error)

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(save, range(4)))
    told = "Somebody else worded this text after you opened it. Compare, then save again."
    assert answers == [told, told, told, "saved"]
    with database.read() as session:
        assert [each.number for each in wordings_of(session, Block.PURPOSE, "en")] == [1, 0]


def test_only_regulatory_affairs_words_the_texts(line):
    for actor in (line.staff.team.cmc, line.staff.approver, line.staff.manager):
        with pytest.raises(NotAllowed, match="word the text blocks"):
            word(line, actor=actor)


@pytest.mark.parametrize(("block", "language"), [("preface", "en"), ("purpose", "tlh")])
def test_another_block_or_language_is_not_there(line, block, language):
    with pytest.raises(NotFound):
        word(line, block=block, language=language)
