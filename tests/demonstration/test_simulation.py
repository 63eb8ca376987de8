"""The simulated results: the same on every run, spread as their sources say, and possible for a vector."""

import csv
import json
import os
import re
import subprocess
import sys
from decimal import Decimal

import pytest

from comparability.demonstration.certificates import measured
from comparability.demonstration.simulate import ARONSON, DUONG, MEASURANDS
from comparability.storage.attributes import MethodVersion
from tests.conftest import CHECKOUT

PUBLISHED = {
    DUONG: ("TCID50 ddPCR endpoint", "inter-assay %CV", "Duong et al. 2023 doi 10.1089/hum.2023.014"),
    ARONSON: ("flow transgene+ Huh7", "intra / inter-day %CV", "Aronson et al."),
}
# What a certificate of such a drug product can print. Particles: counts per container.
PLAUSIBLE = {
    "vg-titre": (5e12, 2e13),
    "infectious-titre": (1e10, 2e11),
    "capsid-titre": (5e12, 3e13),
    "empty-to-full": (60, 99.9),
    "partial-capsids": (1, 15),
    "potency": (40, 200),
    "transgene-expression": (50, 200),
    "genome-integrity": (80, 100),
    "purity": (95, 100),
    "vp1-share": (5, 13),
    "vp2-share": (5, 13),
    "vp3-share": (75, 90),
    "aggregates": (0.3, 3),
    "residual-host-cell-dna": (0.5, 10),
    "residual-e1a": (50, 500),
    "residual-plasmid-backbone": (0.1, 2),
    "residual-resistance-gene": (0.1, 2),
    "residual-rep-cap": (0.005, 0.1),
    "host-cell-protein": (5, 20),
    "affinity-ligand": (2, 5),
    "residual-nuclease": (0.5, 2),
    "particles-10um": (10, 1000),
    "particles-25um": (0, 60),
    "capsid-deamidation": (1, 30),
    "capsid-oxidation": (0.5, 10),
    "ph": (6.9, 7.7),
    "osmolality": (280, 360),
    "endotoxin": (0.05, 1),
}


def test_another_process_types_the_same_results():
    """Whatever the seed of Python's own hashes."""
    program = (
        "import json; from comparability.demonstration.certificates import measured; "
        "print(json.dumps(measured()))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "4711"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=CHECKOUT,
    )
    assert json.loads(done.stdout) == json.loads(json.dumps(measured()))


@pytest.mark.parametrize("measurand", MEASURANDS, ids=lambda each: each.code)
def test_the_spread_of_an_assay_is_the_number_of_its_source(measurand):
    stated = re.search(r"(?:(\d+)–|(below) )?(\d+(?:\.\d+)?) %", measurand.source)
    low, below, high = stated.groups()
    least = 0 if below else float(low or high)
    assert least <= 100 * measurand.assay_cv <= float(high) + 1e-9


@pytest.mark.parametrize("source", PUBLISHED, ids=["Duong", "Aronson"])
def test_a_published_spread_is_the_published_one(references, source):
    method, statistic, cited = PUBLISHED[source]
    with (references / "assay_precision_published.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(line for line in stream if not line.startswith("#")))
    (found,) = [
        row["value"]
        for row in rows
        if row["method"].startswith(method)
        and row["statistic"] == statistic
        and row["source"].startswith(cited)
    ]
    (measurand,) = [each for each in MEASURANDS if each.source == source]
    assert 100 * measurand.assay_cv == pytest.approx(float(found.split("/")[-1]))


def test_a_method_states_the_precision_that_its_results_have(loaded):
    with loaded.database.read() as session:
        codes = {line.attribute.id: code for code, line in loaded.items(session).items()}
        versions = {row.attribute_id: row.method_version_id for _, row in loaded.results(session)}
        stated = {
            codes[attribute_id]: session.get_one(MethodVersion, number).precision_cv
            for attribute_id, number in versions.items()
            if number is not None
        }
    cv = {measurand.code: Decimal(str(measurand.assay_cv)) * 100 for measurand in MEASURANDS}
    assert {code for code, value in stated.items() if value is not None} >= {"vg-titre", "potency"}
    differing = {
        code: value for code, value in stated.items() if value is not None and Decimal(str(value)) != cv[code]
    }
    assert differing == {}


@pytest.mark.parametrize("code", PLAUSIBLE)
def test_every_result_is_possible_for_such_a_product(code):
    low, high = PLAUSIBLE[code]
    texts = [text for texts in measured()[code].values() for text in texts]
    assert len(texts) >= 11
    assert not [text for text in texts if not low <= float(text.removeprefix("<")) <= high]


def test_no_numeric_attribute_escapes_the_question_of_plausibility():
    assert {measurand.code for measurand in MEASURANDS} | {"vp3-share"} == set(PLAUSIBLE)


def test_the_three_proteins_of_a_capsid_are_all_of_it():
    shares = [measured()[code] for code in ("vp1-share", "vp2-share", "vp3-share")]
    totals = {number: sum(Decimal(share[number][0]) for share in shares) for number in shares[0]}
    assert set(totals.values()) == {Decimal("100.0")}


def test_full_and_partly_filled_capsids_leave_room_for_empty_ones():
    full, partial = measured()["empty-to-full"], measured()["partial-capsids"]
    assert all(Decimal(full[number][0]) + Decimal(partial[number][0]) < 100 for number in full)
