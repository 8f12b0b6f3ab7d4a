"""What README shows is what the run says."""

from pathlib import Path


def test_readme_shows_what_the_run_says(lived):
    shown = Path("README.md").read_text(encoding="utf-8").split("`make run` ends with\n\n```\n")[1].split("```")[0]
    lines = [line for line in shown.splitlines() if not line.startswith("look at:")]
    assert len(lines) == 6
    said = lived.said.splitlines()
    assert [line for line in lines if line not in said] == []
