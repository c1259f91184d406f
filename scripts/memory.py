#!/usr/bin/env python3
"""Whether the memory of the service stays flat: asks it all the time and reads its resident memory at the end of each minute.

    memory.py --program PROGRAM [--minutes 10] [--workspace W] [--growth-percent 5] [--growth-mib 16]

Beside the public, a planner makes scenarios, edits them, takes edits back and compares. The first two minutes fill what is kept
on purpose (finished tiles, tables of the ways to travel). After them the memory may grow by the larger of the two bounds and no
more. A workspace that is given is copied, and the copy is asked and edited; without one a small modelled city is made. Needs
Linux (/proc) and nothing but Python. The last line printed is `1 passed, 0 failed` or `0 passed, 1 failed`.
"""
import argparse
import http.client
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

PASSWORD = "con đò sang sông Hồng"
# Nobody's login name in a workspace that is given.
LOGIN = "memory.test"
MODES = ("motorbike", "car", "bicycle", "foot")
# What a minute is to last; shorter in a trial of the script itself.
MINUTE = 60.0


def resident_mib(process_id: int) -> float:
    status = pathlib.Path(f"/proc/{process_id}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


class Asking(threading.Thread):
    """One client after another question, until it is told to stop."""

    def __init__(self, address: str, seed: int, stop: threading.Event):
        super().__init__(daemon=True)
        self.address, self.stop, self.chance = address, stop, random.Random(seed)
        self.answered, self.failures = 0, []
        self.cookie = self.token = None

    def question(self) -> tuple[str, str, object]:
        lon, lat = self.chance.uniform(105.3, 106.0), self.chance.uniform(20.6, 21.35)
        place = f"lon={lon:.5f}&lat={lat:.5f}"
        zoom = self.chance.randint(9, 13)
        x = int((lon + 180) / 360 * 2**zoom)
        kinds = [
            lambda: ("GET", f"/api/v1/nearest?{place}&k=5&mode={self.chance.choice(MODES)}", None),
            lambda: ("GET", f"/tiles/{zoom}/{x}/{int(2**zoom * 0.441)}.mvt", None),
            lambda: ("GET", f"/api/v1/search?q={urllib.parse.quote('phố ' + str(self.chance.randint(0, 999)))}", None),
            lambda: ("GET", f"/api/v1/isochrone?{place}", None),
            lambda: ("GET", "/api/v1/coverage", None),
            lambda: ("GET", "/ogc/collections/facilities/items?limit=50", None),
            lambda: ("GET", f"/nowhere/{self.chance.randint(0, 10**9)}", None),
            lambda: ("POST", "/api/v1/session", {"login": f"nobody{self.chance.randint(0, 10**6)}", "password": "x"}),
            lambda: ("GET", "/api/v1/scenarios", None),
        ]
        # Guesses are slow on purpose (argon2id), and reach is work: both seldom.
        return self.chance.choices(kinds, weights=[30, 20, 10, 1, 5, 5, 5, 0.05, 2])[0]()

    def run(self) -> None:
        connection = None
        while not self.stop.is_set():
            method, path, body = self.question()
            headers = {"Content-Type": "application/json"} if body is not None else {}
            if self.cookie and path.startswith("/api/v1/scenarios"):
                headers["Cookie"] = self.cookie
            try:
                # A fifth of the questions come on a connection of their own.
                if connection is None or self.chance.random() < 0.2:
                    connection = http.client.HTTPConnection(self.address, timeout=60)
                connection.request(method, path, json.dumps(body) if body is not None else None, headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status >= 500:
                    self.failures.append(f"{answer.status} {method} {path}")
                self.answered += 1
            except (http.client.HTTPException, OSError):
                # Let go between two questions, as a server may; a server that is gone is found by its process.
                connection = None


class Planning(threading.Thread):
    """A planner at work: scenarios of EDITS edits, one of three taken back, each compared with its baseline by a job."""

    EDITS, PAUSE = 30, 0.2

    def __init__(self, address: str, stop: threading.Event):
        super().__init__(daemon=True)
        self.address, self.stop = address, stop
        self.edits, self.comparisons, self.failures = 0, 0, []
        _, told, headers = self.ask("POST", "/api/v1/session", {"login": LOGIN, "password": PASSWORD})
        self.cookie, self.token = headers["Set-Cookie"].split(";")[0], told["csrf_token"]
        points = self.ask("GET", "/api/v1/facilities?kind=agent&status=open")[1]["facilities"]
        self.agents = [point["facility"] for point in points]

    cookie = token = None

    def ask(self, method: str, path: str, body: object = None, seen: int = 0) -> tuple[int, dict, object]:
        headers = {"Content-Type": "application/json", "If-Match": f'"{seen}"'}
        if self.cookie:
            headers |= {"Cookie": self.cookie, "X-CSRF-Token": self.token}
        connection = http.client.HTTPConnection(self.address, timeout=120)
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"{answer.status} {method} {path}: {text.decode()[:200]}")
        return answer.status, json.loads(text) if text else {}, answer.headers

    def scenario(self, number: int) -> None:
        made = self.ask("POST", "/api/v1/scenarios", {"name": f"Kịch bản {number}"})[1]["scenario"]
        uri, version, left = f"/api/v1/scenarios/{made['id']}", made["version"], list(self.agents)
        for edit in range(self.EDITS):
            if self.stop.is_set() or not left:
                return
            change = {"undo": 0} if edit % 3 == 2 else {"add": [{"action": "close", "facility": left.pop()}]}
            version = self.ask("PATCH", f"{uri}/edits", change, version)[1]["scenario"]["version"]
            self.edits += 1
            self.stop.wait(self.PAUSE)
        job = self.ask("POST", "/api/v1/jobs", {"kind": "compare", "scenario": made["id"]})[1]
        while job["state"] in ("queued", "running") and not self.stop.is_set():
            self.stop.wait(self.PAUSE)
            job = self.ask("GET", f"/api/v1/jobs/{job['id']}")[1]
        if job["state"] == "done":
            self.ask("GET", f"/api/v1/jobs/{job['id']}/result")
            self.comparisons += 1
        elif not self.stop.is_set():
            raise RuntimeError(f"a comparison is {job['state']}: {job.get('error')}")

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            try:
                self.scenario(number)
            except (RuntimeError, http.client.HTTPException, OSError) as error:
                self.failures.append(f"planner: {error}")
                return


def served(program: str, workspace: str, log) -> tuple[subprocess.Popen, str]:
    asked = [program, "serve", workspace, "--listen", "127.0.0.1:0", "--questions-per-second", "100000"]
    asked += ["--files-per-second", "100000", "--logins-per-minute", "100000"]
    process = subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=log, text=True)
    line = process.stdout.readline().strip()
    if not line:
        raise SystemExit("the service did not start")
    return process, line.split("//")[1].rstrip("/")


