#!/usr/bin/env python3
"""Checks a plan of `gandan review` against the raw cells, without any code of the program.

    verify_plan.py --cells cells.csv --facilities facilities.csv --review review.json
    verify_plan.py --self-test

Long because it shares no code with the program, and mutates plans to show that each check catches what it is for.

Reads what `gandan export W cells|facilities` and `gandan review --format json` write, recomputes who
lies within the radius by its own ellipsoidal distance (Vincenty's inverse formula on WGS84), and
checks: every point under review has one decision; nobody who had a counting point within the radius
loses the last one; nobody who had a point under the exported rule loses the last one; nobody in a commune whose people keep two points is
left with one, and as many people hang on each second point as it says; no load is
lost; no capacity is broken; no merge into a point that goes; unique people, covered people and totals
are what the plan says; carried out step by step in the order of its sequence, all of this holds after every
step, and as many people are covered as the step says; openings and stops serve as many people as they say. Prints every difference and exits 1 if there is any. Standard library only.
"""

import argparse
import csv
import json
import math
import sys
from collections import defaultdict

STAYS = {"keep", "remedy"}
GOES = {"merge", "close"}
# The formula is good to half a millimetre: pairs so close to the radius are taken from the exported column.
BORDER_M = 0.001


def vincenty(lon1, lat1, lon2, lat2):
    """Metres on WGS84 (T. Vincenty, Survey Review 23 (1975)); good to 0.5 mm for points of one city."""
    a, f = 6378137.0, 1 / 298.257223563
    b = a * (1 - f)
    u1 = math.atan((1 - f) * math.tan(math.radians(lat1)))
    u2 = math.atan((1 - f) * math.tan(math.radians(lat2)))
    su1, cu1, su2, cu2 = math.sin(u1), math.cos(u1), math.sin(u2), math.cos(u2)
    difference = math.radians(lon2 - lon1)
    lam = difference
    for _ in range(200):
        sl, cl = math.sin(lam), math.cos(lam)
        sin_sigma = math.hypot(cu2 * sl, cu1 * su2 - su1 * cu2 * cl)
        if sin_sigma == 0:
            return 0.0
        cos_sigma = su1 * su2 + cu1 * cu2 * cl
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = cu1 * cu2 * sl / sin_sigma
        cos2_alpha = 1 - sin_alpha**2
        cos_2m = cos_sigma - 2 * su1 * su2 / cos2_alpha if cos2_alpha else 0.0
        c = f / 16 * cos2_alpha * (4 + f * (4 - 3 * cos2_alpha))
        before = lam
        lam = difference + (1 - c) * f * sin_alpha * (
            sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2 * cos_2m**2 - 1))
        )
        if abs(lam - before) < 1e-13:
            break
    uu = cos2_alpha * (a * a - b * b) / (b * b)
    big_a = 1 + uu / 16384 * (4096 + uu * (-768 + uu * (320 - 175 * uu)))
    big_b = uu / 1024 * (256 + uu * (-128 + uu * (74 - 47 * uu)))
    delta = big_b * sin_sigma * (
        cos_2m
        + big_b / 4 * (
            cos_sigma * (2 * cos_2m**2 - 1)
            - big_b / 6 * cos_2m * (4 * sin_sigma**2 - 3) * (4 * cos_2m**2 - 3)
        )
    )
    return b * big_a * (sigma - delta)


def within_radius(cells, facilities, radius):
    """For every cell the set of facility codes within the radius, by our own distance."""
    if not cells:
        return []
    step = radius / 110_000.0  # at least the radius in degrees of latitude
    middle = sum(cell["lat"] for cell in cells) / len(cells)
    step_lon = step / max(0.05, math.cos(math.radians(middle)) - 0.02)
    grid = defaultdict(list)
    for index, cell in enumerate(cells):
        grid[(math.floor(cell["lon"] / step_lon), math.floor(cell["lat"] / step))].append(index)
    found = [set() for _ in cells]
    metres_lat = 110_700.0
    for facility in facilities:
        column, row = math.floor(facility["lon"] / step_lon), math.floor(facility["lat"] / step)
        metres_lon = 111_320.0 * math.cos(math.radians(facility["lat"]))
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                for index in grid.get((column + dx, row + dy), ()):
                    cell = cells[index]
                    rough = math.hypot(
                        (cell["lon"] - facility["lon"]) * metres_lon, (cell["lat"] - facility["lat"]) * metres_lat
                    )
                    if rough > radius * 1.02:
                        continue
                    if rough > radius * 0.98:
                        exact = vincenty(cell["lon"], cell["lat"], facility["lon"], facility["lat"])
                        if abs(exact - radius) <= BORDER_M:
                            if facility["id"] not in cell["within"]:
                                continue
                        elif exact > radius:
                            continue
                    found[index].add(facility["id"])
    return found


