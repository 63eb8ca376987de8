"""Published lots from the table to the package, through the commands that a user types.

The measurements are read in place. The expected numbers were stated beforehand by the client for these files.
SciPy 1.17.1, run apart from the application as
`ttest_ind(log(post), log(pre), equal_var=False).confidence_interval(0.90)`, agrees in every digit compared,
and gives 0.5230 to 0.8732 where the repeated p24 rows are counted as lots.
"""

import csv
import shutil

import pytest

from comparability.storage.dossiers import items_of, latest_assessment
from comparability.storage.switches import switch_by_code
from comparability.usecases.contents import figures
from tests.conftest import ENGINES
from tests.line.published import aav2, installation, lentivirus

pytestmark = pytest.mark.xdist_group("published lots")
ATTRIBUTES = ("infectious-signal", "p24", "specific-infectivity")


@pytest.fixture(scope="module", params=ENGINES)
def producers(request, references, tmp_path_factory):
    """Producer A to producers B and C, four lots and two, with both minimum numbers of lots."""
    folder = tmp_path_factory.mktemp("lentivirus")
    with installation(request, request.param, folder) as shell:
        yield lentivirus(shell, references / "lots_lv_spike_p24_titre.csv")


@pytest.fixture(scope="module")
def plasmids(request, references, tmp_path_factory):
    """AAV2 with the plasmid set pRep and with pRep-MAAP, three productions each."""
    with installation(request, "sqlite", tmp_path_factory.mktemp("aav2")) as shell:
        yield aav2(shell, references / "lots_aav2_plasmid_change.csv")


