#!/usr/bin/env python3
"""Reads the service with programs that others wrote: GDAL (OGC API - Features, GeoPackage) and OWSLib.

usage: ogc_clients.py URL [--points N]

URL: of a running service, such as http://127.0.0.1:8080. OWSLib is optional here (scripts/test.sh installs it); without
it its checks fail with that reason. The last line is "N passed, N failed".
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import urllib.request

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
VN2000 = "http://www.opengis.net/def/crs/EPSG/0/3405"
results = []


def check(name, function):
    try:
        function()
    except Exception as error:  # noqa: BLE001 - every failure is told and counted
        results.append(False)
        print(f"FAILED {name}: {type(error).__name__}: {error}")
    else:
        results.append(True)
        print(f"ok {name}")


def run(*command):
    """What a program prints; a warning or an error is a failure."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    told = done.stderr + "".join(line for line in done.stdout.splitlines(True) if line.startswith(("Warning", "ERROR")))
    if done.returncode != 0 or told.strip():
        raise AssertionError(f"{' '.join(command)}: {done.returncode}: {told.strip()[:400]}")
    return done.stdout


def fetch(url):
    with urllib.request.urlopen(url, timeout=60) as reply:
        return json.load(reply), reply.headers


def equal(left, right):
    if left != right:
        raise AssertionError(f"{left} is not {right}")


def gdal(base):
    ogc = f"OAPIF:{base}/ogc"
    collections = [one["id"] for one in fetch(f"{base}/ogc/collections")[0]["collections"]]
    count = {one: fetch(f"{base}/ogc/collections/{one}/items?limit=1")[0]["numberMatched"] for one in collections}

    def lists_all():
        told = run("ogrinfo", "-ro", ogc)
        for one in collections:
            if one not in told:
                raise AssertionError(f"{one} is not listed: {told}")

    check("GDAL lists every collection", lists_all)
    for one in collections:

        def reads(one=one):
            told = run("ogrinfo", "-ro", "-so", "-oo", "PAGE_SIZE=2000", ogc, one)
            equal(f"Feature Count: {count[one]}" in told, True)

        check(f"GDAL counts {one}", reads)

    def pages():
        told = run("ogrinfo", "-ro", "-al", "-geom=NO", "-oo", "PAGE_SIZE=37", ogc, "facilities")
        equal(told.count("OGRFeature(facilities)"), count["facilities"])

    check("GDAL walks over pages of 37 and sees every point once", pages)

    def narrows():
        told = run("ogrinfo", "-ro", "-so", "-where", "kind = 'branch'", ogc, "facilities")
        branches = fetch(f"{base}/ogc/collections/facilities/items?kind=branch&limit=1")[0]["numberMatched"]
        equal(f"Feature Count: {branches}" in told, True)

    check("GDAL filters by a property", narrows)

    def around():
        box = ["105.82", "21.00", "105.88", "21.06"]
        told = run("ogrinfo", "-ro", "-so", "-spat", *box, ogc, "cells")
        inside = fetch(f"{base}/ogc/collections/cells/items?limit=1&bbox={','.join(box)}")[0]["numberMatched"]
        equal(0 < inside < count["cells"], True)
        equal(f"Feature Count: {inside}" in told, True)

    check("GDAL asks for the cells of a box", around)

    def copies():
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "communes.gpkg")
            run("ogr2ogr", "-q", "-t_srs", "EPSG:3405", out, ogc, "communes")
            told = run("ogrinfo", "-ro", "-so", out, "communes")
            equal(f"Feature Count: {count['communes']}" in told, True)

    check("GDAL copies the communes to VN-2000", copies)

    def packages():
        with tempfile.TemporaryDirectory() as folder:
            for one in collections:
                path = os.path.join(folder, f"{one}.gpkg")
                urllib.request.urlretrieve(f"{base}/ogc/collections/{one}/items?f=gpkg", path)
                told = run("ogrinfo", "-ro", "-so", path, one)
                equal((one, f"Feature Count: {count[one]}" in told), (one, True))
                # Every row, not only the head: values that do not fit their column are warnings.
                run("ogr2ogr", "-q", os.path.join(folder, f"{one}.csv"), path, one)

    check("GDAL reads every collection as a GeoPackage, row by row", packages)

    def narrowed_package():
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "agents.gpkg")
            query = "kind=agent&bbox=105.8,21.0,105.9,21.1"
            urllib.request.urlretrieve(f"{base}/ogc/collections/facilities/items?f=gpkg&{query}", path)
            matched = fetch(f"{base}/ogc/collections/facilities/items?limit=1&{query}")[0]["numberMatched"]
            equal(0 < matched < count["facilities"], True)
            equal(f"Feature Count: {matched}" in run("ogrinfo", "-ro", "-so", path, "facilities"), True)

    check("A GeoPackage of a question holds its answer", narrowed_package)

    def network():
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "network.gpkg")
            urllib.request.urlretrieve(f"{base}/ogc/network.gpkg", path)
            equal("ERROR" in run("ogrinfo", "-ro", "-so", "-al", path), False)
            for layer, one in [("facility", "facilities"), ("demand", "cells"), ("road", "roads")]:
                equal((layer, f"Feature Count: {count[one]}" in run("ogrinfo", "-ro", "-so", path, layer)), (layer, True))

    check("GDAL reads the network as one GeoPackage", network)

    def projected():
        told, headers = fetch(f"{base}/ogc/collections/facilities/items?limit=5&crs={VN2000}")
        equal(headers["Content-Crs"], f"<{VN2000}>")
        plain, headers = fetch(f"{base}/ogc/collections/facilities/items?limit=5&crs={CRS84}")
        equal(headers["Content-Crs"], f"<{CRS84}>")
        for one, other in zip(plain["features"], told["features"]):
            lon, lat = one["geometry"]["coordinates"]
            done = subprocess.run(
                ["gdaltransform", "-s_srs", "EPSG:4326", "-t_srs", "EPSG:3405"],
                input=f"{lon} {lat}\n",
                capture_output=True,
                text=True,
                check=True,
            )
            x, y = map(float, done.stdout.split()[:2])
            x_told, y_told = other["geometry"]["coordinates"]
            if abs(x - x_told) > 0.02 or abs(y - y_told) > 0.02:
                raise AssertionError(f"{one['id']}: {x_told}, {y_told} and not {x}, {y}")

    check("GDAL computes the same VN-2000 coordinates", projected)