def number(text):
    return float(text) if text not in (None, "") else None


def read_cells(stream):
    rows = csv.DictReader(stream)
    return [
        {
            "id": row["id"],
            "lon": float(row["lon"]),
            "lat": float(row["lat"]),
            "people": float(row["people"]),
            "area": row.get("area") or "",
            "within": set((row.get("points_within_rule") or "").split()),
        }
        for row in rows
    ]


def read_facilities(stream):
    return [
        {
            "id": row["id"],
            "kind": row["kind"],
            "lon": float(row["lon"]),
            "lat": float(row["lat"]),
            "capacity": number(row.get("capacity")),
            "load": number(row.get("load")),
            "status": row["status"],
            "closes_on": row.get("closes_on") or "",
        }
        for row in csv.DictReader(stream)
    ]


def differs(ours, theirs):
    return abs(ours - theirs) > 1e-6 * max(1.0, abs(ours), abs(theirs))


def verify(cells, facilities, review):
    """Every difference, as a list of sentences."""
    if review["status"] == "infeasible":
        return [] if review["remarks"] and not review["decisions"] else ["infeasible without a named conflict"]
    wrong = []
    by_id = {facility["id"]: facility for facility in facilities}
    # Announced ends and points that have not begun are not there: the plan may rely on neither.
    announced = review.get("announced") or {"ends": [], "begins": []}
    absent = {end["facility"] for end in announced["ends"]} | set(announced["begins"])
    is_open = {facility["id"] for facility in facilities if facility["status"] == "open"} - absent
    for end in announced["ends"]:
        code = end["facility"]
        if code not in by_id or not by_id[code].get("closes_on"):
            wrong.append(f"{code}: no end is announced")
    facilities = [with_arrivals(facility, announced["ends"]) for facility in facilities]
    by_id = {facility["id"]: facility for facility in facilities}
    decisions = {}
    for decision in review["decisions"]:
        code = decision["facility"]
        if code in decisions:
            wrong.append(f"{code}: decided twice")
        if code not in is_open:
            wrong.append(f"{code}: not an open facility")
        if decision["decision"] not in STAYS | GOES:
            wrong.append(f"{code}: unknown decision {decision['decision']}")
        decisions[code] = decision
    kinds = {by_id[code]["kind"] for code in decisions if code in by_id}
    for facility in facilities:
        if facility["id"] in is_open and facility["kind"] in kinds and facility["id"] not in decisions:
            wrong.append(f"{facility['id']}: no decision")
    gone = {code for code, decision in decisions.items() if decision["decision"] in GOES}

    wrong += check_merges(decisions, gone, by_id)
    wrong += check_access(cells, facilities, review, decisions, is_open, gone)
    wrong += check_sequence(cells, facilities, review, decisions, is_open, gone)
    wrong += check_expansion(cells, facilities, review, decisions, is_open, gone)
    totals = review["totals"]
    for name in ("keep", "remedy", "merge", "close"):
        ours = sum(decision["decision"] == name for decision in decisions.values())
        if ours != totals[name]:
            wrong.append(f"totals.{name}: {totals[name]} told, {ours} counted")
    if totals["after"] != len(decisions) - len(gone):
        wrong.append(f"totals.after: {totals['after']} told, {len(decisions) - len(gone)} counted")
    return wrong


def with_arrivals(facility, ends):
    """The facility with the load that announced ends bring to it."""
    arriving = sum(end["load_per_month"] for end in ends if end["into"] == facility["id"])
    if not arriving or facility["load"] is None:
        return facility
    return dict(facility, load=facility["load"] + arriving)


