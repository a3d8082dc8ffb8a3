"""The table of the law names a test for every rule, and each of them exists."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
GUIDE = ROOT / "docs" / "guide" / "law.md"
_row = re.compile(r"^\| (AD-\d\d) \|.*\| `(test_\w+)` \|$", re.M)


def _tests() -> set[str]:
    """The names of all test functions of the product."""
    return {
        node.name
        for path in (ROOT / "dangol").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_rule_has_its_test():
    rows = _row.findall(GUIDE.read_text())

    assert [rule for rule, _test in rows] == [f"AD-{n:02}" for n in range(1, 23)]
    known = _tests()
    for rule, test in rows:
        assert test in known, f"{rule}: {test}"
        assert test.startswith(f"test_{rule.lower().replace('-', '_')}_"), f"{rule}: {test}"


def test_ad_17_the_guide_names_the_sanctions():
    text = GUIDE.read_text()
    for words in ("6% 이하 과징금", "20억 원 이하", "3천만 원 이하 과태료"):
        assert words in text
