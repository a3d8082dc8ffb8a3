"""An empty database made at once is the one that the migrations make step by step."""

import re

from dangol.kit.testing.installation import Installation, installation

OBJECTS = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"


def parts(sql: str | None) -> list[str]:
    """What is in the outer brackets of a statement, cut at its commas: columns in any order."""
    depth, found = 0, [""]
    for sign in re.sub(r"\s+", " ", sql or ""):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 1:
            found.append("")
        else:
            found[-1] += sign
    return sorted(part.strip(" ()") for part in found)


def schema(office: Installation) -> dict[tuple[str, str], list[str]]:
    return {(kind, name): parts(sql) for kind, name, sql in office.rows(OBJECTS)}


def test_is_the_same_at_once_and_step_by_step(tmp_path):
    with installation(tmp_path / "once") as once, installation(tmp_path / "steps") as steps:
        once.migrate()
        steps.migrate("jobs")
        steps.migrate()

        at_once, by_steps = schema(once), schema(steps)
        applied = "SELECT app, name FROM django_migrations ORDER BY app, name"
        assert once.rows(applied) == steps.rows(applied)
        boards = "SELECT name FROM workspace_board ORDER BY id"
        assert once.rows(boards) == steps.rows(boards) != []

    assert len(by_steps) > 400
    assert {k: (at_once.get(k), v) for k, v in by_steps.items() if at_once.get(k) != v} == {}
    assert at_once.keys() == by_steps.keys()
