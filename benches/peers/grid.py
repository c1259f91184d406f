"""A seeded town of streets for the comparison: an uneven grid in which arterials are quick and many lanes are missing.

usage: grid.py DIR [--side 680] [--cells 340000] [--agents 476] [--seed 20260101]

Writes nodes.csv, edges.csv, cells.csv and agents.csv, as benches/peers.rs reads them. 680 crossings a side are a whole
province (some 440,000 nodes); 2150 are ten of them.
"""
import argparse
import pathlib

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

CENTRE_LON, CENTRE_LAT = 105.83, 21.02
METRES_PER_DEGREE = 111_194.9
SPACING_M = 92.0


def streets(a, b, line, rng):
    """Ends and speeds of the pieces along one direction; a lane is there with a chance of 57 %."""
    fast = np.select([line % 128 == 64, line % 32 == 16, line % 8 == 4], [80, 45, 30], 0)
    kept = (fast > 0) | (rng.random(len(a)) < 0.571)
    kmh = np.where(fast > 0, fast, rng.choice([15, 20, 25], size=len(a)))
    return a[kept], b[kept], kmh[kept]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", type=pathlib.Path)
    parser.add_argument("--side", type=int, default=680)
    parser.add_argument("--cells", type=int, default=340_000)
    parser.add_argument("--agents", type=int, default=476)
    parser.add_argument("--seed", type=int, default=20260101)
    options = parser.parse_args()
    rng, side = np.random.default_rng(options.seed), options.side
    row, column = (part.ravel() for part in np.meshgrid(np.arange(side), np.arange(side), indexing="ij"))
    x = (column - side / 2) * SPACING_M + rng.uniform(-28, 28, side * side)
    y = (row - side / 2) * SPACING_M + rng.uniform(-28, 28, side * side)
    number = np.arange(side * side).reshape(side, side)
    across = streets(number[:, :-1].ravel(), number[:, 1:].ravel(), row.reshape(side, side)[:, :-1].ravel(), rng)
    along = streets(number[:-1].ravel(), number[1:].ravel(), column.reshape(side, side)[:-1].ravel(), rng)
    tail, head, kmh = (np.concatenate(parts) for parts in zip(across, along))

    linked = coo_matrix((np.ones(len(tail)), (tail, head)), shape=(side * side, side * side))
    component = connected_components(linked, directed=False)[1]
    kept = component == np.bincount(component).argmax()
    # Numbers in no order of place, as those of an extract are.
    shuffled = rng.permutation(int(kept.sum()))
    new = np.full(side * side, -1)
    new[np.flatnonzero(kept)] = shuffled
    inside = kept[tail]
    tail, head, kmh = new[tail[inside]], new[head[inside]], kmh[inside]
    place = np.empty((len(shuffled), 2))
    place[shuffled] = np.c_[x[kept], y[kept]]
    metres_per_lon = METRES_PER_DEGREE * np.cos(np.radians(CENTRE_LAT))
    to_lonlat = lambda p: np.round(np.c_[CENTRE_LON + p[:, 0] / metres_per_lon, CENTRE_LAT + p[:, 1] / METRES_PER_DEGREE], 7)
    metres = np.round(np.hypot(*(place[tail] - place[head]).T), 2)
    seconds = np.round(metres / (kmh / 3.6), 2)

    wide = int(np.ceil(np.sqrt(options.cells))) + 24
    u, v = (part.ravel() for part in np.meshgrid((np.arange(wide) - wide / 2) * 100.0, (np.arange(wide) - wide / 2) * 100.0))
    from_centre = np.hypot(u, v)
    people = 120 * np.exp(-from_centre / 6000) * rng.gamma(1.2, 1 / 1.2, len(u)) + rng.gamma(1, 3, len(u))
    most = np.sort(np.argsort(-people, kind="stable")[: options.cells])
    cell = np.c_[u[most], v[most]]
    joined = cKDTree(place).query(cell)[1]
    chance = people[most] ** 0.8
    agents = rng.choice(len(most), options.agents, replace=False, p=chance / chance.sum())

    options.dir.mkdir(parents=True, exist_ok=True)
    table = lambda name, columns: pd.DataFrame(columns).to_csv(options.dir / name, index=False)
    lonlat, cell_lonlat = to_lonlat(place), to_lonlat(cell)
    table("nodes.csv", {"id": np.arange(len(place)), "lon": lonlat[:, 0], "lat": lonlat[:, 1]})
    both = lambda a, b: np.r_[a, b]
    table("edges.csv", {"from": both(tail, head), "to": both(head, tail), "metres": both(metres, metres), "seconds": both(seconds, seconds)})
    table("cells.csv", {"id": np.arange(len(most)), "lon": cell_lonlat[:, 0], "lat": cell_lonlat[:, 1],
                        "people": np.round(people[most], 1), "node": joined})
    table("agents.csv", {"id": np.arange(len(agents)), "lon": cell_lonlat[agents, 0], "lat": cell_lonlat[agents, 1],
                         "node": joined[agents]})
    print(f"{len(place)} nodes, {2 * len(tail)} edges, {len(most)} cells, {len(agents)} agents in {options.dir}")


if __name__ == "__main__":
    main()
