#!/usr/bin/env python3
"""Makes the two extracts under data/hanoi again from the registry packages they come from.

    python3 data/scripts/extract_places.py

Downloads `geoclip-vietnam==1.0.2` (OpenStreetMap points of interest, ODbL 1.0) and
`vietnamadminunits==1.0.4` (MIT) with pip, checks the SHA-256 of the members it reads, and writes
`data/hanoi/places_osm/places.csv` and `data/hanoi/old_wards/old_wards_2024.csv`. Rows are sorted,
names are in NFC, nothing depends on the clock: the same wheels give the same bytes.
"""

import csv
import hashlib
import io
import json
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import unicodedata
import zipfile

DATA = pathlib.Path(__file__).resolve().parent.parent / "hanoi"
PLACES_WHEEL = "geoclip-vietnam==1.0.2"
PLACES_MEMBER = "data/hotosm_vnm_points_of_interest_points_geojson.geojson"
PLACES_SHA256 = "629273772412a777bf5ece90fb94c8431662bc64565af249201bd0b6d3a37dea"
WARDS_WHEEL = "vietnamadminunits==1.0.4"
WARDS_MEMBER = "vietnamadminunits/data/dataset.db"
WARDS_SHA256 = "147cbbf81c8964bb594e1dda7ebab5649bce21efbfd6cb508cab7fefca62257d"

# West, south, east, north of the city in degrees, with a margin; the program drops what lies in no commune.
BOX = (105.28, 20.56, 106.03, 21.40)

# Brand by pattern in the folded name, with the OSM values under which it counts. First match wins.
BRANDS = [
    ("bidv", {"bank"}, r"\bbidv\b|dau tu va phat trien"),
    ("bank", {"bank"}, r"."),
    ("viettel", {"post_office", "mobile_phone", "electronics", "telecommunication"}, r"^(buu dien )?viettel"),
    ("vnpt", {"post_office", "mobile_phone", "electronics", "telecommunication", "yes"}, r"\bvnpt\b|vinaphone"),
    ("post", {"post_office"}, r"^(buu |bd |diem bd)"),
    ("fpt_shop", {"mobile_phone", "electronics", "computer", "yes"}, r"^fpt"),
    ("tgdd", {"mobile_phone", "electronics"}, r"the ?gioi ?di ?dong"),
    ("winmart", {"convenience", "supermarket"}, r"win ?mart|vin ?mart"),
]


def fold(text):
    plain = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("đ", "d")


def nfc(text):
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def member(wheel, name, sha256):
    """The bytes of one member of a wheel from the package registry, checked."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, wheel]
        subprocess.run(command, check=True)
        with zipfile.ZipFile(next(pathlib.Path(folder).glob("*.whl"))) as archive:
            content = archive.read(name)
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        sys.exit(f"{wheel}: {name} has SHA-256 {found}, expected {sha256}")
    return content


def brand_of(properties, name):
    values = {properties["amenity"], properties["shop"]} - {None}
    for brand, kinds, pattern in BRANDS:
        if values & kinds and re.search(pattern, fold(name)):
            return brand
    return None


def places():
    west, south, east, north = BOX
    for feature in json.loads(member(PLACES_WHEEL, PLACES_MEMBER, PLACES_SHA256))["features"]:
        properties = feature["properties"]
        lon, lat = feature["geometry"]["coordinates"][:2]
        name = nfc(properties["name"])
        if not (west <= lon <= east and south <= lat <= north and name):
            continue
        brand = brand_of(properties, name)
        if brand:
            yield {
                "osm_id": properties["osm_id"],
                "brand": brand,
                "name": name,
                "lon": f"{lon:.6f}",
                "lat": f"{lat:.6f}",
                "house_number": nfc(properties["addr:housenumber"]),
                "street": nfc(properties["addr:street"]).replace("Phõ", "Phố").replace("Phó ", "Phố "),
                "opening_hours": nfc(properties["opening_hours"]),
            }


def old_wards():
    content = member(WARDS_WHEEL, WARDS_MEMBER, WARDS_SHA256)
    with tempfile.NamedTemporaryFile(suffix=".db") as file:
        file.write(content)
        file.flush()
        rows = sqlite3.connect(file.name).execute(
            "select wardCode, ward, district, wardLon, wardLat from admin_units_legacy where provinceCode = '01'"
        )
        for code, name, district, lon, lat in rows.fetchall():
            yield {"code": code, "name": nfc(name), "district": nfc(district), "lon": f"{lon:.4f}", "lat": f"{lat:.4f}"}


def write(path, rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    print(f"{path.name}: {len(rows)} rows")


if __name__ == "__main__":
    write(DATA / "places_osm" / "places.csv", sorted(places(), key=lambda row: row["osm_id"]))
    write(DATA / "old_wards" / "old_wards_2024.csv", sorted(old_wards(), key=lambda row: row["code"]))
