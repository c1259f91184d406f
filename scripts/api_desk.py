#!/usr/bin/env python3
"""What api.sh needs beside schemathesis: something to ask about, and whether everything was asked.

    api_desk.py seed URL PASSWORD CONFIG   logs every role in, makes a scenario, a job, a period with a draft, a case, a rating, an
                                           inspection and checked files, and writes CONFIG, which has schemathesis ask for them;
                                           prints a line a role: name, cookie, token, between tabs
    api_desk.py asked URL METRICS          ends with 1 where an operation of URL's description was never asked; tells which
                                           never answered with success

Nothing but Python.
"""
import json
import re
import sys
import urllib.error
import urllib.request
import uuid

ROLES = ("planner", "leader", "approver", "procedure_controller", "operator", "inspector", "commune", "support", "admin")
# Of the modelled Hanoi.
OPERATOR = "BIDV"
# Most questions are about what is there, some about what is not.
PROBABILITY = 0.8


class Desk:
    """One role's session."""

    def __init__(self, url: str, role: str, password: str):
        self.url, self.role = url, role
        self.cookie = self.token = None
        _, headers, told = self.ask("POST", "/api/v1/session", {"login": role, "password": password})
        self.cookie, self.token = headers["Set-Cookie"].split(";")[0], told["csrf_token"]

    def ask(self, method: str, path: str, body=None, headers=None, raw: bytes | None = None):
        data = raw if raw is not None else json.dumps(body).encode() if body is not None else None
        asked = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
        if self.cookie:
            asked.add_header("Cookie", self.cookie)
            asked.add_header("X-CSRF-Token", self.token)
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                text = answer.read()
                return answer.status, answer.headers, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{self.role}: {method} {path}: {error.code} {error.read().decode()}") from error

    def made(self, method: str, path: str, body) -> dict:
        return self.ask(method, path, body)[2]

    def check(self, kind: str, text: str) -> str:
        """Id of a file that was checked and waits."""
        form = (f'--B\r\ncontent-disposition: form-data; name="kind"\r\n\r\n{kind}\r\n--B\r\n'
                f'content-disposition: form-data; name="file"; filename="{kind}.csv"\r\n\r\n{text}\r\n--B--\r\n')
        head = {"Content-Type": "multipart/form-data; boundary=B"}
        return self.ask("POST", "/api/v1/imports", headers=head, raw=form.encode())[2]["id"]


