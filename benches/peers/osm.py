"""Turns a folder of grid.py into files that `gandan import` reads: roads.osm, demand.csv, facilities.csv.

usage: osm.py DIR

The class of a street follows its speed; every street is one way of two nodes, as long as the grid has them.
"""
import pathlib
import sys

import pandas as pd

CLASSES = [(70, "trunk"), (40, "secondary"), (28, "tertiary"), (0, "residential")]


def main():
    folder = pathlib.Path(sys.argv[1])
    nodes, edges, cells, agents = (pd.read_csv(folder / f"{name}.csv") for name in ("nodes", "edges", "cells", "agents"))
    once = edges[edges["from"] < edges["to"]]
    kmh = (once["metres"] / once["seconds"] * 3.6).round()
    with open(folder / "roads.osm", "w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="grid">\n')
        for number, lon, lat in nodes.itertuples(index=False):
            out.write(f'<node id="{number + 1}" lon="{lon:.7f}" lat="{lat:.7f}"/>\n')
        for number, (tail, head, speed) in enumerate(zip(once["from"], once["to"], kmh), 1):
            kind = next(name for least, name in CLASSES if speed >= least)
            out.write(f'<way id="{number}"><nd ref="{tail + 1}"/><nd ref="{head + 1}"/><tag k="highway" v="{kind}"/></way>\n')
        out.write("</osm>\n")
    cells["id"] = cells["id"].map("C{:06d}".format)
    cells[["id", "lon", "lat", "people"]].rename(columns={"id": "code"}).to_csv(folder / "demand.csv", index=False)
    agents["code"] = agents["id"].map("A{:04d}".format)
    agents["name"] = agents["id"].map("Đại lý {}".format)
    agents["kind"] = "agent"
    agents["opening_hours"] = "Mo-Fr 08:00-17:00"
    agents[["code", "name", "kind", "lon", "lat", "opening_hours"]].to_csv(folder / "facilities.csv", index=False)


if __name__ == "__main__":
    main()