def check_merges(decisions, gone, by_id):
    wrong = []
    load, after = {}, {}
    for code, decision in decisions.items():
        told = decision["reasons"]["load_per_month"]
        raw = by_id[code]["load"] if code in by_id else None
        if raw is not None and differs(raw, told):
            wrong.append(f"{code}: load {told} told, {raw} in the facilities file")
        load[code] = raw if raw is not None else told
    after = {code: (0.0 if code in gone else load[code]) for code in decisions}
    for code, decision in decisions.items():
        into = decision["into"]
        if decision["decision"] == "merge":
            if into not in decisions or into in gone:
                wrong.append(f"{code}: merged into {into}, which does not stay")
            elif into == code:
                wrong.append(f"{code}: merged into itself")
            else:
                after[into] += load[code]
        elif into is not None:
            wrong.append(f"{code}: {decision['decision']} with a receiver {into}")
        if decision["decision"] == "close" and load[code] > 0:
            wrong.append(f"{code}: closed with a load of {load[code]} that nobody takes")
    before_sum, after_sum = sum(load.values()), sum(after.values())
    if differs(before_sum, after_sum):
        wrong.append(f"load lost: {before_sum} before, {after_sum} after")
    for code, decision in decisions.items():
        if code in gone or not after[code] > load[code]:
            continue
        capacity = by_id[code]["capacity"]
        if capacity is None:
            capacity = decision["reasons"]["receiver_capacity"]
        if capacity is None or after[code] > max(capacity, load[code]) + 1e-6:
            wrong.append(f"{code}: takes {after[code]} of a capacity of {capacity}")
    for code, decision in decisions.items():
        if decision["decision"] == "merge" and decision["into"] in after:
            told = decision["reasons"]["receiver_load_after"]
            if told is None or differs(told, after[decision["into"]]):
                wrong.append(f"{code}: receiver's load {told} told, {after[decision['into']]} counted")
    return wrong


def second_points(cells, sets, review, stays):
    """The cells whose people are to keep two points and have two: a list of (index, points that stay)."""
    communes = set(review["settings"].get("second_point_communes") or ())
    return [
        (index, stays(own))
        for index, (cell, own) in enumerate(zip(cells, sets))
        if cell.get("area") in communes and len(own) >= 2
    ]


def check_last_seconds(cells, sets, rule, review, decisions, gone):
    """People who would be left with one of two points: those that a decision names under this rule."""
    wrong, hang = [], defaultdict(float)
    for index, left in second_points(cells, sets, review, lambda own: own - gone):
        if len(left) < 2:
            wrong.append(f"cell {cells[index]['id']}: {cells[index]['people']} people have one point left under {rule['id']}")
        if len(left) == 2:
            for code in left:
                hang[code] += cells[index]["people"]
    for code, decision in decisions.items():
        told = decision["reasons"].get("last_second")
        if told and told["rule"] == rule["id"] and differs(told["people"], hang[code]):
            wrong.append(f"{code}: last_second {told['people']} told, {hang[code]} counted")
    return wrong


