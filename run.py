#!/usr/bin/env python3
"""The door of the house: makes the virtual environment and starts what is asked for.

Standard library only. It needs a Python with its `venv` module and nothing else: no make, git, uv, pip or
ensurepip. The environment (`.venv`, or where UNIONBOT_VENV says) is filled from `requirements.lock`, every file
checked against its hash, by the pip that lies in `vendor/`. pip follows its own configuration (index, mirror,
proxy, certificates).
"""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "unionbot 需要 Python 3.11 或更新版本，当前是 %d.%d。请安装后用 python3.11 run.py 启动。\n"
        "unionbot needs Python 3.11 or newer; this is %d.%d. Please run it with python3.11 run.py.\n"
        % (sys.version_info[:2] * 2)
    )
    sys.exit(1)

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
DEVELOPMENT_MARK = "# ---- development only ----"
"""The line of the lock below which the packages only tests and checks need begin."""

HELP = """\
工会小助手 unionbot

用法 usage:  python3 run.py 命令 [参数]

  preview         打开预览：演示数据和聊天网页，不需要 Telegram   try it in the browser, no Telegram needed
  bot             启动机器人，需要环境变量 UNIONBOT_TOKEN          run the bot
  setup           只准备运行环境；--dev 连同测试工具               prepare the environment only

  plan-read       读计划文件，列出计划项      understand      看一句话怎样被理解
  import-roster   导入会员名册                invite          生成邀请码
  backup          备份                        restore         恢复
  migrate         升级数据库结构              doctor          体检
  rehearse        预演：把计划里的日子快进一遍

  test            运行测试                    run the tests (arguments go to pytest)
  check           格式、类型、层次检查和测试  all checks and the tests (--no-tests: checks only)
  bench           性能测量                    run benchmarks (bench NAME…)
  lock            重新生成 requirements.lock  remake the lock from pyproject.toml

每个命令后加 --help 看参数。Environment: UNIONBOT_VENV puts the virtual environment elsewhere.
"""

BOT_COMMANDS = (
    "preview", "bot", "plan-read", "understand", "import-roster", "invite", "backup", "restore", "migrate",
    "doctor", "rehearse",
)  # fmt: skip

CHECKS = (
    ("ruff format", ("-m", "ruff", "format", "--check", ".")),
    ("ruff check", ("-m", "ruff", "check", ".")),
    ("mypy", ("-m", "mypy")),
    ("import-linter", ("-c", "import importlinter.cli as c; c.lint_imports_command(['--no-logo'])")),
)


class Stop(Exception):
    """The door cannot go on. The message is what the person at the terminal reads."""


def venv_folder() -> Path:
    """Where the virtual environment stands."""
    return Path(os.environ.get("UNIONBOT_VENV") or ROOT / ".venv").expanduser().absolute()


def venv_python(folder: Path) -> Path:
    """The interpreter of a virtual environment, whether it exists or not."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def locked(text: str, *, development: bool) -> str:
    """The part of the lock to install: all of it, or only what the bot needs to run."""
    return text if development else text.partition(DEVELOPMENT_MARK)[0]


def stamp_for(folder: Path, requirements: str) -> str:
    """What must be unchanged for an environment to be taken as ready: packages, Python, place."""
    facts = (requirements, sys.version, str(folder))
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


class Environment:
    """A virtual environment and the notes about it that are kept inside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = venv_python(folder)
        self.notes = folder / "unionbot.json"
        self.unfinished = folder / "unionbot.unfinished"

    def ready(self, stamps: Sequence[str]) -> bool:
        """Whether one of the stamps was set on it and nothing noted then has gone since."""
        try:
            notes = json.loads(self.notes.read_text(encoding="utf-8"))
            packages = self.folder / notes["packages"]
            present = {entry.name for entry in os.scandir(packages)}
            return (
                not self.unfinished.exists()
                and os.access(self.python, os.X_OK)
                and notes["stamp"] in stamps
                and present.issuperset(notes["distributions"])
            )
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def usable(self) -> bool:
        """Whether packages can be added to what stands: a whole environment of this very Python, in its place."""
        if self.unfinished.exists() or not os.access(self.python, os.X_OK):
            return False
        question = "import sys; print(sys.version, sys.prefix)"
        command = [str(self.python), "-I", "-c", question]
        answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
        return answer == f"{sys.version} {self.folder}"

    def create(self) -> None:
        """Make it anew and empty. A folder that is no virtual environment is never emptied."""
        mark = self.folder / "pyvenv.cfg"
        self.folder.mkdir(parents=True, exist_ok=True)
        if any(self.folder.iterdir()) and not mark.is_file():
            raise Stop(
                f"{self.folder} 已存在，但不是虚拟环境，不敢清空。请移走它，或用 UNIONBOT_VENV 指定别的位置。\n"
                f"{self.folder} exists and is no virtual environment; move it or set UNIONBOT_VENV."
            )
        # The mark comes first and stays: a folder left half made or half emptied is known as ours the next time.
        mark.touch()
        for entry in self.folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif entry != mark:
                entry.unlink()
        self.unfinished.touch()
        venv.EnvBuilder(symlinks=os.name != "nt", with_pip=False).create(self.folder)

    def note(self, stamp: str) -> None:
        """Remember that it is complete."""
        packages = next(self.folder.glob("[Ll]ib*/**/site-packages"))
        present = sorted(entry.name for entry in packages.glob("*.dist-info"))
        notes = {"stamp": stamp, "packages": str(packages.relative_to(self.folder)), "distributions": present}
        self.notes.write_text(json.dumps(notes, indent=1), encoding="utf-8")
        self.unfinished.unlink()


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold off a second run.py that would fill the same environment at the same time."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / (folder.name + ".busy")).open("w") as file:
        if os.name != "nt":
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("另一个 run.py 正在准备环境，等它完成…… waiting for another run.py")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def prepare(*, development: bool, fresh: bool = False) -> Path:
    """The interpreter of an environment in which everything asked for is there. Raises Stop with the reason."""
    environment = Environment(venv_folder())
    if not LOCK.is_file() or not any((ROOT / "vendor").glob("pip-*.whl")):
        raise Stop("缺少文件，请重新取得完整的代码。 Files are missing; get the whole checkout.")
    try:
        lock = LOCK.read_text(encoding="utf-8")
        wanted = locked(lock, development=development)
        stamp = stamp_for(environment.folder, wanted)
        good = (stamp, stamp_for(environment.folder, lock))
        if fresh or not environment.ready(good):
            with alone(environment.folder):
                # Another run.py may have made it ready while this one waited.
                if fresh or not environment.ready(good):
                    fill(environment, wanted, stamp, fresh=fresh)
    except PermissionError as error:
        raise Stop(
            f"没有写入权限：{error.filename}。请换一个有权限的用户，或用 UNIONBOT_VENV 把环境放到别处。\n"
            f"No permission to write {error.filename}; set UNIONBOT_VENV to a folder you may write to."
        ) from error
    except OSError as error:
        raise Stop(f"无法准备环境 cannot prepare the environment: {error}") from error
    return environment.python


