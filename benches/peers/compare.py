"""Gần Dân's engine beside the programs a user would pick instead: one thread each, one graph, the same answers.

usage: compare.py DIR [--from-workspace W] [--peers scipy,pandana] [--out table.md]

DIR holds nodes.csv, edges.csv, cells.csv and agents.csv (grid.py makes a seeded town). With --from-workspace they are made
there from a workspace first: its roads and facilities as `gandan export` tells them and 36,245 cells spread over the roads,
each at the nearest node of the largest strongly connected component. GANDAN and PEERS name the two programs when they are not where cargo puts them.

Times are integer deciseconds for everybody. Sums of times are compared; a difference ends with an error.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

os.environ.update({name: "1" for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]})

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

THIRTY_MINUTES = 18_000
AGENTS = 476
CELLS = 36_245


def geocentric(lonlat):
    """Earth-centred metres on WGS84: straight chords, so that no program works in a projection."""
    lon, lat = np.radians(lonlat).T
    a, e2 = 6_378_137.0, 0.006694379990141316
    n = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    return np.c_[n * np.cos(lat) * np.cos(lon), n * np.cos(lat) * np.sin(lon), n * (1 - e2) * np.sin(lat)]


def timed(runs, work):
    best, answer = float("inf"), None
    for _ in range(runs):
        start = time.perf_counter()
        answer = work()
        best = min(best, time.perf_counter() - start)
    return best, answer


def from_workspace(workspace, folder):
    gandan = os.environ.get("GANDAN", "target/release/gandan")
    folder.mkdir(parents=True, exist_ok=True)
    export = lambda *what: subprocess.run([gandan, "export", workspace, *what], check=True)
    export("roads", "--out", str(folder / "edges.csv"), "--nodes", str(folder / "nodes.csv"))
    export("facilities", "--out", str(folder / "facilities.csv"))
    nodes = pd.read_csv(folder / "nodes.csv")
    edges = pd.read_csv(folder / "edges.csv")
    matrix = csr_matrix((np.ones(len(edges)), (edges["from"], edges["to"])), shape=(len(nodes), len(nodes)))
    component = connected_components(matrix, connection="strong")[1]
    largest = np.flatnonzero(component == np.bincount(component).argmax())
    tree = cKDTree(geocentric(nodes.loc[largest, ["lon", "lat"]].to_numpy()))
    places = pd.read_csv(folder / "facilities.csv")
    distance, nearest = tree.query(geocentric(places[["lon", "lat"]].to_numpy()))
    places["node"] = largest[nearest]
    places = places[distance <= 1000]
    places = places.sample(min(AGENTS, len(places)), random_state=1).sort_index()
    places[["lon", "lat", "node"]].to_csv(folder / "agents.csv", index=False)
    # Population rasters are coarse: as many cells as a city has at 100 m, spread over the same roads.
    rng = np.random.default_rng(20260101)
    spread = rng.choice(largest, CELLS)
    lonlat = nodes.loc[spread, ["lon", "lat"]].to_numpy() + rng.uniform(-0.0005, 0.0005, (CELLS, 2))
    cells = pd.DataFrame({"lon": lonlat[:, 0], "lat": lonlat[:, 1], "node": largest[tree.query(geocentric(lonlat))[1]]})
    cells.to_csv(folder / "cells.csv", index=False)


def ours(folder):
    command = os.environ.get("PEERS")
    command = [command, str(folder)] if command else ["cargo", "bench", "--bench", "peers", "--", str(folder)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return {line["work"]: (line["seconds"], line["sums"]) for line in lines}


class Town:
    def __init__(self, folder):
        read = lambda name: pd.read_csv(folder / name)
        self.nodes, self.edges, self.cells, self.agents = map(read, ["nodes.csv", "edges.csv", "cells.csv", "agents.csv"])
        self.weights = np.maximum(1, np.floor(self.edges.seconds * 10 + 0.5)).astype(np.int64)


def with_scipy(town):
    count = len(town.nodes)
    # Parallel arcs: the quickest counts; scipy would add them up.
    arcs = pd.DataFrame({"from": town.edges["from"], "to": town.edges["to"], "weight": town.weights})
    arcs = arcs.groupby(["from", "to"], as_index=False).weight.min()
    towards = csr_matrix((arcs.weight.astype(float), (arcs["to"], arcs["from"])), shape=(count, count))
    agents = town.agents.node.to_numpy()
    told = {}
    seconds, times = timed(5, lambda: dijkstra(towards, indices=np.unique(agents), min_only=True))
    reached = times[np.isfinite(times)]
    told["nearest_1"] = (seconds, [float(len(reached)), float(reached.sum())])
    cells = town.cells.node.to_numpy()

    def thirty_minutes():
        bits = np.zeros((len(cells), (len(agents) + 7) // 8), np.uint8)
        pairs = total = 0
        for start in range(0, len(agents), 8):
            times = dijkstra(towards, indices=agents[start : start + 8], limit=THIRTY_MINUTES - 1)[:, cells]
            within = times < THIRTY_MINUTES
            pairs += int(within.sum())
            total += float(times[within].sum())
            bits[:, start // 8] = np.packbits(within, axis=0)[0]
        return pairs, total

    seconds, (pairs, total) = timed(1, thirty_minutes)
    told["thirty_minutes"] = (seconds, [float(pairs), total])
    places, targets = (geocentric(part[["lon", "lat"]].to_numpy()) for part in [town.cells, town.agents])
    tree = cKDTree(targets)
    seconds, (distance, _) = timed(5, lambda: tree.query(places, k=5))
    told["straight_line_5"] = (seconds, [float(distance.sum())])
    return told


def with_pandana(town):
    import pandana

    told = {}
    nodes, edges = town.nodes.set_index("id"), town.edges
    # pandana looks from a node to the places around it; residents travel to the point, so the arcs as they are do.
    weights = pd.DataFrame({"time": town.weights.astype(float)})
    network = pandana.Network(nodes.lon, nodes.lat, edges["from"], edges["to"], weights, twoway=False)
    located = nodes.loc[town.agents.node]
    # A place at the node itself: nothing is snapped.
    ids = network.get_node_ids(located.lon, located.lat).to_numpy()
    if not np.array_equal(ids, town.agents.node.to_numpy()):
        print("pandana: some agents stand on nodes that share a place; its sums may differ", file=sys.stderr)
    everything = 10_000_000
    network.set_pois("agents", everything, 5, located.lon, located.lat)
    for k in [1, 5]:
        seconds, found = timed(2, lambda: network.nearest_pois(everything, "agents", num_pois=k))
        found = found.to_numpy()
        reached = found[found < everything]
        told[f"nearest_{k}"] = (seconds, [float(len(reached)), float(reached.sum())])
    cells, agents = town.cells.node.to_numpy(), town.agents.node.to_numpy()
    some = min(2, len(agents))

    def thirty_minutes():
        pairs = total = 0
        for agent in agents[:some]:
            times = np.asarray(network.shortest_path_lengths(cells, np.full(len(cells), agent)))
            within = times < THIRTY_MINUTES
            pairs += int(within.sum())
            total += float(times[within].sum())
        return pairs, total

    seconds, _ = timed(1, thirty_minutes)
    told["thirty_minutes"] = (seconds * len(agents) / some, None)
    return told


ROWS = [
    ("nearest_5", "nearest 5 points by time, every node", "nearest_5"),
    ("nearest_1", "nearest point by time, every node", "nearest_1"),
    ("thirty_minutes", "30 minutes, all points x all cells, bit sets", "thirty_minutes_batches"),
    ("straight_line_5", "nearest 5 points in a straight line, every cell", "straight_line_5"),
]


def same(ours, theirs):
    return theirs is None or np.allclose(ours, theirs, rtol=1e-9)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", type=pathlib.Path)
    parser.add_argument("--from-workspace")
    parser.add_argument("--peers", default="scipy,pandana")
    parser.add_argument("--out", type=pathlib.Path)
    options = parser.parse_args()
    if options.from_workspace:
        from_workspace(options.from_workspace, options.dir)
    own = ours(options.dir)
    town = Town(options.dir)
    peers = {"scipy": with_scipy, "pandana": with_pandana}
    told = {name: peers[name](town) for name in options.peers.split(",")}
    lines = [
        f"{len(town.nodes):,} nodes, {len(town.edges):,} arcs, {len(town.cells):,} cells, {len(town.agents):,} points; one thread each",
        "",
        "| work | Gần Dân, s | " + " | ".join(f"{name}, s | ratio" for name in told) + " |",
        "|---" * (2 + 2 * len(told)) + "|",
    ]
    differ = []
    for work, words, mine in ROWS:
        seconds, sums = own[mine]
        cells = []
        for name, answers in told.items():
            if work not in answers:
                cells.append("- | -")
                continue
            theirs, their_sums = answers[work]
            if not same(sums, their_sums):
                differ.append(f"{work}: Gần Dân {sums}, {name} {their_sums}")
            cells.append(f"{theirs:.3f} | {theirs / seconds:.0f}x")
        lines.append(f"| {words} | {seconds:.4f} | " + " | ".join(cells) + " |")
    lines += ["", "Gần Dân alone:", ""]
    for work, words in [
        ("order", "contraction order, once and kept"),
        ("hierarchy", "contraction"),
        ("customise", "change of speeds to new times"),
        ("one_to_all_16", "16 points to all cells, 32 bits"),
        ("one_to_all_16_narrow", "16 points to all cells, 16 bits (109 minutes)"),
        ("nearest_5_plain", "nearest 5 without the contracted graph"),
        ("thirty_minutes_plain", "30 minutes, one search a point"),
    ]:
        lines.append(f"- {words}: {own[work][0]:.4f} s")
    text = "\n".join(lines) + "\n"
    print(text)
    if options.out:
        options.out.write_text(text)
    if differ:
        sys.exit("answers differ:\n" + "\n".join(differ))


if __name__ == "__main__":
    main()