def check_access(cells, facilities, review, decisions, is_open, gone):
    wrong = []
    near = {}

    def sets_under(rule):
        """Counting points of every cell, or None where this program cannot recompute the rule."""
        counting = [f for f in facilities if f["id"] in is_open and f["kind"] in rule["counts"]]
        if rule["combine"] != "distance_only":
            return None
        key = (rule["radius_m"], tuple(sorted(rule["counts"])))
        if key not in near:
            near[key] = within_radius(cells, counting, rule["radius_m"])
        return near[key]

    for retained in review["settings"]["retain"]:
        rule = retained["rule"]
        sets = sets_under(rule)
        exported = sets is None
        if exported:
            # Time needs the roads: the exported column says who is within the rule's limits.
            kinds = set(rule["counts"])
            counting = {f["id"] for f in facilities if f["id"] in is_open and f["kind"] in kinds}
            sets = [cell["within"] & counting for cell in cells]
        before = sum(cell["people"] for cell, own in zip(cells, sets) if own)
        after = sum(cell["people"] for cell, own in zip(cells, sets) if own - gone)
        for cell, own in zip(cells, sets):
            if own and not own - gone:
                wrong.append(f"cell {cell['id']}: {cell['people']} people lose {rule['id']}")
        wrong += check_last_seconds(cells, sets, rule, review, decisions, gone)
        if not exported:
            for name, ours in (("covered_before_people", before), ("covered_after_people", after)):
                if differs(ours, retained[name]):
                    wrong.append(f"{rule['id']}.{name}: {retained[name]} told, {ours} counted")

    rule = review["rule"]
    sets = sets_under(rule)
    if sets is not None:
        unique, unique_after = defaultdict(float), defaultdict(float)
        for cell, own in zip(cells, sets):
            left = own - gone
            if len(own) == 1:
                unique[next(iter(own))] += cell["people"]
            if len(left) == 1:
                unique_after[next(iter(left))] += cell["people"]
        for code, decision in decisions.items():
            reasons = decision["reasons"]
            for name, ours in (("unique_people", unique[code]), ("unique_people_after_plan", unique_after[code])):
                if differs(ours, reasons[name]):
                    wrong.append(f"{code}: {name} {reasons[name]} told, {ours} counted")
    return wrong


def check_expansion(cells, facilities, review, decisions, is_open, gone):
    """Openings: whom they serve, counted by our own distance; only rules by distance alone can be recomputed."""
    wrong = []
    told = review.get("expansion")
    rule = review["rule"]
    if told is None or rule["combine"] != "distance_only":
        return wrong
    stays = [f for f in facilities if f["id"] in is_open - gone and f["kind"] in rule["counts"]]
    opened = [{"id": o["code"], "lon": o["lon"], "lat": o["lat"]} for o in told["openings"]]
    begins = set((review.get("announced") or {"begins": []})["begins"])
    to_come = [f for f in facilities if f["id"] in begins and f["kind"] in rule["counts"]]
    stops = [{"id": s["code"], "lon": s["lon"], "lat": s["lat"]} for s in told["stops"]]
    standing = within_radius(cells, stays, rule["radius_m"])
    new = within_radius(cells, opened, rule["radius_m"])
    bus = within_radius(cells, stops, rule["radius_m"])
    coming = within_radius(cells, to_come, rule["radius_m"])
    without = [index for index, own in enumerate(standing) if not own]
    left_out = [index for index in without if not coming[index]]
    people = lambda some: sum(cells[index]["people"] for index in some)
    after = [index for index in left_out if not new[index]]
    figures = [
        ("left_out_people", people(without), told["left_out_people"]),
        ("left_out_with_announced_people", people(left_out), told.get("left_out_with_announced_people", told["left_out_people"])),
        ("left_out_after_people", people(after), told["left_out_after_people"]),
        ("left_out_with_stops_people", people(i for i in after if not bus[i]), told["left_out_with_stops_people"]),
    ]
    for opening in told["openings"]:
        code = opening["code"]
        if code in is_open:
            wrong.append(f"{code}: opened, though it stands")
        figures.append((f"{code}: people", people(i for i in left_out if code in new[i]), opening["people"]))
        alone = people(i for i in left_out if new[i] == {code})
        figures.append((f"{code}: people_alone", alone, opening["people_alone"]))
    for stop in told["stops"]:
        figures.append((f"{stop['code']}: people", people(i for i in after if stop["code"] in bus[i]), stop["people"]))
        slots = [(visit["bus"], visit["weekday"], visit["from"]) for s in told["stops"] for visit in s["visits"]]
        if len(slots) != len(set(slots)):
            wrong.append("a bus is in two places at once")
    for name, ours, theirs in figures:
        if differs(ours, theirs):
            wrong.append(f"{name}: {theirs} told, {ours} counted")
    if len(told["openings"]) != review["totals"]["open"]:
        wrong.append(f"totals.open: {review['totals']['open']} told, {len(told['openings'])} counted")
    return wrong