def fill(environment: Environment, requirements: str, stamp: str, *, fresh: bool) -> None:
    """Make the environment if need be, install the requirements and note that it is complete."""
    began = time.monotonic()
    if fresh or not environment.usable():
        say(f"建立虚拟环境 making {environment.folder}")
        environment.create()
    environment.unfinished.touch()
    install(environment, requirements)
    environment.note(stamp)
    say(f"环境就绪，用时 {time.monotonic() - began:.0f} 秒 ready")


def install(environment: Environment, requirements: str) -> None:
    """Let the vendored pip install the requirements, showing how far it is."""
    [wheel] = (ROOT / "vendor").glob("pip-*.whl")
    total = requirements.count("==")
    say(f"安装 {total} 个依赖包（逐个核对校验值） installing {total} packages, hashes checked")
    listed = environment.folder / "requirements.txt"
    listed.write_text(requirements, encoding="utf-8")
    # -I keeps PYTHONPATH and user packages out; these settings of pip would install to another place.
    elsewhere = {"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIRE_VIRTUALENV"}
    settings = {name: value for name, value in os.environ.items() if name not in elsewhere}
    command: list[str | Path] = [environment.python, "-I", wheel / "pip", "install", "--require-hashes"]
    command += ["--no-input", "--no-deps", "--disable-pip-version-check", "--progress-bar", "off"]
    command += ["--no-warn-script-location", "--retries", "2", "-r", listed]
    output: list[str] = []
    with subprocess.Popen(
        command, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        assert pip.stdout is not None  # noqa: S101 - it was asked for above
        done = 0
        for line in pip.stdout:
            output.append(line.rstrip())
            if "(from -r " in line or line.startswith("Ignoring "):
                done += 1
                show_progress(done, total)
            elif line.startswith("Installing collected packages"):
                say("解开并安装 unpacking")
    if pip.returncode:
        raise Stop(reason_of(output))


def show_progress(done: int, total: int) -> None:
    """One line that renews itself on a terminal, one in ten elsewhere."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r  {done}/{total}" + ("\n" if done == total else ""))
        sys.stderr.flush()
    elif done % 10 == 0 or done == total:
        say(f"  {done}/{total}")


REASONS = (
    ("DO NOT MATCH THE HASHES", "下载的包校验值不符，没有安装。 A package does not match its hash."),
    ("No space left", "磁盘空间不足。 The disk is full."),
    ("Permission denied", "没有写入权限。 No permission to write."),
    (
        "[Cc]onnection|Could not find a version|timed out",
        "连不上软件包源：请检查网络，或为 pip 设置镜像或代理后再试一次。 The package index cannot be reached.",
    ),
    ("", "依赖包安装失败，再运行一次会重新安装。 Installing failed; running again starts afresh."),
)
"""What pip says when it fails, and what to tell."""


def reason_of(output: Sequence[str]) -> str:
    """What went wrong, from what pip said, and its last words."""
    said = "\n".join(output)
    reason = next(reason for sign, reason in REASONS if re.search(sign, said))
    return "\n".join([reason, *(f"  pip: {line[:200]}" for line in output[-3:])])


def say(text: str) -> None:
    """Tell what is being done; on the error stream, as a command's own output may be read by a program."""
    print(text, file=sys.stderr, flush=True)


def surroundings() -> dict[str, str]:
    """The environment of what is started: the checkout importable from any working folder, text in UTF-8."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}


def become(python: Path, *arguments: str) -> NoReturn:
    """Turn into the command, so that signals and the exit code are its own."""
    command = [str(python), *arguments]
    sys.stdout.flush()
    if os.name == "nt":
        sys.exit(subprocess.run(command, env=surroundings(), check=False).returncode)
    os.execve(python, command, surroundings())


def run_tests(arguments: Sequence[str]) -> None:
    python = prepare(development=True)
    os.chdir(ROOT)
    become(python, "-m", "pytest", "-n", "2", *arguments)


def run_bench(arguments: Sequence[str]) -> None:
    become(prepare(development=True), "-P", "-m", "bench", *arguments)


def run_setup(arguments: Sequence[str]) -> None:
    python = prepare(development="--dev" in arguments, fresh="--fresh" in arguments)
    # The bot's own user often may not write here, and would compile the whole program at every start.
    subprocess.run([python, "-m", "compileall", "-q", "bot", "handlers", "schedules"], cwd=ROOT, check=False)


def run_checks(arguments: Sequence[str]) -> None:
    """Every check, also after one has failed, so that one run shows all there is to repair."""
    python = prepare(development=True)
    failed = []
    checks = CHECKS if "--no-tests" in arguments else (*CHECKS, ("pytest", ("-m", "pytest", "-n", "2")))
    for name, command in checks:
        say(f"— {name}")
        if subprocess.run([python, *command], cwd=ROOT, env=surroundings(), check=False).returncode:
            failed.append(name)
    if failed:
        raise Stop("未通过 failed: " + ", ".join(failed))
    say("检查全部通过 all checks passed")


def run_lock(arguments: Sequence[str]) -> None:
    """Remake the lock: newest versions within pyproject's bounds with --upgrade, else only what must change."""
    python = prepare(development=True)
    compile_command = [str(python), "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", "--universal"]
    compile_command += ["--python-version", "3.11", "--generate-hashes", "--no-header"]
    compile_command += ["--no-emit-index-url", "--no-emit-find-links", *arguments]

    def compiled(*extra: str) -> str:
        command = [*compile_command, *extra]
        answer = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, encoding="utf-8")
        if answer.returncode:
            raise Stop("锁文件没有改动 the lock is unchanged")
        return answer.stdout

    draft = LOCK.with_suffix(".draft")
    try:
        if "--upgrade" not in arguments:
            shutil.copyfile(LOCK, draft)
        compiled("--extra", "dev", "--output-file", draft.name)
        everything = draft.read_text(encoding="utf-8")
        runtime = compiled("--constraint", draft.name)
    finally:
        draft.unlink(missing_ok=True)
    LOCK.write_text(arrange_lock(everything, set(entries(runtime))), encoding="utf-8")


