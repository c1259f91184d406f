"""Draws docs/pictures/scale.svg from the lines that `cargo bench --bench scale` printed.

usage: cargo bench --bench scale | plot_scale.py docs/pictures/scale.svg

A line with "busy": true was measured while the machine did other work; its times are left out.
"""
import json
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "scale", "font.size": 10})
import matplotlib.pyplot as plt

STEPS = [("graph_s", "road graph"), ("contract_s", "contraction (once, then kept)"), ("join_places_s", "joining cells to roads"),
         ("reach_s", "reach tables"), ("coverage_s", "verdicts, gaps")]
SHADES = ["#1b4965", "#5fa8d3", "#62b6cb", "#bee9e8", "#cae9ff"]

runs = sorted((json.loads(line) for line in sys.stdin if line.startswith("{")), key=lambda run: run["arcs"])
names = [f"{run['cells'] / 1e6:.1f} M cells\n{run['arcs'] / 1e6:.1f} M arcs\n{run['points']:,} points" for run in runs]
quiet = [(name, run) for name, run in zip(names, runs) if not run.get("busy")]
figure, (time, memory) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
below = [0.0] * len(quiet)
for (step, words), shade in zip(STEPS, SHADES):
    share = [run[step] / run["cells"] * 1e6 for _, run in quiet]
    time.bar([name for name, _ in quiet], share, bottom=below, label=words, color=shade, edgecolor="#1b4965", linewidth=0.5)
    below = [low + more for low, more in zip(below, share)]
for at, (_, run) in enumerate(quiet):
    time.annotate(f"{sum(run[step] for step, _ in STEPS):,.0f} s", (at, below[at]), ha="center", va="bottom")
for at, run in enumerate(runs):
    memory.annotate(f"{run['peak_mib'] / 1024:.1f} GiB", (at, run["peak_mib"] / run["cells"] * 1048576), ha="center", va="bottom")
time.set_title("seconds for each million cells")
time.legend(fontsize=8, loc="upper left")
time.set_ylim(0, max(below) * 1.6)
memory.bar(names, [run["peak_mib"] / run["cells"] * 1048576 for run in runs], color="#5fa8d3", edgecolor="#1b4965", linewidth=0.5)
memory.set_title("peak memory, bytes for each cell")
for axes in (time, memory):
    axes.spines[["top", "right"]].set_visible(False)
figure.savefig(sys.argv[1], metadata={"Date": None})
