"""HTML that parses, with nothing of a cell as markup."""

import xml.etree.ElementTree as ET

from wengert.explain.forms.html import fragment
from wengert.explain.table import Column, Row, Table


def test_a_fragment_is_well_formed_and_escaped():
    t = Table(
        "t", "a < b & c", [Column("n", "step"), Column("x")], [Row((1, "<script>"), "S"), Row((2, "c"), "S", True)]
    )
    tree = ET.fromstring(fragment(t))
    assert tree.tag == "figure"
    assert tree.find(".//caption").text == "a < b & c"
    assert [td.text for td in tree.iter("td")] == ["1", "<script>", "2", "c"]
    assert [tr.get("class") for tr in tree.iter("tr")] == [None, "section", None, "conceptual"]