def owslib(base):
    def reads():
        from owslib.ogcapi.features import Features

        service = Features(f"{base}/ogc/")
        names = service.feature_collections()
        equal(sorted(names), ["cells", "communes", "coverage_gaps", "facilities", "roads"])
        equal("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in service.conformance()["conformsTo"], True)
        equal(service.api()["openapi"][:3], "3.0")
        for name in names:
            equal(service.collection(name)["id"], name)
            equal("properties" in service.collection_queryables(name), True)
        page = service.collection_items("facilities", limit=7, offset=7)
        equal(page["numberReturned"], 7)
        first = page["features"][0]["id"]
        equal(service.collection_item("facilities", first)["id"], first)
        inside = service.collection_items("facilities", bbox=[105.84, 21.02, 105.86, 21.04], limit=1000)
        for feature in inside["features"]:
            lon, lat = feature["geometry"]["coordinates"]
            equal(105.84 <= lon <= 105.86 and 21.02 <= lat <= 21.04, True)
        agents = service.collection_items("facilities", filter="kind = 'agent' AND name LIKE 'B%'", limit=1000)
        equal({feature["properties"]["kind"] for feature in agents["features"]}, {"agent"})
        # Walked over by its own links, a collection is seen once and whole.
        seen, offset = [], 0
        while offset is not None:
            page = service.collection_items("communes", limit=40, offset=offset)
            seen += [feature["id"] for feature in page["features"]]
            rels = [link["rel"] for link in page["links"]]
            offset = offset + 40 if "next" in rels else None
            equal("prev" in rels, len(seen) > 40)
        equal((len(seen), len(set(seen))), (page["numberMatched"], page["numberMatched"]))
        named = service.collection_items("communes", filter="ACCENTI(CASEI(name)) LIKE '%dong da%'", limit=10)
        equal([feature["properties"]["name"] for feature in named["features"]], ["Phường Đống Đa"])
        city = service.collection_items("communes", filter="S_CONTAINS(geometry, POINT(105.8525 21.0287))", limit=10)
        equal(len(city["features"]), 1)

    check("OWSLib reads collections, pages, boxes, filters and single features", reads)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    base = parser.parse_args().url.rstrip("/")
    gdal(base)
    owslib(base)
    failed = results.count(False)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
