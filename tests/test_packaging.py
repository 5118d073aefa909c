"""What is handed out is whole: the wheel, the locked libraries, the scripts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from studio import __version__
from studio.resources import GUIDE, RESOURCES

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = {"run": ROOT / "build/requirements.txt", "test": ROOT / "build/requirements-dev.txt"}
IMPORT_NAMES = {
    "splintr-rs": "splintr",
    "arro3-core": "arro3",
    "arro3-io": "arro3",
    "pyside6-essentials": "PySide6",
    "markdown-it-py": "markdown_it",
    "phonenumberslite": "phonenumbers",
    "python-calamine": "python_calamine",
    "sqlite-utils": "sqlite_utils",
}
"""Where a library is imported under another name than it is installed by."""


def run(*command: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=~!; \[]", line)[0].lower() for line in requirements}


def pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.M))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    before = sorted((ROOT / "build").rglob("*"))
    done = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    assert done.returncode == 0, done.stderr
    assert sorted((ROOT / "build").rglob("*")) == before, "it writes nothing into build/"
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_program_its_resources_and_its_licence(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    here = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "studio").rglob("*.py")
        if "__pycache__" not in path.parts
    }
    kept = {
        f"studio/resources/{path.relative_to(RESOURCES).as_posix()}"
        for path in RESOURCES.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    guide = {
        f"studio/guide/{path.relative_to(GUIDE).as_posix()}"
        for path in GUIDE.rglob("*")
        if path.is_file()
    }
    assert here | kept | guide <= inside
    assert not [name for name in inside if name.startswith(("tests/", "build/", "docs/"))]
    licences = {Path(name).name for name in inside if "/licenses/" in name}
    assert licences == {"LICENSE", "NOTICE"}


def test_the_installed_studio_finds_its_resources(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    script = "from studio.resources import RESOURCES; from studio.text.tokens import count; "
    script += "print(RESOURCES, count('Begin today.'))"
    done = run(sys.executable, "-P", "-c", script, env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert done.stdout.split() == [str(tmp_path / "studio" / "resources"), "3"], done.stderr


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    assert wheel.name == f"passage_studio-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as opened:
        info = f"passage_studio-{__version__}.dist-info"
        said = opened.read(f"{info}/METADATA").decode()
        scripts = opened.read(f"{info}/entry_points.txt").decode()
    assert "License-Expression: Apache-2.0" in said
    assert "Requires-Python: >=3.11" in said
    assert "studio = studio.cli:main" in scripts


def test_every_library_asked_for_is_used() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "studio").rglob("*.py")
    )
    for name in names(PROJECT["dependencies"]):
        module = IMPORT_NAMES.get(name, name)
        assert re.search(rf"^\s*(import|from) {module}\b", sources, re.M), f"{name} is not used"


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS.keys())
def test_every_locked_library_has_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z])", text.strip())
    assert len(entries) == len(pins(lock)) > 20
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"://|--index|--find-links|file:|@ ", text)


def test_the_locks_hold_what_the_project_asks_for() -> None:
    asked = names(PROJECT["dependencies"])
    assert asked <= pins(LOCKS["run"]).keys()
    tools = names(PROJECT["optional-dependencies"]["dev"])
    assert asked | tools <= pins(LOCKS["test"]).keys()


def test_the_tests_run_on_the_libraries_that_are_handed_out() -> None:
    tested = pins(LOCKS["test"])
    assert {name: tested.get(name) for name in pins(LOCKS["run"])} == pins(LOCKS["run"])


@pytest.mark.parametrize("name", sorted(pins(LOCKS["run"])))
def test_no_library_brings_the_gpl(name: str) -> None:
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        pytest.skip(f"{name} is for another system")
    licence = said.get("License-Expression") or " OR ".join(
        [said.get("License") or "", *(said.get_all("Classifier") or ())]
    )
    choices = re.split(r"\bOR\b", licence)
    copyleft = [one for one in choices if re.search(r"\bA?GPL|GNU (Affero )?General", one)]
    assert len(copyleft) < len(choices) and "AGPL" not in licence


@pytest.mark.parametrize("script", ["build/run", "build/test", "build/lock", ".ci/run"])
def test_a_script_can_be_run(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    assert run("bash", "-n", script).stderr == ""


def test_continuous_integration_runs_the_tests_and_nothing_else() -> None:
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    deeds = [line for line in lines if line and not line.startswith("#")]
    assert len(deeds) == 1 and "build/test" in deeds[0]


def test_the_build_folder_is_kept_by_git() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    assert run("git", "check-ignore", "--no-index", "build/run", "build/anything").stdout == ""


SETUP = ". build/setup.sh\n"


def bash(script: str) -> subprocess.CompletedProcess[str]:
    return run("bash", "-euo", "pipefail", "-c", SETUP + script)


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="apt is for Debian and Ubuntu")
def test_setup_prints_one_line_where_it_may_not_install() -> None:
    nobody = "id() { echo 1000; }; sudo() { return 1; }; apt-get() { echo called; }\n"
    done = bash(nobody + "system_packages='libc6 libnot-there1'; install_system")
    assert done.returncode == 0
    assert done.stdout == ""
    assert re.fullmatch(r"[^\n]*sudo apt-get install -y libnot-there1 *\n", done.stderr)


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="apt is for Debian and Ubuntu")
def test_setup_installs_what_is_missing_where_it_may(tmp_path: Path) -> None:
    calls = f'id() {{ echo 0; }}; env() {{ shift; "$@"; }}; venv={tmp_path}\n'
    calls += f'apt-get() {{ echo "$*" >>{tmp_path}/calls; }}\n'
    done = bash(calls + "system_packages='libc6 libnot-there1'; install_system")
    update, install = (tmp_path / "calls").read_text().splitlines()
    assert done.returncode == 0
    assert update.endswith("update")
    assert install.split()[-4:] == ["install", "-y", "--no-install-recommends", "libnot-there1"]


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="apt is for Debian and Ubuntu")
def test_what_apt_could_not_do_is_not_tried_at_every_start(tmp_path: Path) -> None:
    calls = f"id() {{ echo 0; }}; venv={tmp_path}\n"
    calls += f"apt-get() {{ echo once >>{tmp_path}/calls; return 100; }}\n"
    twice = "system_packages=libnot-there1; install_system; install_system"
    done = bash(calls + twice)
    assert (tmp_path / "calls").read_text() == "once\n"
    assert done.stderr.count("sudo apt-get install -y libnot-there1") == 2


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="apt is for Debian and Ubuntu")
def test_setup_is_silent_where_nothing_is_missing() -> None:
    done = bash("system_packages=libc6; install_system")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_setup_says_which_python_it_needs() -> None:
    done = bash("command() { return 1; }; find_python")
    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr


def test_setup_leaves_an_environment_that_fits_alone(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python").symlink_to(sys.executable)
    lock = LOCKS["run"]
    stamp = f'venv={tmp_path}; echo "$(cksum <{lock}) {lock.name} $top" >"$venv/.locked"\n'
    done = bash(stamp + f"make_environment() {{ echo anew; exit 1; }}; install_locked {lock}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