def check_sequence(cells, facilities, review, decisions, is_open, gone):
    """Carries the plan out step by step: what holds for the plan holds after every step."""
    wrong = []
    steps = review.get("sequence")
    if steps is None:  # stored by a version that did not tell it
        return wrong
    by_id = {facility["id"]: facility for facility in facilities}
    rules = []
    for retained in review["settings"]["retain"]:
        rule = retained["rule"]
        counting = [f for f in facilities if f["id"] in is_open and f["kind"] in rule["counts"]]
        exported = rule["combine"] != "distance_only"
        if exported:
            codes = {f["id"] for f in counting}
            sets = [cell["within"] & codes for cell in cells]
        else:
            sets = within_radius(cells, counting, rule["radius_m"])
        served = defaultdict(list)
        for index, own in enumerate(sets):
            for code in own:
                served[code].append(index)
        left = [len(own) for own in sets]
        keeps_two = {index for index, _ in second_points(cells, sets, review, lambda own: own)}
        covered = sum(cell["people"] for cell, count in zip(cells, left) if count)
        rules.append({"id": rule["id"], "served": served, "left": left, "two": keeps_two, "covered": covered, "exported": exported})
    load = {}
    for code, decision in decisions.items():
        raw = by_id[code]["load"] if code in by_id else None
        load[code] = raw if raw is not None else decision["reasons"]["load_per_month"]
    own_load = dict(load)
    standing, done, stage = set(decisions), set(), 0
    for number, step in enumerate(steps, 1):
        code, name = step["facility"], f"step {number} ({step['facility']})"
        if step["step"] != number:
            wrong.append(f"{name}: numbered {step['step']}")
        if step["stage"] not in (stage, stage + 1) or step["stage"] < 1:
            wrong.append(f"{name}: stage {step['stage']} after stage {stage}")
        stage = step["stage"]
        if code not in gone or code in done:
            wrong.append(f"{name}: does not go, or goes twice")
            continue
        done.add(code)
        decision = decisions[code]
        if step["action"] != decision["decision"] or step["into"] != decision["into"]:
            wrong.append(f"{name}: {step['action']} into {step['into']}, the plan says otherwise")
        if step["action"] == "merge":
            into = step["into"]
            if into not in standing or into in gone:
                wrong.append(f"{name}: merged into {into}, which is not open")
                continue
            load[into] += load[code]
            capacity = by_id[into]["capacity"]
            if capacity is None:
                capacity = decision["reasons"]["receiver_capacity"]
            # Where nothing moved there is no capacity to ask for.
            is_more = load[into] > own_load[into] + 1e-6
            if is_more and (capacity is None or load[into] > max(capacity, own_load[into]) + 1e-6):
                wrong.append(f"{name}: {into} then has {load[into]} of a capacity of {capacity}")
        elif load[code] > 0:
            wrong.append(f"{name}: closes with a load of {load[code]}")
        load[code] = 0.0
        standing.discard(code)
        told = {cover["rule"]: cover["people"] for cover in step["covers_after"]}
        for rule in rules:
            for index in rule["served"][code]:
                rule["left"][index] -= 1
                if rule["left"][index] == 1 and index in rule["two"]:
                    wrong.append(f"{name}: cell {cells[index]['id']} has one point left under {rule['id']}")
                if rule["left"][index] == 0:
                    rule["covered"] -= cells[index]["people"]
                    wrong.append(f"{name}: cell {cells[index]['id']} loses {rule['id']}")
            if rule["id"] not in told:
                wrong.append(f"{name}: says nothing about {rule['id']}")
            elif not rule["exported"] and differs(rule["covered"], told[rule["id"]]):
                wrong.append(f"{name}: {rule['id']} {told[rule['id']]} told, {rule['covered']} counted")
    for code in sorted(gone - done):
        wrong.append(f"{code}: goes, but in no step")
    return wrong


