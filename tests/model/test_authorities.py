"""Authority profiles are data: complete, sourced, and never citing what was withdrawn."""

import pytest

from comparability.model.authorities import (
    PageSize,
    Typography,
    authorities,
    ctd_home,
    ctd_places,
    ctd_sections,
)
from comparability.model.vocabulary import Market, ProductRole, Stage

CODES = ["HSA", "PMDA", "MFDS", "CDSCO", "TGA", "NMPA", "FDA", "EMA"]


def test_every_authority_of_the_region_and_the_two_reference_ones_have_a_profile():
    assert list(authorities()) == CODES


def test_every_market_but_other_has_an_authority():
    assert {authority.market for authority in authorities().values()} == set(Market) - {Market.OTHER}


@pytest.mark.parametrize("code", CODES)
def test_every_guidance_says_its_status_and_date(code):
    guidance = authorities()[code].guidance
    assert guidance and all(g.status and g.date and g.asks and g.source.mark for g in guidance)


def test_the_withdrawn_tier_guidance_is_not_cited():
    """The 2017 draft on tiers was withdrawn in 2018; it may give words, never a reference."""
    text = " ".join(g.title for authority in authorities().values() for g in authority.guidance)
    assert "Statistical Approaches to Evaluate Analytical Similarity" not in text


def test_only_the_american_package_is_printed_on_letter():
    letter = [code for code, authority in authorities().items() if authority.page_size is PageSize.LETTER]
    assert letter == ["FDA"]


def test_only_the_chinese_package_is_set_in_a_song_type():
    song = [code for code, authority in authorities().items() if authority.typography is Typography.SONG]
    assert song == ["NMPA"]


def test_three_authorities_work_in_another_language_than_english():
    others = {code: each.language for code, each in authorities().items() if each.language != "en"}
    assert others == {"PMDA": "ja", "MFDS": "ko", "NMPA": "zh-Hans"}


def test_reference_standards_of_a_drug_product_have_a_place_of_their_own():
    """ICH M4Q: 3.2.S.5 belongs to the drug substance, 3.2.P.6 to the drug product."""
    assert ctd_sections(Stage.DRUG_PRODUCT)["reference standards"].section == "3.2.P.6"
    assert ctd_sections(Stage.DRUG_SUBSTANCE)["reference standards"].section == "3.2.S.5"


@pytest.mark.parametrize("stage", Stage)
def test_every_part_of_a_package_has_one_place_at_every_stage(stage):
    parts = [place.holds for place in ctd_places() if stage in place.stages]
    assert len(parts) == len(set(parts))
    assert {"batch analyses", "bridging of methods", "reference standards", "stability"} <= set(parts)


@pytest.mark.parametrize(
    ("stage", "role", "section"),
    [
        (Stage.DRUG_SUBSTANCE, ProductRole.IN_VIVO, "3.2.S.2.6"),
        (Stage.DRUG_PRODUCT, ProductRole.IN_VIVO, "3.2.P.2.3"),
        (Stage.DRUG_PRODUCT, ProductRole.STARTING_MATERIAL, "3.2.S.2.3"),
    ],
)
def test_the_place_in_the_dossier_follows_stage_and_role(stage, role, section):
    assert ctd_home(stage, role).section == section


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("role", ProductRole)
def test_a_file_name_is_lower_case_letters_digits_and_hyphens(stage, role):
    """FDA PDF Specifications v4.1 and ICH M8 accept nothing else."""
    stem, _, ending = ctd_home(stage, role).file_name.rpartition(".")
    assert ending == "pdf" and stem and set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_batch_analyses_stand_with_the_stage():
    assert ctd_sections(Stage.DRUG_PRODUCT)["batch analyses"].section == "3.2.P.5.4"
    assert ctd_sections(Stage.DRUG_SUBSTANCE)["batch analyses"].section == "3.2.S.4.4"
