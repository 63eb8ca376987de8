"""What a package prints of the plan of lots: as it was known when the protocol was frozen."""

from datetime import timedelta

import pytest

from comparability.model.vocabulary import Tier
from comparability.storage import rows
from comparability.storage.assessments import Assessment
from comparability.storage.attributes import attribute_by_code
from comparability.storage.dossiers import dossier
from comparability.storage.plans import Plan
from comparability.storage.protocols import draft_protocol
from comparability.usecases.contents import planned_lots
from comparability.usecases.packages import read_content
from reports import content
from reports.wording import ENGLISH
from tests.reports.reading import ReadPdf
from tests.reports.sample import package as sample
from tests.usecases.assessing import FROZEN_AT, LATER, a_line, freeze
from tests.usecases.planning import Planning
from tests.usecases.switching import justified

BEFORE_THE_FREEZE = FROZEN_AT - timedelta(hours=1)
STATED = {"vg_titre": {"sd": "12", "df": "5", "note": "Report R-1.", "shift": "0.95"}}


@pytest.fixture
def planning(sqlite_database):
    """The genome titre alone, as in every line of the tests."""
    line = a_line(sqlite_database, is_frozen=False)
    with sqlite_database.read() as session:
        titre = attribute_by_code(session, line.product, "vg-titre").id
    return Planning(line=line, attributes={"vg-titre": titre})


def save(planning, now, **more) -> Plan:
    others = dict.fromkeys(("potency", "infectious_titre", "empty_to_full"))
    return planning.save(now=now, texts=planning.texts(**others, **STATED), **more)


def freeze_draft(planning) -> None:
    with planning.database.read() as session:
        drafted = draft_protocol(session, planning.line.switch)
    freeze(planning.line, drafted.id)


def section(planning) -> tuple[content.Plan, ...]:
    """What a package made from today's assessment prints."""
    made = planning.line.assessed()
    with planning.database.read() as session:
        return planned_lots.section(dossier(session, rows.get(session, Assessment, made.id)), ENGLISH)


def test_the_plan_saved_last_before_the_freeze_is_printed_with_its_date(planning):
    save(planning, BEFORE_THE_FREEZE - timedelta(days=1))
    save(planning, BEFORE_THE_FREEZE, after=1, reason="Another number.", n_post=5)
    freeze_draft(planning)
    save(planning, LATER, after=2, reason="After the freeze.", n_post=9, post_to=9)
    (plan,) = section(planning)
    assert plan.reference.startswith(f"version 2, saved {BEFORE_THE_FREEZE:%Y-%m-%d %H:%M:%S}")
    assert plan.reference.endswith("by Sato Ken")
    assert plan.lots == "4 pre, 5 post"
    (row,) = plan.attributes
    assert row.name == "Vector-genome titre"
    assert row.assumed.startswith("a CV of 12\u00a0%, a true ratio of 0.95; stated: Report R-1")
    assert row.chance == plan.together
    assert "differ" not in " ".join(plan.remarks)


def test_without_a_plan_before_the_freeze_nothing_is_printed(planning):
    freeze_draft(planning)
    save(planning, LATER)
    assert section(planning) == ()


def test_a_plan_for_other_criteria_than_those_frozen_says_so(planning):
    save(planning, BEFORE_THE_FREEZE)
    planning.state("vg-titre", justified(margin_low="0.60", margin_high="1.7"))
    freeze_draft(planning)
    (plan,) = section(planning)
    assert "criteria that differ from those that were frozen" in " ".join(plan.remarks)


def test_only_tier_a_is_printed_where_there_is_any(planning):
    planning.state(
        "potency", justified(tier=Tier.B, tier_reason="Judged beside the titre.", margin_low="0.5")
    )
    with planning.database.read() as session:
        planning.attributes["potency"] = attribute_by_code(session, planning.line.product, "potency").id
    planning.save(
        now=BEFORE_THE_FREEZE,
        texts=planning.texts(infectious_titre=None, empty_to_full=None, **STATED),
    )
    freeze_draft(planning)
    (plan,) = section(planning)
    assert [row.name for row in plan.attributes] == ["Vector-genome titre"]


def test_the_package_carries_the_plan_and_a_content_without_one_keeps_its_hash(planning):
    save(planning, BEFORE_THE_FREEZE)
    freeze_draft(planning)
    line = planning.line
    line.concluded()
    value = read_content(line.assemble())
    assert [plan.lots for plan in value.protocol.plans] == ["4 pre, 4 post"]
    assert content.from_json(content.to_json(value)) == value
    assert '"plans"' not in content.to_json(sample())


def test_the_printed_page_names_the_chances(planning, tmp_path):
    save(planning, BEFORE_THE_FREEZE)
    freeze_draft(planning)
    line = planning.line
    line.concluded()
    package = line.assemble()
    line.approve(package)
    issued = line.issue(package, tmp_path)
    pdf = ReadPdf((tmp_path / f"{issued.file_sha256}.pdf").read_bytes())
    assert pdf.pages_with("Planned lots and their chance")
    assert pdf.pages_with("a true ratio of 0.95")
