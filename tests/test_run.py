"""The door: what it installs, when it does so again, and what it says when it cannot.

The environments made here are real; only the package index is a folder of small wheels made by the tests.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import run

ROOT = Path(run.__file__).parent
LIMIT = 120


def wheel(folder: Path, name: str, code: str = "") -> str:
    """A wheel of one module, and its line for a lock."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", code)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(
            f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n"
        )
    return f"{name}==1.0 \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


class House:
    """A small checkout with the real door, a lock of two packages and a bot that reports what it was given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "checkout"
        self.index = folder / "wheels"
        self.index.mkdir()
        (self.folder / "bot").mkdir(parents=True)
        shutil.copy(ROOT / "run.py", self.folder)
        shutil.copytree(ROOT / "vendor", self.folder / "vendor")
        self.lock = self.folder / "requirements.lock"
        self.lock.write_text(
            "# head\n"
            + wheel(self.index, "needed")
            + run.DEVELOPMENT_MARK
            + "\n"
            + wheel(self.index, "tested")
        )
        (self.folder / "bot" / "__init__.py").touch()
        (self.folder / "bot" / "__main__.py").write_text(
            "import importlib.util as u, json, os, sys\n"
            "print(json.dumps({'argv': sys.argv[1:], 'cwd': os.getcwd(), 'prefix': sys.prefix,"
            " 'has': [n for n in ('needed', 'tested') if u.find_spec(n)]}))\n"
            "sys.exit(int(os.environ.get('WANTED_EXIT', 0)))\n"
        )
        self.venv = self.folder / ".venv"
        kept = {name: os.environ[name] for name in ("HOME", "SYSTEMROOT", "TMPDIR") if name in os.environ}
        # No programs but this Python, no settings of pip but ours, nothing to reach but the folder of wheels.
        self.env = {**kept, "PATH": "", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"}
        self.env["PIP_FIND_LINKS"] = str(self.index)

    def run(self, *arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
        command = [getattr(sys, "_base_executable", sys.executable), str(self.folder / "run.py"), *arguments]
        return subprocess.run(
            command,
            cwd=cwd or self.folder,
            env=self.env | env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=LIMIT,
        )

    def report(self, *arguments: str, cwd: Path | None = None, **env: str) -> dict[str, object]:
        """What the bot was given; the run must succeed."""
        done = self.run(*arguments, cwd=cwd, **env)
        assert done.returncode == 0, done.stderr
        answer: dict[str, object] = json.loads(done.stdout)
        return answer


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_the_first_start_installs_and_the_second_goes_straight_on(house: House, tmp_path: Path) -> None:
    first = house.run("doctor", "--deep")
    assert first.returncode == 0, first.stderr
    assert "安装 1 个依赖包" in first.stderr
    assert json.loads(first.stdout)["argv"] == ["doctor", "--deep"]
    shutil.rmtree(house.index)
    second = house.run("plan-read", "计划.txt", cwd=tmp_path)
    assert second.stderr == ""
    assert json.loads(second.stdout) == {
        "argv": ["plan-read", "计划.txt"],
        "cwd": str(tmp_path),
        "prefix": str(house.venv),
        "has": ["needed"],
    }
    assert house.run("bot", WANTED_EXIT="78").returncode == 78


def test_development_packages_come_only_when_asked_for_and_then_stay(house: House) -> None:
    assert house.report("doctor")["has"] == ["needed"]
    assert "安装 2 个依赖包" in house.run("setup", "--dev").stderr
    assert list((house.folder / "bot" / "__pycache__").glob("__main__.*.pyc")), (
        "compiled for who may not write"
    )
    again = house.run("doctor")
    assert json.loads(again.stdout)["has"] == ["needed", "tested"]
    assert again.stderr == ""


def test_a_changed_lock_is_installed(house: House) -> None:
    house.report("doctor")
    house.lock.write_text(wheel(house.index, "tested") + house.lock.read_text())
    assert house.report("doctor")["has"] == ["needed", "tested"]


@pytest.mark.parametrize("harm", ["interrupted", "package gone", "python gone", "notes cut", "emptied"])
def test_a_broken_environment_is_repaired(house: House, harm: str) -> None:
    house.report("doctor")
    package = min(house.venv.glob("[Ll]ib*/**/needed-1.0.dist-info"))
    match harm:
        case "interrupted":
            (house.venv / "unionbot.unfinished").touch()
            (package.parent / "needed.py").unlink()
        case "package gone":
            shutil.rmtree(package)
            (package.parent / "needed.py").unlink()
        case "python gone":
            house_python = run.venv_python(house.venv)
            house_python.unlink()
            house_python.symlink_to("nowhere")
        case "notes cut":
            (house.venv / "unionbot.json").write_text('{"stamp": "12')
        case "emptied":
            for entry in house.venv.iterdir():
                if entry.name != "pyvenv.cfg":
                    shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    repaired = house.run("doctor")
    assert repaired.returncode == 0, repaired.stderr
    assert json.loads(repaired.stdout)["has"] == ["needed"]
    assert "环境就绪" in repaired.stderr
    assert house.run("doctor").stderr == ""


def test_a_moved_checkout_works(house: House, tmp_path: Path) -> None:
    house.report("doctor")
    house.folder = house.folder.rename(tmp_path / "moved")
    assert house.report("doctor")["prefix"] == str(house.folder / ".venv")


def test_the_environment_can_stand_elsewhere(house: House, tmp_path: Path) -> None:
    place = tmp_path / "a place" / "venv"
    assert house.report("doctor", UNIONBOT_VENV=str(place))["prefix"] == str(place)
    assert not house.venv.exists()


def test_a_folder_that_is_no_environment_is_left_alone(house: House, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    refused = house.run("doctor", UNIONBOT_VENV=str(tmp_path / "mine"))
    assert refused.returncode == 1
    assert "不是虚拟环境" in refused.stderr
    assert [entry.name for entry in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_settings_of_pip_that_lead_elsewhere_do_no_harm(house: House, tmp_path: Path) -> None:
    other = str(tmp_path / "other")
    assert house.report("doctor", PIP_TARGET=other, PIP_USER="1", PYTHONPATH=other)["has"] == ["needed"]


def test_an_index_that_cannot_be_reached_is_told_in_a_sentence(house: House) -> None:
    shutil.rmtree(house.index)
    house.index.mkdir()
    refused = house.run("doctor")
    assert refused.returncode == 1
    assert "连不上软件包源" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_package_with_another_hash_is_refused(house: House) -> None:
    wheel(house.index, "needed", code="stolen = True")
    refused = house.run("doctor")
    assert refused.returncode == 1
    assert "校验值不符" in refused.stderr
    assert not list(house.venv.glob("[Ll]ib*/**/needed.py"))


@pytest.mark.parametrize("place", ["{tmp}/file", "/proc/unionbot/venv"])
def test_a_place_that_cannot_be_written_is_told_in_a_sentence(
    house: House, tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").touch()
    refused = house.run("doctor", UNIONBOT_VENV=place.format(tmp=tmp_path))
    assert refused.returncode == 1
    assert "环境" in refused.stderr or "权限" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_missing_files_are_told_in_a_sentence(house: House) -> None:
    house.lock.unlink()
    refused = house.run("doctor")
    assert (refused.returncode, "缺少文件" in refused.stderr) == (1, True)


def test_two_at_once_install_once(house: House) -> None:
    command = [getattr(sys, "_base_executable", sys.executable), str(house.folder / "run.py"), "doctor"]
    both = [
        subprocess.Popen(
            command, env=house.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )
        for _ in range(2)
    ]
    said = [one.communicate(timeout=LIMIT) for one in both]
    assert [json.loads(out)["has"] for out, _ in said] == [["needed"]] * 2
    assert sum("环境就绪" in err for _, err in said) == 1


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is another thing on Windows")
def test_ctrl_c_while_installing_is_clean_and_the_next_start_mends_it(house: House) -> None:
    pipe = house.folder / "slow.lock"
    pip = next((house.folder / "vendor").glob("pip-*.whl"))
    real = pip.rename(house.folder / "real.whl")
    # In pip's place something that never ends.
    with zipfile.ZipFile(pip, "w") as archive:
        archive.writestr(
            "pip/__main__.py", f"import time\nopen({str(pipe)!r}, 'w').close()\ntime.sleep({LIMIT})\n"
        )
    command = [getattr(sys, "_base_executable", sys.executable), str(house.folder / "run.py"), "doctor"]
    with subprocess.Popen(
        command, env=house.env, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
    ) as door:
        until = time.monotonic() + LIMIT
        while not pipe.exists() and time.monotonic() < until:
            time.sleep(0.02)
        os.killpg(door.pid, signal.SIGINT)
        _, said = door.communicate(timeout=LIMIT)
    assert door.returncode == 130
    assert "已中断" in said
    assert "Traceback" not in said.partition("已中断")[2]
    real.replace(pip)
    assert house.report("doctor")["has"] == ["needed"]


# ------------------------------------------------------------------------------------ commands and the lock


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([]) == 0
    help_text = capsys.readouterr().out
    for command in (*run.BOT_COMMANDS, *run.OWN_COMMANDS):
        assert command in help_text


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["prevew"]) == 2
    assert "prevew" in capsys.readouterr().err


def test_checks_go_on_after_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "prepare", lambda **_: Path(sys.executable))
    checks = (
        ("first", ("-c", "raise SystemExit(1)")),
        ("second", ("-c", "")),
        ("third", ("-c", "raise SystemExit(9)")),
    )
    monkeypatch.setattr(run, "CHECKS", checks)
    assert run.main(["check", "--no-tests"]) == 1
    assert capsys.readouterr().err.endswith("failed: first, third\n")


def test_the_runtime_part_of_the_lock_is_closed() -> None:
    """Everything a runtime package asks for on this platform is itself in the runtime part."""
    runtime = {name for name in run.entries(run.locked(run.LOCK.read_text(), development=False)) if name}
    missing = set()
    for name in runtime:
        try:
            asked = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # only on other platforms
        for requirement in map(Requirement, asked):
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                needed = canonicalize_name(requirement.name)
                if needed not in runtime:
                    missing.add(f"{name} needs {needed}")
    assert not missing
    assert len(runtime) > 30


def test_arranging_a_lock_keeps_every_entry_in_one_of_two_parts() -> None:
    text = "a==1 \\\n    --hash=sha256:0\n    # via b\nb==2 ; sys_platform == 'win32' \\\n    --hash=sha256:1\nc==3\n"
    arranged = run.arrange_lock(text, {"a", "b"})
    above, _, below = arranged.partition(run.DEVELOPMENT_MARK)
    assert list(run.entries(above))[1:] == ["a", "b"]
    assert list(run.entries(below.lstrip())) == ["c"]
    assert run.locked(arranged, development=False) == above
