import pytest

from comparability.model.mapping import parse_mapping
from comparability.model.mapping_text import as_toml

WHOLE = """
comment = "#"
missing = ["NA", "n/a"]
[where]
product = "WT"
"column with space" = "yes"
[lot]
number = ["plasmid_set", "lot"]
prefix = "LV-"
stage = "drug substance"
supplier = { column = "producer", values = { A = "Producer A", "B 2" = "製造 B" } }
[[result]]
attribute = "p24"
columns = ["rep 1", "rep 2"]
method = "p24 \\"ELISA\\""
method_version = "1"
tested_on = { column = "day" }
plate = "2021-01-22"
[[result]]
attribute = "titre"
column = "t"
"""


@pytest.mark.parametrize(
    "text", [WHOLE, '[lot]\nnumber = "a"', 'missing = "\\\\ \\u007f"\n[lot]\nnumber = "a\\tb"']
)
def test_a_mapping_written_as_text_reads_back_the_same(text):
    mapping = parse_mapping(text)
    assert parse_mapping(as_toml(mapping)) == mapping