def sample():
    """Three agents in a row, 4 km apart, and one beside the first; the twin is merged away."""
    facilities, cells = [], []
    for code, lon, load in (("a", 105.80, 10.0), ("b", 105.84, 20.0), ("c", 105.88, 5.0), ("twin", 105.801, 3.0)):
        facilities.append(
            {"id": code, "kind": "agent", "lon": lon, "lat": 21.0, "capacity": 30.0, "load": load, "status": "open"}
        )
    for index in range(60):
        lon = 105.74 + 0.0033 * index
        within = {f["id"] for f in facilities if vincenty(lon, 21.01, f["lon"], f["lat"]) <= 5000}
        area = "east" if lon > 105.84 else "west"
        cells.append(
            {"id": f"cell{index:02}", "lon": lon, "lat": 21.01, "people": 2.0**(index % 9), "within": within, "area": area}
        )
    rule = {"id": "plan68_agents", "combine": "distance_only", "radius_m": 5000.0, "counts": ["agent"]}
    scheme = {"id": "scheme", "combine": "any", "radius_m": 5000.0, "counts": ["agent"]}
    gone = {"twin"}
    covered = sum(cell["people"] for cell in cells if cell["within"])

    def decision(facility):
        code = facility["id"]
        sole = lambda out: sum(c["people"] for c in cells if c["within"] - out == {code})
        merged = code in gone
        return {
            "facility": code,
            "decision": "merge" if merged else "keep",
            "into": "a" if merged else None,
            "reasons": {
                "unique_people": sole(set()),
                "unique_people_after_plan": sole(gone),
                "load_per_month": facility["load"],
                "receiver_load_after": 13.0 if merged else None,
                "receiver_capacity": 30.0 if merged else None,
            },
        }

    review = {
        "status": "optimal",
        "remarks": [],
        "rule": rule,
        "settings": {"retain": [
            {"rule": rule, "covered_before_people": covered, "covered_after_people": covered},
            {"rule": scheme, "covered_before_people": covered, "covered_after_people": covered},
        ]},
        "totals": {"keep": 3, "remedy": 0, "merge": 1, "close": 0, "after": 3},
        "decisions": [decision(facility) for facility in facilities],
        "sequence": [{
            "step": 1, "stage": 1, "action": "merge", "facility": "twin", "into": "a",
            "covers_after": [{"rule": id_, "people": covered} for id_ in ("plan68_agents", "scheme")],
        }],
    }
    return cells, facilities, review