def main() -> int:
    words = argparse.ArgumentParser(description="Whether the memory of the service stays flat.")
    words.add_argument("--program", required=True)
    words.add_argument("--workspace")
    words.add_argument("--minutes", type=int, default=10)
    words.add_argument("--minute-seconds", type=float, default=MINUTE)
    words.add_argument("--clients", type=int, default=8)
    words.add_argument("--growth-percent", type=float, default=5.0)
    words.add_argument("--growth-mib", type=float, default=16.0)
    told = words.parse_args()
    if told.minutes < 3:
        words.error("--minutes: the first two are for filling up; ask for three or more")
    with tempfile.TemporaryDirectory() as folder:
        workspace = f"{folder}/city.gpkg"
        if told.workspace is None:
            make = [told.program, "demo", "--out", workspace, "--cell-metres", "2000"]
        else:
            make = [told.program, "backup", told.workspace, "--out", workspace]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
        add = [told.program, "user", "add", workspace, LOGIN, "--name", "Lan", "--role", "planner", "--password-file", "-"]
        subprocess.run(add, check=True, input=PASSWORD + "\n", text=True, stdout=subprocess.DEVNULL)
        with open(f"{folder}/log", "w") as log:
            process, address = served(told.program, workspace, log)
        try:
            return watched(process, address, told)
        finally:
            process.terminate()
            process.wait(timeout=60)


def watched(process: subprocess.Popen, address: str, told: argparse.Namespace) -> int:
    stop = threading.Event()
    planning = Planning(address, stop)
    asking = [Asking(address, seed, stop) for seed in range(told.clients)]
    for one in asking:
        one.cookie = planning.cookie
        one.start()
    planning.start()
    read = []
    for minute in range(1, told.minutes + 1):
        time.sleep(told.minute_seconds)
        if process.poll() is not None:
            print(f"the service ended by itself: {process.returncode}")
            print("0 passed, 1 failed")
            return 1
        read.append(resident_mib(process.pid))
        print(f"minute {minute:2}: {read[-1]:8.1f} MiB, {sum(one.answered for one in asking)} answers, "
              f"{planning.edits} edits, {planning.comparisons} comparisons", flush=True)
    stop.set()
    for one in [*asking, planning]:
        one.join(timeout=130)
    failures = [failure for one in [*asking, planning] for failure in one.failures]
    bound = read[1] + max(read[1] * told.growth_percent / 100, told.growth_mib)
    highest = max(read[2:])
    is_flat = highest <= bound
    print(f"after minute 2: {read[1]:.1f} MiB; highest later: {highest:.1f} MiB; bound: {bound:.1f} MiB")
    for failure in failures[:10]:
        print(f"failed: {failure}")
    is_good = is_flat and not failures and any(one.answered for one in asking) and planning.edits > 0 and planning.comparisons > 0
    print("1 passed, 0 failed" if is_good else "0 passed, 1 failed")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