def entries(text: str) -> dict[str, str]:
    """The entries of a compiled requirements file: name to its lines with hashes and origin."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines(keepends=True):
        if line[0].isalnum():
            name = line.partition("==")[0]
        found[name] = found.get(name, "") + line
    return found


def arrange_lock(text: str, runtime: set[str]) -> str:
    """One file in two parts: what the bot runs on, a mark, and what only development needs."""
    head = "# Made by: python3 run.py lock    Do not edit.\n# What the bot needs to run:\n"
    blocks = entries(text)
    above = "".join(block for name, block in blocks.items() if name in runtime)
    below = "".join(block for name, block in blocks.items() if name not in runtime)
    return f"{head}{above}\n{DEVELOPMENT_MARK}\n{below}"


OWN_COMMANDS: dict[str, Callable[[Sequence[str]], None]] = {
    "setup": run_setup, "test": run_tests, "check": run_checks, "bench": run_bench, "lock": run_lock
}  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code of the door itself is 0, 1 (could not), 2 (no such command) or 130 (Ctrl-C)."""
    if not arguments or arguments[0] in {"help", "-h", "--help"}:
        print(HELP, end="")
        return 0
    command, *rest = arguments
    try:
        if command in BOT_COMMANDS:
            become(prepare(development=False), "-P", "-m", "bot", command, *rest)
        elif command in OWN_COMMANDS:
            OWN_COMMANDS[command](rest)
        else:
            say(f"没有这个命令 no such command: {command}\n\n{HELP}")
            return 2
    except KeyboardInterrupt:
        say("\n已中断 interrupted")
        return 130
    except Stop as stop:
        say(str(stop))
        return 1
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