def self_test():
    """A right plan passes; each of these wrong ones is caught by name."""
    cells, facilities, review = sample()
    clean = verify(cells, facilities, review)
    failures = [f"a right plan is refused: {clean}"] if clean else []

    def corrupt(expected, change):
        cells, facilities, review = sample()
        change(cells, facilities, review)
        found = verify(cells, facilities, review)
        if not any(expected in line for line in found):
            failures.append(f"not caught: {expected}; said {found}")

    def announce(review, code, into=None, load=0.0):
        end = {"facility": code, "on": "2026-12-01", "into": into, "load_per_month": load}
        review["announced"] = {"ends": [end], "begins": [], "lose": []}

    def at(review, code):
        return next(d for d in review["decisions"] if d["facility"] == code)

    corrupt("people lose plan68_agents", lambda c, f, r: at(r, "c").update(decision="merge", into="b"))
    corrupt("people lose scheme", lambda c, f, r: at(r, "c").update(decision="merge", into="b"))
    corrupt("nobody takes", lambda c, f, r: at(r, "twin").update(decision="close", into=None))
    corrupt("load lost", lambda c, f, r: at(r, "twin").update(decision="close", into=None))
    corrupt("which does not stay", lambda c, f, r: at(r, "a").update(decision="merge", into="b"))
    corrupt("of a capacity of 11.0", lambda c, f, r: f[0].update(capacity=11.0))
    corrupt("c: unique_people ", lambda c, f, r: at(r, "c")["reasons"].update(unique_people=1.0))
    corrupt("a: unique_people_after_plan", lambda c, f, r: at(r, "a")["reasons"].update(unique_people_after_plan=0.0))
    corrupt("decided twice", lambda c, f, r: r["decisions"].append(dict(at(r, "a"))))
    corrupt("b: no decision", lambda c, f, r: r["decisions"].remove(at(r, "b")))
    corrupt("totals.merge", lambda c, f, r: r["totals"].update(merge=0))
    corrupt("receiver's load", lambda c, f, r: at(r, "twin")["reasons"].update(receiver_load_after=12.0))
    corrupt("load 4.0 told", lambda c, f, r: at(r, "twin")["reasons"].update(load_per_month=4.0))
    corrupt("covered_after_people", lambda c, f, r: r["settings"]["retain"][0].update(covered_after_people=1.0))
    corrupt("without a named conflict", lambda c, f, r: r.update(status="infeasible"))
    corrupt("goes, but in no step", lambda c, f, r: r["sequence"].clear())
    corrupt("goes twice", lambda c, f, r: r["sequence"].append(dict(r["sequence"][0], step=2)))
    corrupt("the plan says otherwise", lambda c, f, r: r["sequence"][0].update(action="close", into=None))
    corrupt("stage 3 after stage 0", lambda c, f, r: r["sequence"][0].update(stage=3))
    corrupt("step 1 (twin): plan68_agents", lambda c, f, r: r["sequence"][0]["covers_after"][0].update(people=1.0))
    corrupt("a: not an open facility", lambda c, f, r: (announce(r, "a"), f[0].update(closes_on="2026-12-01")))
    corrupt("a: no end is announced", lambda c, f, r: announce(r, "a"))
    corrupt("b: load 20.0 told, 27.0", lambda c, f, r: (announce(r, "a", "b", 7.0), f[0].update(closes_on="2026-12-01")))
    corrupt("says nothing about scheme", lambda c, f, r: r["sequence"][0]["covers_after"].pop())

    def second_step(code, into):
        def change(cells, facilities, review):
            at(review, code).update(decision="merge", into=into)
            review["sequence"].append(dict(review["sequence"][0], facility=code, into=into, step=2))

        return change

    def two_in_the_east(review):
        review["settings"]["second_point_communes"] = ["east"]

    # In the west the merged twin is the second point of some: only the east keeps two.
    corrupt("people have one point left under plan68", lambda c, f, r: r["settings"].update(second_point_communes=["west"]))
    corrupt("step 1 (twin): cell", lambda c, f, r: r["settings"].update(second_point_communes=["west"]))
    corrupt(
        "c: last_second 1.0 told",
        lambda c, f, r: (
            two_in_the_east(r),
            at(r, "c")["reasons"].update(last_second={"rule": "plan68_agents", "people": 1.0, "communes": ["east"]}),
        ),
    )
    corrupt("step 2 (b): a then has", second_step("b", "a"))
    corrupt("step 2 (c): cell", second_step("c", "b"))
    def expect_clean(change):
        cells, facilities, review = sample()
        change(cells, facilities, review)
        found = verify(cells, facilities, review)
        if found:
            failures.append(f"a right plan is refused: {found}")

    def twin_ends(cells, facilities, review):
        """The merge is announced already: nothing is decided about the twin, and its load counts at its successor."""
        announce(review, "twin", "a", 3.0)
        facilities[3].update(closes_on="2026-12-01")
        review["decisions"] = [d for d in review["decisions"] if d["facility"] != "twin"]
        at(review, "a")["reasons"].update(load_per_month=13.0)
        review["sequence"].clear()
        review["totals"].update(merge=0)
        for decision in review["decisions"]:
            decision["reasons"]["unique_people"] = decision["reasons"]["unique_people_after_plan"]

    expect_clean(twin_ends)
    expect_clean(lambda c, f, r: two_in_the_east(r))
    known = vincenty(105.0, 21.0, 105.0, 22.0)
    if abs(known - 110_719.6) > 5.0:  # a degree of latitude at 21.5 degrees north
        failures.append(f"the distance formula gives {known}")
    for line in failures:
        print(line)
    print("self-test:", "failed" if failures else "passed, 29 wrong plans caught")
    return 1 if failures else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cells")
    parser.add_argument("--facilities")
    parser.add_argument("--review")
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        return self_test()
    if not (options.cells and options.facilities and options.review):
        parser.error("--cells, --facilities and --review are needed")
    with open(options.cells, encoding="utf-8-sig", newline="") as stream:
        cells = read_cells(stream)
    with open(options.facilities, encoding="utf-8-sig", newline="") as stream:
        facilities = read_facilities(stream)
    with open(options.review, encoding="utf-8") as stream:
        review = json.load(stream)
    wrong = verify(cells, facilities, review)
    for line in wrong:
        print(line)
    people = sum(cell["people"] for cell in cells)
    print(f"{len(cells)} cells, {people:.0f} people, {len(review['decisions'])} decisions: {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
