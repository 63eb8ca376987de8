"""More than two arms, from the protocol that says how they are compared to the pairs of the assessment."""

import pytest

from comparability.model.errors import Refused
from comparability.model.vocabulary import ArmClaim, ArmPairs, Outcome, ProtocolStatus, Readiness
from comparability.storage import rows
from comparability.storage.assessments import Assessment
from comparability.storage.criteria import protocol_content
from comparability.storage.dossiers import dossier
from comparability.storage.protocols import Protocol, draft_protocol, frozen_protocol
from comparability.storage.readiness import state_of_switch
from comparability.storage.switches import sources_of
from comparability.usecases.contents import attributes, beside, figures, plots, records
from comparability.usecases.protocols import edit_protocol
from comparability.usecases.switches import remove_source
from reports.wording import ENGLISH
from tests.usecases.assessing import a_line, freeze
from tests.usecases.sites import RESULTS, SITES, a_line_of_sites
from tests.usecases.switching import protocol_entry

ALL = {"arm_pairs": ArmPairs.EACH_WITH_PRE, "arm_claim": ArmClaim.ALL}
CHOSEN = {"arm_pairs": ArmPairs.EACH_WITH_PRE, "arm_claim": ArmClaim.CHOSEN}


def assessed(database, **protocol):
    line = a_line_of_sites(database, **protocol)
    line.measure(RESULTS)
    return line, line.run()


@pytest.mark.parametrize(
    ("stated", "missing"),
    [
        ({}, "which are compared with which and what is claimed of them"),
        ({"arm_pairs": ArmPairs.EVERY_PAIR}, "what is claimed of them"),
        ({"arm_claim": ArmClaim.ALL}, "which are compared with which"),
    ],
    ids=["neither", "no claim", "no pairs"],
)
def test_a_protocol_of_three_arms_says_which_are_compared_before_it_is_frozen(database, stated, missing):
    line = a_line_of_sites(database, is_frozen=False, **stated)
    with database.read() as session:
        drafted = draft_protocol(session, line.switch)
    with pytest.raises(Refused, match=f"2 arms beside the pre arm, .* does not say {missing}"):
        freeze(line, drafted.id)


def test_what_is_said_of_several_arms_is_part_of_what_is_signed(database):
    line = a_line_of_sites(database, **ALL)
    with database.read() as session:
        protocol = frozen_protocol(session, line.switch)
        content = protocol_content(session, protocol)["protocol"]
        assert (content["arm_pairs"], content["arm_claim"]) == (ArmPairs.EACH_WITH_PRE, ArmClaim.ALL)


def test_two_arms_have_nothing_to_say_of_pairs(sqlite_database):
    line = a_line(sqlite_database, **ALL)
    with sqlite_database.read() as session:
        protocol = frozen_protocol(session, line.switch)
        assert (protocol.arm_pairs, protocol.arm_claim) == (None, None)
        assert "arm_pairs" not in protocol_content(session, protocol)["protocol"]


def test_an_arm_that_went_after_the_draft_is_said_before_the_freeze(sqlite_database):
    """Saving the rule again drops what was said of several arms."""
    line = a_line_of_sites(sqlite_database, is_frozen=False, **ALL)
    cmc, statistician = line.staff.team.cmc, line.staff.team.statistician
    with line.writing(cmc) as session:
        last = sources_of(session, line.switch)[-1]
        remove_source(session, last.id, reason="Not ready this year.", actor=cmc)
        drafted = draft_protocol(session, line.switch)
    with pytest.raises(Refused, match="Save the rule again"):
        freeze(line, drafted.id)
    with line.writing(statistician) as session:
        edit_protocol(
            session, drafted.id, protocol_entry(**ALL), version=drafted.version, reason="One site left.",
            actor=statistician,
        )  # fmt: skip
    freeze(line, drafted.id)
    with sqlite_database.read() as session:
        assert rows.get(session, Protocol, drafted.id).status is ProtocolStatus.FROZEN


