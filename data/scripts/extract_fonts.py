#!/usr/bin/env python3
"""Makes data/fonts/*.ttf from the web map's own font files (npm package @fontsource/be-vietnam-pro, OFL 1.1).

The drawings in documents need one TrueType file a weight; the package has three WOFF2 subsets a weight. Needs
fonttools and brotli:

    pip install fonttools brotli
    python3 data/scripts/extract_fonts.py web-map/node_modules/@fontsource/be-vietnam-pro data/fonts
"""

import pathlib
import shutil
import sys

from fontTools import merge, subset
from fontTools.ttLib import TTFont

WEIGHTS = {400: "Regular", 600: "SemiBold"}
SUBSETS = ["latin", "latin-ext", "vietnamese"]
# What Vietnamese text, numbers and the signs of a legend need.
KEPT = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x1EA0, 0x1EFA), *range(0x300, 0x304),
        0x309, 0x323, *range(0x2010, 0x2016), 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x20AB, 0x2212, 0x2264, 0x2265]


def main(package: pathlib.Path, out: pathlib.Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for weight, name in WEIGHTS.items():
        parts = []
        for part in SUBSETS:
            font = TTFont(package / "files" / f"be-vietnam-pro-{part}-{weight}-normal.woff2")
            font.flavor = None
            # Layout tables of the parts cannot be merged, and drawings need none.
            for table in ("GSUB", "GPOS", "GDEF", "DSIG"):
                if table in font:
                    del font[table]
            path = out / f".{part}-{weight}.ttf"
            font.save(path)
            parts.append(path)
        whole = merge.Merger().merge([str(path) for path in parts])
        options = subset.Options(layout_features=[], name_IDs=["*"], notdef_outline=True, hinting=False)
        options.drop_tables += ["DSIG"]
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=KEPT)
        subsetter.subset(whole)
        # The same input gives the same bytes.
        whole["head"].created = whole["head"].modified = 0
        whole.recalcTimestamp = False
        for record in whole["name"].names:
            if record.nameID in (1, 16):
                record.string = "Be Vietnam Pro"
            elif record.nameID in (2, 17):
                record.string = name
        whole["OS/2"].usWeightClass = weight
        whole.save(out / f"BeVietnamPro-{name}.ttf")
        for path in parts:
            path.unlink()
    shutil.copyfile(package / "LICENSE", out / "OFL.txt")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
