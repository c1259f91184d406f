#!/usr/bin/env python3
"""Recomputes the travel time of every cell from the exported roads, in the reference mode, and compares cell by cell.

usage: verify_times.py --nodes nodes.csv --roads roads.csv --facilities facilities.csv --cells cells.csv

The four files are what `gandan export` writes with a profile whose `snap` is `nearest_node_of_largest_component`, cells under the
rule `scheme`. A place is then at the nearest node of the largest strongly connected component and nothing is walked, so any
program that finds shortest paths must give the same times: here Dijkstra's algorithm from the points, against the arcs.
Standard library only. Exit code 1 when a cell differs.
"""
import argparse
import csv
import heapq
import math
import sys

COUNTING = {"branch", "reception_point", "agent"}
# Two nodes nearly as near as one another: a geodesic may rank them otherwise than the sphere used here does.
AS_NEAR = 1.01
CELL_DEGREES = 0.01


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def largest_component(arcs, backward):
    """Nodes of the largest strongly connected component (Kosaraju): the lowest node decides between equals."""
    count = len(arcs)
    order, seen = [], [False] * count
    for root in range(count):
        if seen[root]:
            continue
        seen[root] = True
        stack = [(root, iter(arcs[root]))]
        while stack:
            node, heads = stack[-1]
            head = next((head for head, _ in heads if not seen[head]), None)
            if head is None:
                order.append(node)
                stack.pop()
            else:
                seen[head] = True
                stack.append((head, iter(arcs[head])))
    best, done = [], [False] * count
    for root in reversed(order):
        if done[root]:
            continue
        done[root] = True
        members = [root]
        for node in members:
            for tail, _ in backward[node]:
                if not done[tail]:
                    done[tail] = True
                    members.append(tail)
        if (len(members), -min(members)) > (len(best), -min(best, default=0)):
            best = members
    return best


class Nearest:
    """The nodes nearly nearest to a place, by a grid."""

    def __init__(self, nodes, members):
        self.nodes, self.grid = nodes, {}
        for node in members:
            self.grid.setdefault(self.square(nodes[node]), []).append(node)

    @staticmethod
    def square(place):
        return (int(place[0] // CELL_DEGREES), int(place[1] // CELL_DEGREES))

    @staticmethod
    def metres(a, b):
        x = math.radians(b[0] - a[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
        return 6_371_008.8 * math.hypot(x, math.radians(b[1] - a[1]))

    def candidates(self, place):
        column, row = self.square(place)
        best = math.inf
        found = []
        for ring in range(10_000):
            if best < (ring - 1) * CELL_DEGREES * 100_000:
                break
            for dx in range(-ring, ring + 1):
                for dy in range(-ring, ring + 1):
                    if max(abs(dx), abs(dy)) == ring:
                        for node in self.grid.get((column + dx, row + dy), ()):
                            metres = self.metres(place, self.nodes[node])
                            best = min(best, metres)
                            found.append((metres, node))
        return [node for metres, node in found if metres <= best * AS_NEAR + 0.5]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ["nodes", "roads", "facilities", "cells"]:
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    nodes = [(float(row["lon"]), float(row["lat"])) for row in rows(options.nodes)]
    arcs, backward = [[] for _ in nodes], [[] for _ in nodes]
    for row in rows(options.roads):
        tail, head, time = int(row["from"]), int(row["to"]), round(float(row["seconds"]) * 10)
        arcs[tail].append((head, time))
        backward[head].append((tail, time))
    near = Nearest(nodes, largest_component(arcs, backward))
    place = lambda row: (float(row["lon"]), float(row["lat"]))
    points = [row for row in rows(options.facilities) if row["kind"] in COUNTING and row["status"] == "open"]
    # A point between two equally near nodes may stand at either: the least and the most that a cell's time can be.
    at = [near.candidates(place(row)) for row in points]
    sure = {stand[0] for stand in at if len(stand) == 1}

    def times(starts):
        found, heap = [math.inf] * len(nodes), [(0, node) for node in starts]
        while heap:
            time, node = heapq.heappop(heap)
            if time < found[node]:
                found[node] = time
                for tail, more in backward[node]:
                    if time + more < found[tail]:
                        heapq.heappush(heap, (time + more, tail))
        return found

    least, most = times({node for stand in at for node in stand}), times(sure)
    checked = open_to_choice = differ = 0
    for row in rows(options.cells):
        told = round(float(row["travel_s"]) * 10) if row["travel_s"] else math.inf
        stands = near.candidates(place(row))
        low, high = min(least[node] for node in stands), max(most[node] for node in stands)
        checked += 1
        open_to_choice += low != high
        if not low <= told <= high:
            differ += 1
            if differ <= 10:
                print(f"cell {row['id']}: told {told / 10} s, found {low / 10} to {high / 10} s")
    print(f"{checked} cells checked, {open_to_choice} of them with two nodes as near; {differ} differ")
    if checked == 0 or open_to_choice > checked / 5 or differ:
        sys.exit(1)


if __name__ == "__main__":
    main()