def seed(url: str, password: str, config: str) -> None:
    desks = {role: Desk(url, role, password) for role in ROLES}
    planner = desks["planner"]
    agents = planner.made("GET", "/api/v1/facilities?kind=agent", None)["facilities"]
    own = next(one["facility"] for one in agents if one.get("operator") == OPERATOR)
    edits = [{"action": "close", "facility": own}]
    scenarios = [planner.made("POST", "/api/v1/scenarios", {"name": name, "edits": edits})["scenario"]["id"] for name in ("A", "B")]
    asked = {"step": "consult", "asked": ["commune:00004", f"enterprise:{OPERATOR}"], "deadline": "2099-12-31"}
    for version, step in enumerate(({"step": "submit"}, asked), start=1):
        planner.ask("POST", f"/api/v1/scenarios/{scenarios[1]}/state", step, {"If-Match": f'"{version}"'})
    job = planner.made("POST", "/api/v1/jobs", {"kind": "compare", "scenario": scenarios[0]})["id"]
    period = planner.made("POST", "/api/v1/periods", {"from": "2026-10", "to": "2026-10", "due": "2099-11-05"})["period"]["id"]
    desks["operator"].ask("PUT", f"/api/v1/periods/{period}/filings/{OPERATOR}", {"version": 0, "rows": []})
    case = planner.made("POST", "/api/v1/reports", {"request": str(uuid.UUID(int=1)), "facility": own, "kind": "closed"})["case"]
    planner.ask("POST", "/api/v1/ratings", {"visit": str(uuid.UUID(int=2)), "facility": own, "stars": 4, "text": "Nhanh gọn"})
    rating = desks["support"].made("GET", "/api/v1/ratings", None)["ratings"][0]["id"]
    checklist = planner.made("GET", "/api/v1/checklist", None)
    inspection = str(uuid.UUID(int=3))
    items = [{"item": item["id"], "outcome": "met"} for item in checklist["items"]]
    desks["inspector"].ask("POST", "/api/v1/inspections", {
        "id": inspection, "facility": own, "on": "2026-11-20", "visit": "regular", "checklist": checklist["id"],
        "checklist_version": checklist["version"], "items": items,
        "findings": [{"text": "Chưa niêm yết tổng đài 1022.", "deadline": "2099-12-05"}],
    })
    imports = [planner.check("operators", "code,name\nX,X"), desks["procedure_controller"].check("procedures", "code,name\n1,A")]
    known = {
        "/api/v1/scenarios/": {"path.id": scenarios, "header.If-Match": ['"1"', '"3"']},
        "/api/v1/jobs/": {"path.id": [job]},
        "/api/v1/periods/": {"path.id": [period], "path.operator": [OPERATOR]},
        "/api/v1/cases/": {"path.id": [case]},
        "/api/v1/reports/": {"path.id": [case]},
        "/api/v1/ratings/": {"path.id": [rating]},
        "/api/v1/inspections/": {"path.id": [inspection]},
        "/api/v1/imports/": {"path.id": imports},
        "/api/v1/satisfaction/": {"path.facility": [own]},
        "/api/v1/documents/": {"path.kind": ["data-quality", "agent", "period", "merit"]},
        "/api/v1/export/": {"path.layer": ["facilities", "areas", "procedures", "operators", "performance"]},
        "/ogc/collections/": {"path.collection": ["facilities", "areas"]},
    }
    written, dictionaries = [], []
    for start, parameters in known.items():
        written.append(f'[[operations]]\ninclude-path-regex = "^{start}"\n[operations.parameters]')
        for name, values in parameters.items():
            key = re.sub(r"\W+", "-", start + name).strip("-")
            written.append(f'"{name}" = {{ dictionary = "{key}", probability = {PROBABILITY} }}')
            dictionaries.append(f"[dictionaries.{key}]\nvalues = {json.dumps(values)}")
    with open(config, "w", encoding="utf-8") as file:
        file.write("\n".join(dictionaries + written) + "\n")
    for role, desk in desks.items():
        print(role, desk.cookie, desk.token, sep="\t")


def asked(url: str, metrics: str) -> int:
    with urllib.request.urlopen(url + "/openapi.json") as answer:
        paths = json.load(answer)["paths"]
    operations = {(method.upper(), path) for path, item in paths.items() for method in item if method in ("get", "put", "post", "delete", "patch")}
    with urllib.request.urlopen(metrics + "/metrics") as answer:
        lines = answer.read().decode().splitlines()
    counted: dict[tuple[str, str], set[str]] = {}
    for line in lines:
        if line.startswith("gandan_http_requests_total{"):
            label = dict(re.findall(r'(\w+)="([^"]*)"', line))
            # The router cannot match a part of a segment.
            path = label["route"] + (".mvt" if label["route"].startswith("/tiles/{z}") else "")
            counted.setdefault((label["method"], path), set()).add(label["status"])
    never = sorted(operations - counted.keys())
    for method, path in never:
        print(f"never asked: {method} {path}")
    # 202 and 204 are success, and so is 304.
    unanswered = sorted(one for one in operations & counted.keys() if not any(status < "400" for status in counted[one]))
    print(f"{len(operations) - len(never)} of {len(operations)} operations asked, {len(operations) - len(never) - len(unanswered)} answered with success")
    for method, path in unanswered:
        print(f"never with success: {method} {path} ({', '.join(sorted(counted[(method, path)]))})")
    return 1 if never else 0


if __name__ == "__main__":
    what, *words = sys.argv[1:] or ["help"]
    if what == "seed" and len(words) == 3:
        seed(*words)
    elif what == "asked" and len(words) == 2:
        sys.exit(asked(*words))
    else:
        sys.exit(__doc__)
