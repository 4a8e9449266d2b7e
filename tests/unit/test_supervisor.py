"""The supervisor, on real processes: small shell commands instead of the product's own."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from hub import deployment, supervisor
from hub.engines import EngineError
from hub.processes import Process, attach_or_start, find, note_pid
from hub.supervisor import FOLLOW, Stopped, Supervisor

ROOT = Path(__file__).resolve().parents[2]
FOREVER = "while :; do sleep 0.05; done"


def shell(name: str, script: str, **more: object) -> Process:
    return Process(name=name, command=("sh", "-c", script), **more)  # type: ignore[arg-type]


def sleeper(var: Path, name: str, **more: object) -> Process:
    """A process that writes down when it starts and when it is asked to stop."""
    book = var / "book"
    script = f"echo '+{name}' >> {book}; trap \"echo '-{name}' >> {book}; exit 0\" TERM; touch {var / name}; {FOREVER}"
    return shell(name, script, ready=(var / name).exists, **more)


def eventually(happened: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.02)
    return happened()


def book(var: Path) -> list[str]:
    return (var / "book").read_text().split() if (var / "book").exists() else []


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a supervisor in a process of its own, with two sleepers; the returned process has said `up`."""
    started: list[subprocess.Popen[str]] = []

    def begin(*prefix: str, stubborn: bool = False, **env: str) -> subprocess.Popen[str]:
        trap = "trap '' TERM; " if stubborn else ""
        script = f"""
            import pathlib, sys
            from hub.engines import EngineError
            from hub.processes import Process
            from hub.supervisor import Stopped, Supervisor
            var = pathlib.Path({str(tmp_path)!r})
            try:
                with Supervisor(var) as machine:
                    for name in ("first", "second"):
                        ready = (var / name).exists
                        command = ("sh", "-c", f"{trap}touch {{var / name}}; {FOREVER}")
                        machine.start(Process(name, command, ready=ready, grace=0.5))
                    print("up", flush=True)
                    machine.watch()
            except Stopped:
                print("stopped")
            except EngineError as error:
                sys.exit(str(error))
        """
        command = [*prefix, sys.executable, "-c", textwrap.dedent(script)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "platform"), **env}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        started.append(process)
        assert process.stdout is not None
        process.said = process.stdout.readline().strip()  # type: ignore[attr-defined]
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def children(var: Path) -> list[psutil.Process]:
    return [found for name in ("first", "second") if (found := find(var, name))]


def test_processes_start_in_order_and_stop_in_reverse(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as machine:
        machine.start(sleeper(tmp_path, "database"))
        machine.start(sleeper(tmp_path, "web"))
    assert book(tmp_path) == ["+database", "+web", "-web", "-database"]


def test_the_next_process_waits_until_the_one_before_is_ready(tmp_path: Path) -> None:
    slow = shell("slow", f"sleep 0.3; touch {tmp_path / 'slow'}; {FOREVER}", ready=(tmp_path / "slow").exists)
    with Supervisor(tmp_path) as machine:
        machine.start(slow)
        assert (tmp_path / "slow").exists()


def test_a_process_that_dies_before_it_is_ready_says_why(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"web stopped: ERROR no such table.*web\.log"), Supervisor(tmp_path) as machine:
        machine.start(shell("web", "echo 'ERROR no such table'; exit 3", ready=lambda: False))


def test_a_full_disk_is_named_in_words(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="the disk is full"), Supervisor(tmp_path) as machine:
        machine.start(shell("web", "cat /etc/passwd > /dev/full", ready=lambda: False))


def test_a_process_that_is_never_ready_is_stopped_and_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"web was not ready after 0 s"), Supervisor(tmp_path) as machine:
        machine.start(shell("web", FOREVER, ready=lambda: False, seconds=0.2))
    assert find(tmp_path, "web") is None


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no-such-program: No such file"), Supervisor(tmp_path) as machine:
        machine.start(Process("web", ("no-such-program",), ready=lambda: False))


def test_what_dies_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    dies_once = f"echo '+web' >> {tmp_path}/book; [ $(wc -l < {tmp_path}/book) -gt 1 ] && kill -TERM {os.getpid()}; exit 1"
    with Supervisor(tmp_path) as machine:
        machine.watched.append(supervisor.Watched(supervisor.Child(tmp_path, shell("web", dies_once))))
        with pytest.raises(Stopped):
            machine.watch()
    assert book(tmp_path)[:2] == ["+web", "+web"]
    assert "web died" in capfd.readouterr().err


def test_what_dies_again_and_again_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(supervisor, "LOOK", 0.01)
    with Supervisor(tmp_path) as machine:
        machine.start(sleeper(tmp_path, "database"))
        machine.watched.append(supervisor.Watched(supervisor.Child(tmp_path, shell("web", "echo ERROR broken"))))
        with pytest.raises(EngineError, match="web died 6 times within a minute: ERROR broken"):
            machine.watch()
    assert book(tmp_path) == ["+database", "-database"]