@pytest.fixture(scope="module")
def p24_typed_twice(request, references, tmp_path_factory):
    """The same lots from a table that prints every p24 value twice, as the source's own does."""
    folder = tmp_path_factory.mktemp("twice")
    lines = (references / "lots_lv_spike_p24_titre.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.reader(line for line in lines if not line.startswith("#")))
    table = folder / "twice.csv"
    with table.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([rows[0], *(row for row in rows[1:] for _ in range(2))])
    with installation(request, "sqlite", folder) as shell:
        yield lentivirus(shell, table)["LV-PRODUCERS-2"]


@pytest.mark.parametrize("switch", ["LV-PRODUCERS", "LV-PRODUCERS-2"])
@pytest.mark.parametrize(
    ("code", "ratio", "low", "high", "tolerance"),
    [
        pytest.param("infectious-signal", 0.4428, 0.3259, 0.6016, 0.00005, id="infectious signal"),
        pytest.param("p24", 0.6758, 0.4183, 1.0917, 0.00005, id="p24"),
        pytest.param("specific-infectivity", 0.655, 0.468, 0.918, 0.0005, id="specific infectivity"),
    ],
)
def test_the_ratio_of_the_lots_agrees_with_the_stated_digits(
    producers, switch, code, ratio, low, high, tolerance
):
    """The estimate does not depend on how many lots the protocol asks for; only the verdict does."""
    found = producers[switch].attribute(code)["figures"]
    names = ("estimate", "interval_low", "interval_high")
    assert [found[name] for name in names] == pytest.approx([ratio, low, high], abs=tolerance)
    assert (found["n_pre"], found["n_post"]) == (4, 2)


def test_degrees_of_freedom_are_welchs(producers):
    assert producers["LV-PRODUCERS-2"].figure("infectious-signal", "df") == pytest.approx(3.473, abs=0.0005)


@pytest.mark.parametrize(("code", "is_seen"), [("infectious-signal", 1), ("p24", 0)])
def test_whether_a_difference_is_seen_is_told_apart_from_the_outcome(producers, code, is_seen):
    assert producers["LV-PRODUCERS-2"].figure(code, "difference_level") == 0.95
    assert producers["LV-PRODUCERS-2"].figure(code, "difference_seen") == is_seen


@pytest.mark.parametrize("code", ATTRIBUTES)
def test_two_post_lots_are_no_verdict_where_the_protocol_asks_for_three(producers, code):
    found = producers["LV-PRODUCERS"].attribute(code)
    assert found["outcome"] == "cannot be judged"
    assert "two post lots" in found["reason"].lower()


@pytest.mark.parametrize("code", ATTRIBUTES)
def test_two_post_lots_are_inconclusive_where_the_protocol_allows_them(producers, code):
    assert producers["LV-PRODUCERS-2"].attribute(code)["outcome"] == "inconclusive"


def test_results_known_before_the_protocol_are_marked(producers):
    marks = producers["LV-PRODUCERS-2"].attribute("infectious-signal")["marks"]
    assert marks == ["exploratory", "retrospective"]


@pytest.mark.parametrize("code", ["infectious-signal", "specific-infectivity"])
def test_plates_that_changed_with_the_producer_are_named(producers, code):
    (named,) = [
        text for text in producers["LV-PRODUCERS-2"].attribute(code)["limitations"] if "plate" in text.lower()
    ]
    pre, post = named.split("every post lot")
    assert [plate in pre for plate in ("Plate1", "Plate3", "Plate5", "Plate4", "Plate6")] == [1, 1, 1, 0, 0]
    assert [plate in post for plate in ("Plate1", "Plate3", "Plate5", "Plate4", "Plate6")] == [0, 0, 0, 1, 1]


def test_the_one_plate_of_all_p24_results_is_no_limitation(producers):
    assert not any("plate" in text for text in producers["LV-PRODUCERS-2"].attribute("p24")["limitations"])


def test_values_printed_twice_are_not_counted_twice(p24_typed_twice):
    found = p24_typed_twice.attribute("p24")["figures"]
    assert [found["interval_low"], found["interval_high"]] == pytest.approx([0.4183, 1.0917], abs=0.00005)
    assert (found["n_pre"], found["n_post"]) == (4, 2)
    assert p24_typed_twice.attribute("p24")["outcome"] == "inconclusive"


def test_titres_typed_as_logarithms_are_compared_as_a_ratio(plasmids):
    found = plasmids.attribute("encapsidated-titre")["figures"]
    names = ("estimate", "interval_low", "interval_high")
    assert [found[name] for name in names] == pytest.approx([0.5661, 0.3951, 0.8111], abs=0.00005)
    assert (found["n_pre"], found["n_post"]) == (3, 3)


def test_a_difference_that_is_seen_leaves_the_question_of_sameness_open(plasmids):
    assert plasmids.attribute("encapsidated-titre")["outcome"] == "inconclusive"
    assert plasmids.figure("encapsidated-titre", "difference_seen") == 1


def test_one_plate_before_and_another_after_is_said_by_the_tool_itself(plasmids):
    limitations = plasmids.attribute("encapsidated-titre")["limitations"]
    assert any(
        "Every pre lot" in text and "plate 1 and every post lot on plate 2" in text for text in limitations
    )


@pytest.fixture(params=["LV-PRODUCERS", "LV-PRODUCERS-2"])
def run(request, producers):
    """Each switch of the lentiviral set in turn."""
    return producers[request.param]


def assert_figures_are_printed(run):
    """Every stored figure, as text, on the pages between its attribute's bookmark and the next."""
    database = run.shell.database()
    with database.read() as session:
        made = latest_assessment(session, switch_by_code(session, run.switch).id)
        lines = items_of(session, made)
        printed = {
            line.attribute.name: [
                *(text for _, text in figures.named(line)),
                *(cell for row in figures.summary(line)[1] for cell in row),
            ]
            for line in lines
        }
        stored = {line.attribute.name: len(line.item.figures) for line in lines}
    database.engine.dispose()
    for name, texts in printed.items():
        first, last = run.pdf.section_pages(name)
        pages = set(range(first, last + 1))
        assert len(texts) >= stored[name] > 0
        assert not [text for text in texts if not run.pdf.pages_with(text) & pages]


def assert_every_page_is_marked(run):
    assert run.pdf.pages_with("ILLUSTRATIVE") == set(range(1, len(run.pdf.pages) + 1))


def test_every_stored_figure_stands_on_the_pages_of_its_attribute(run):
    assert_figures_are_printed(run)


def test_every_page_says_that_it_is_an_illustration(run):
    assert_every_page_is_marked(run)


def test_the_package_of_the_aav_productions_prints_its_figures_and_its_mark(plasmids):
    assert_figures_are_printed(plasmids)
    assert_every_page_is_marked(plasmids)


def test_the_trail_agrees_after_the_whole_line(run):
    assert "Everything agrees." in run.shell.done("audit", "verify")


def test_the_first_page_prints_what_was_compared(producers):
    """Against the text of another library: a reader sees the right figure first."""
    assert 1 in producers["LV-PRODUCERS-2"].pdf.pages_with("0.4428 (0.3259 to 0.6016)")


def test_a_second_run_of_the_same_import_is_refused(producers, references, tmp_path):
    shell = producers["LV-PRODUCERS"].shell
    table = shutil.copy(references / "lots_lv_spike_p24_titre.csv", tmp_path / "again.csv")
    mapping = "examples/lentivirus_producers/mapping.toml"
    refused = shell.run("import", table, "--product", "LV-SPIKE", "--mapping", mapping, user="qc.lim")
    assert refused.exit_code == 1
    assert "nothing was imported" in refused.stderr