def test_three_real_sites_give_the_pairs_of_r(sqlite_database):
    line, assessment = assessed(sqlite_database, **ALL)
    found = line.line(assessment)
    pairs = {row["after"]: row for row in found.item.pairs}
    for site, ratio, low, high in (
        ("Site 2", 0.917880783977, 0.880908436364, 0.956404887063),
        ("Site 3", 0.968001389105, 0.927880997572, 1.00985653522),
    ):
        stated = [pairs[site][name] for name in ("estimate", "low", "high")]
        assert stated == pytest.approx([ratio, low, high], rel=1e-11)
    assert [(row.after, row.lots, row.outcome.value) for row in beside.pairs(found)] == [
        ("Site 2", "5 / 5", "inconclusive"), ("Site 3", "5 / 5", "equivalent"),
    ]  # fmt: skip


def test_choosing_the_sites_that_pass_costs_each_its_share_of_alpha(sqlite_database):
    """R: at 95 % instead of 90 % for two pairs."""
    line, assessment = assessed(sqlite_database, **CHOSEN)
    found = line.line(assessment)
    third = found.item.pairs[1]
    assert (third["low"], third["high"]) == pytest.approx((0.91849813691, 1.02017266193), rel=1e-11)
    assert "Site 3 against Site 1 passes, and no other." in found.item.plain_words
    sentence = attributes.criterion_sentence(found).replace("\u00a0", " ")
    assert sentence.startswith("The 95 % interval") and sentence.endswith("for every pair that is compared.")


def test_the_variance_between_sites_is_that_of_r(sqlite_database):
    line, assessment = assessed(sqlite_database, **ALL)
    stated = figures.values_of(line.line(assessment))
    names = ("between_arms_sd", "within_arms_sd", "between_arms_share")
    expected = [0.0402930558228, 0.0351840302249, 0.567381023467]
    assert [stated[name] for name in names] == pytest.approx(expected, rel=1e-9)


def test_figure_and_drawing_name_the_pair_that_decides(sqlite_database):
    line, assessment = assessed(sqlite_database, **ALL)
    found = line.line(assessment)
    named = "ratio of geometric means, Site 2 / Site 1"
    assert named in [name for name, _ in figures.named(found)]
    assert plots.interval_plot(found).axis == named.capitalize().replace("site", "Site")


def test_every_site_has_a_row_in_the_summary(sqlite_database):
    line, assessment = assessed(sqlite_database, **ALL)
    found = line.line(assessment)
    headings, body = figures.summary(found)
    assert [row[0] for row in body] == list(SITES)
    assert {row[headings.index("lots")] for row in body} == {"5"}
    assert not [name for name, _ in figures.named(found) if name.startswith("geometric mean")]


def test_readiness_names_the_pair_that_is_open(sqlite_database):
    line, assessment = assessed(sqlite_database, **ALL)
    assert assessment.readiness is Readiness.INCONCLUSIVE
    with sqlite_database.read() as session:
        state = state_of_switch(session, line.switch)
    assert state.readiness.reasons[0].startswith("Vector-genome titre: Site 2 against Site 1: ")


def test_a_site_without_lots_is_no_site_that_passes(sqlite_database):
    line = a_line_of_sites(sqlite_database, **ALL)
    line.measure({number: text for number, text in RESULTS.items() if not number.startswith("Site 3")})
    item = line.item(line.run())
    assert item.outcome is Outcome.CANNOT_JUDGE


def test_the_package_says_how_several_arms_are_compared(sqlite_database):
    _, assessment = assessed(sqlite_database, **CHOSEN)
    with sqlite_database.read() as session:
        record = dossier(session, rows.get(session, Assessment, assessment.id))
        found = records.protocol(record, ENGLISH, first_post_result=None)
    assert found.several_arms == (
        "compared: each arm with the pre arm",
        "claimed: the arms that pass, alpha divided by the number of pairs",
    )
