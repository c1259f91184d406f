#!/usr/bin/env python3
"""How long a planner waits: from an edit of a scenario until its figures are there, over HTTP, as the page asks.

    live.py --program PROGRAM --workspace W [--edits 40] [--standing 20] [--previews]

Serves a copy of the workspace, makes a scenario with `--standing` edits in it, then closes open points one by one and asks for
the comparison with the baseline after each; every second edit is taken back. Told in milliseconds: the edit until it is
acknowledged (it is on the disk by then), the figures, both together, and with `--previews` what one more edit would do, which
stores nothing. The first comparison makes the live network and is told by itself. Needs Linux (/proc)
and nothing but Python.
"""
import argparse
import http.client
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PASSWORD = "con đò sang sông Hồng"


class Planner:
    """One signed-in client on one connection."""

    def __init__(self, address: str):
        self.connection = http.client.HTTPConnection(address, timeout=600)
        self.headers = {"Content-Type": "application/json"}
        told, got = self.ask("POST", "/api/v1/session", {"login": "lan", "password": PASSWORD})
        self.headers["Cookie"] = got.getheader("Set-Cookie").split(";")[0]
        self.headers["X-CSRF-Token"] = told["csrf_token"]

    def ask(self, method: str, path: str, body=None, version=None, patient=False):
        headers = dict(self.headers)
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status == 503 and patient:
            time.sleep(1)
            return self.ask(method, path, body, version, patient)
        if answer.status >= 400:
            raise SystemExit(f"{method} {path}: {answer.status} {content[:2000].decode()}")
        return json.loads(content), answer


def created(planner: Planner, edits: list) -> str:
    """The scenario's address. The first one on the data keeps a copy of them; where that takes longer than a question may, the
    scenario is found in the list once it is there."""
    planner.connection.request("POST", "/api/v1/scenarios", json.dumps({"name": "live.py", "edits": edits}), planner.headers)
    answer = planner.connection.getresponse()
    content = answer.read()
    if answer.status not in (201, 503):
        raise SystemExit(f"the scenario: {answer.status} {content[:2000].decode()}")
    for _ in range(600):
        listed, _ = planner.ask("GET", "/api/v1/scenarios", patient=True)
        if listed["scenarios"]:
            return f"/api/v1/scenarios/{listed['scenarios'][-1]['id']}"
        time.sleep(1)
    raise SystemExit("the scenario was not made in ten minutes")


def timed(work):
    begin = time.perf_counter()
    told = work()
    return told, (time.perf_counter() - begin) * 1000


def row(name: str, times: list[float]) -> None:
    ranked = sorted(times)
    at95 = ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))]
    print(f"{name:28} {statistics.median(ranked):8.1f} {at95:8.1f} {ranked[-1]:8.1f}", flush=True)


def rest(process_id: int) -> None:
    """Waits until the service has made what it makes after its start: other ways to travel."""
    used = lambda: sum(map(int, pathlib.Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
    before = used()
    for _ in range(600):
        time.sleep(2)
        now = used()
        # Ticks of 10 ms: a tenth of one core.
        if now - before < 20:
            return
        before = now
    raise SystemExit("the service did not come to rest in twenty minutes")


def measure(address: str, process_id: int, told: argparse.Namespace) -> None:
    rest(process_id)
    planner = Planner(address)
    facilities, _ = planner.ask("GET", "/api/v1/facilities")
    agents = [one for one in facilities["facilities"] if one["status"] == "open" and one["kind"] == "agent"]
    # Spread over the city, whatever the order of the list.
    agents.sort(key=lambda one: hash_of(one["facility"]))
    needed = told.standing + told.edits
    if len(agents) < needed:
        raise SystemExit(f"the workspace has {len(agents)} open agents; {needed} are needed")
    standing = [{"action": "close", "facility": one["facility"]} for one in agents[: told.standing]]
    uri, took = timed(lambda: created(planner, standing))
    print(f"{len(facilities['facilities'])} points, {told.standing} edits standing; making the scenario took {took / 1000:.1f} s", flush=True)
    version = 1
    # As the page: a comparison that takes longer than a question may is asked for again.
    _, took = timed(lambda: planner.ask("GET", f"{uri}/comparison", patient=True))
    print(f"the first comparison took {took / 1000:.1f} s", flush=True)
    edits, figures, both, previews = [], [], [], []
    for number, point in enumerate(agents[told.standing : needed]):
        closing = {"action": "close", "facility": point["facility"]}
        if told.previews:
            (seen, _), took = timed(lambda: planner.ask("POST", f"{uri}/preview", {"edits": [closing]}))
            previews.append(took)
        for change in [{"add": [closing]}] + ([{"undo": 0}] if number % 2 else []):
            (after, _), edit = timed(lambda: planner.ask("PATCH", f"{uri}/edits", change, version))
            version = after["scenario"]["version"]
            (answer, _), read = timed(lambda: planner.ask("GET", f"{uri}/comparison"))
            if answer["after"]["version"] != version:
                raise SystemExit(f"figures of version {answer['after']['version']} instead of {version}")
            edits.append(edit)
            figures.append(read)
            both.append(edit + read)
    print(f"{len(both)} edits, milliseconds        median     95 %     most")
    row("edit acknowledged", edits)
    row("figures after it", figures)
    row("from the edit to figures", both)
    if previews:
        row("preview of one more edit", previews)


def hash_of(code: str) -> int:
    value = 0
    for letter in code.encode():
        value = (value * 1_000_003 + letter) % (1 << 61)
    return value * 2_654_435_761 % (1 << 61)


def main() -> int:
    words = argparse.ArgumentParser(description="How long a planner waits for the figures of an edit.")
    words.add_argument("--program", required=True)
    words.add_argument("--workspace", required=True)
    words.add_argument("--edits", type=int, default=40)
    words.add_argument("--standing", type=int, default=20, help="edits that the scenario has before")
    words.add_argument("--previews", action="store_true", help="also time what one more edit would do")
    told = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = pathlib.Path(folder) / "city.gpkg"
        shutil.copy(told.workspace, workspace)
        add = [told.program, "user", "add", workspace, "lan", "--name", "Lan", "--role", "planner", "--password-file", "-"]
        subprocess.run(add, check=True, input=PASSWORD + "\n", text=True, stdout=subprocess.DEVNULL)
        asked = [told.program, "serve", workspace, "--listen", "127.0.0.1:0", "--questions-per-second", "100000"]
        with open(f"{folder}/log", "w") as log:
            process = subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=log, text=True)
            try:
                address = process.stdout.readline().strip().split("//")[-1].rstrip("/")
                if not address:
                    raise SystemExit("the service did not start: " + pathlib.Path(f"{folder}/log").read_text()[-2000:])
                measure(address, process.pid, told)
            finally:
                process.terminate()
                process.wait(timeout=120)
    return 0


if __name__ == "__main__":
    sys.exit(main())
