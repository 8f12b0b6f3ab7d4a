from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import skops.io
from sklearn.ensemble import HistGradientBoostingClassifier

from departures.models import registry


@pytest.fixture
def models(published: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    shutil.copytree(published, tmp_path / "models", symlinks=True)
    return tmp_path / "models"


def edit(folder: Path, **changes: object) -> None:
    path = folder / registry.ABOUT
    about = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(about | changes), encoding="utf-8")


def test_what_was_published_is_opened(models: Path) -> None:
    opened = registry.load(registry.current(models))
    assert opened.version == registry.current(models).name
    assert hasattr(opened.pipeline, "predict_proba")


@pytest.mark.parametrize("name", [registry.MODEL, "state.csv", "schedule.csv"])
def test_one_changed_byte_is_refused(models: Path, name: str) -> None:
    path = registry.current(models) / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(registry.RegistryError, match="not the file that was published"):
        registry.load(registry.current(models))


def test_a_missing_file_is_refused(models: Path) -> None:
    (registry.current(models) / "state.csv").unlink()
    with pytest.raises(registry.RegistryError, match="not the file that was published"):
        registry.load(registry.current(models))


def test_another_minor_version_of_the_library_is_refused(models: Path) -> None:
    edit(registry.current(models), libraries={"scikit-learn": "1.5.0"})
    with pytest.raises(registry.RegistryError, match=r"made by scikit-learn 1\.5\.0"):
        registry.load(registry.current(models))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"files": 3}'])
def test_a_broken_description_is_refused(models: Path, text: str) -> None:
    (registry.current(models) / registry.ABOUT).write_text(text, encoding="utf-8")
    with pytest.raises(registry.RegistryError, match="missing or broken"):
        registry.load(registry.current(models))


def test_a_description_that_leaves_the_model_out_is_refused(models: Path) -> None:
    edit(registry.current(models), files={})
    with pytest.raises(registry.RegistryError, match=r"names no model\.skops"):
        registry.load(registry.current(models))


def test_a_type_that_nobody_trusts_is_refused_whatever_the_file_says(models: Path) -> None:
    folder = registry.current(models)
    foreign = HistGradientBoostingClassifier(max_iter=1).fit([[0.0], [1.0]] * 20, [0, 1] * 20)
    skops.io.dump(foreign, folder / registry.MODEL)
    about = json.loads((folder / registry.ABOUT).read_text(encoding="utf-8"))
    edit(folder, files=about["files"] | {registry.MODEL: registry.sha256(folder / registry.MODEL)}, trusted=["*"])
    with pytest.raises(registry.RegistryError, match="was not opened"):
        registry.load(folder)


def test_a_file_that_is_no_model_is_refused(models: Path) -> None:
    folder = registry.current(models)
    (folder / registry.MODEL).write_bytes(b"not a model")
    about = json.loads((folder / registry.ABOUT).read_text(encoding="utf-8"))
    edit(folder, files=about["files"] | {registry.MODEL: registry.sha256(folder / registry.MODEL)})
    with pytest.raises(registry.RegistryError, match="was not opened"):
        registry.load(folder)


def test_without_a_published_model_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(registry.RegistryError, match="make train"):
        registry.current(tmp_path)


def publish(models: Path, version: str, keep: int = 3) -> None:
    staged = models / ".staged"
    staged.mkdir(parents=True)
    (staged / registry.MODEL).write_bytes(version.encode())
    registry.publish(models, version, staged, {}, keep)


def test_the_newest_three_are_kept(tmp_path: Path) -> None:
    for version in ("v1", "v2", "v3", "v4"):
        publish(tmp_path / "models", version)
    kept = sorted(path.name for path in (tmp_path / "models").iterdir() if path.is_dir() and not path.is_symlink())
    assert kept == ["v2", "v3", "v4"]
    assert registry.current(tmp_path / "models").name == "v4"


def test_going_back_serves_the_version_before(tmp_path: Path) -> None:
    for version in ("v1", "v2", "v3"):
        publish(tmp_path / "models", version)
    assert registry.roll_back(tmp_path / "models") == "v2"
    assert registry.roll_back(tmp_path / "models") == "v1"
    with pytest.raises(registry.RegistryError, match="no version was published before v1"):
        registry.roll_back(tmp_path / "models")


def test_publishing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    for version in ("v1", "v2", "v2"):
        publish(tmp_path / "models", version)
    assert registry.roll_back(tmp_path / "models") == "v1"