def test_a_process_that_ignores_the_polite_signal_is_killed_with_its_group(tmp_path: Path) -> None:
    script = f"trap '' TERM; sh -c \"trap '' TERM; echo \\$\\$ > {tmp_path}/grandchild; {FOREVER}\" & touch {tmp_path}/up; {FOREVER}"
    with Supervisor(tmp_path) as machine:
        machine.start(shell("web", script, ready=(tmp_path / "grandchild").exists, grace=0.3))
        assert eventually(lambda: (tmp_path / "grandchild").read_text().strip().isdigit())
        grandchild = int((tmp_path / "grandchild").read_text())
    assert eventually(lambda: not psutil.pid_exists(grandchild))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_sigterm_stop_everything(run, tmp_path: Path, number: int) -> None:
    process = run()
    assert process.said == "up"
    was_running = children(tmp_path)
    assert len(was_running) == 2

    process.send_signal(number)
    output, _ = process.communicate(timeout=10)

    assert output.strip() == "stopped"
    assert not any(child.is_running() for child in was_running)


def test_a_killed_supervisor_leaves_no_process_behind(run, tmp_path: Path) -> None:
    process = run()
    was_running = children(tmp_path)
    assert len(was_running) == 2

    process.kill()

    assert eventually(lambda: not any(child.is_running() for child in was_running))


def test_a_run_that_follows_its_parent_ends_when_make_is_killed(run, tmp_path: Path) -> None:
    process = run("sh", "-c", '"$@"; true', "make", **{FOLLOW: "1"})
    was_running = children(tmp_path)
    assert len(was_running) == 2

    process.kill()

    assert eventually(lambda: not any(child.is_running() for child in was_running))


def test_a_second_run_on_the_same_folder_is_refused(run, tmp_path: Path) -> None:
    first = run()
    second = run()
    output, error = second.communicate(timeout=10)
    assert (second.returncode, output) == (1, "")
    assert error.strip().startswith(f"Townships runs already on {tmp_path} (process {first.pid})")
    assert len(children(tmp_path)) == 2


def test_a_pid_file_left_by_a_killed_run_is_no_obstacle(run, tmp_path: Path) -> None:
    run().kill()
    assert eventually(lambda: not children(tmp_path))
    assert run().said == "up"


def test_a_noted_number_that_now_means_another_process_is_not_ours(tmp_path: Path) -> None:
    note_pid(tmp_path, "web", os.getpid())
    assert find(tmp_path, "web") is not None
    note = tmp_path / "run" / "web.pid"
    note.write_text(f'{{"self": [{os.getpid()}, 1.0], "owner": [{os.getpid()}, 1.0]}}')
    assert find(tmp_path, "web") is None
    note.write_text("half a no")
    assert find(tmp_path, "web") is None


def test_an_engine_of_another_living_run_is_used_by_commands_and_refused_to_runs(run, tmp_path: Path) -> None:
    process = run()
    wanted = shell("first", "exit 1")
    attach_or_start(tmp_path, wanted, None).stop()
    with pytest.raises(EngineError, match=f"in use by process {process.pid}"):
        attach_or_start(tmp_path, wanted, lambda _: pytest.fail("started a second one"))
    assert len(children(tmp_path)) == 2


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(EngineError, match=r"var is no folder"), Supervisor(tmp_path / "var"):
        pytest.fail("started on a file")


def test_the_units_of_production_are_made_from_the_processes_that_run_locally() -> None:
    committed = {path.name: path.read_text() for pattern in ("*.service", "*.target") for path in deployment.FOLDER.glob(pattern)}
    assert committed == deployment.units()
    roles = [role for entry in deployment.entries() for role in entry.roles]
    assert {f"townships-{role}.service" for role in roles} < set(committed)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd reads its units; it is not on this machine")
def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    for name, text in deployment.units().items():
        (tmp_path / name).write_text(text.replace(deployment.PRODUCTION["python"], sys.executable))
    (tmp_path / "wrong.service").write_text("[Service]\nExecStart=/bin/true\nRestart=sometimes\n")
    said = {path.name: _verified(path) for path in sorted(tmp_path.iterdir())}
    assert "wrong.service" in said.pop("wrong.service")
    assert not any("townships" in line for line in said.values()), said


def _verified(unit: Path) -> str:
    return subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, timeout=60).stderr


def test_local_processes_have_every_placeholder_filled() -> None:
    made = [deployment.local(entry, host="127.0.0.1", port=8000, health=9000, env={"DATABASE_URL": "x"}) for entry in deployment.entries()]
    words = [word for process in made for word in (*process.command, *process.env.values(), str(process.ready))]
    assert [process.name for process in made] == ["web", "worker"]
    assert not [word for word in words if "{" in word]
    assert all(process.env["DATABASE_URL"] == "x" for process in made)
