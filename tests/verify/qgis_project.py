#!/usr/bin/env python3
"""Opens the QGIS projects with QGIS itself, without a screen: every layer is valid, counts are right, the map is drawn.

usage: qgis_project.py --gandan PROGRAM --workspace FILE [--service URL] [--pictures FOLDER]

Needs python3-qgis. With --service, the project that the service gives is opened too. With --pictures, the maps that were
drawn are kept there. The last line is "N passed, N failed".
"""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Qt wants a folder of its own for the session (mkdtemp makes one for the owner alone).
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())

from qgis.core import (  # noqa: E402 - the platform is chosen before
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize  # noqa: E402

# Vietnamese names of the layers, with what the counts are made of.
FILE_LAYERS = {
    "Điểm phục vụ": "SELECT count(*) FROM facility",
    "Phường, xã": "SELECT count(*) FROM area WHERE level = 'commune'",
    "Ranh giới thành phố": "SELECT count(*) FROM area WHERE level = 'city'",
    "Đường": "SELECT count(*) FROM road",
    "Dân cư theo ô": "SELECT count(*) FROM demand",
    "Sông, hồ": "SELECT count(*) FROM water",
}
SERVICE_LAYERS = {
    "Điểm phục vụ": "facilities",
    "Khu vực chưa bảo đảm tiếp cận": "coverage_gaps",
    "Phường, xã": "communes",
}
BRAND = (11, 79, 138)
SIZE = QSize(1600, 1200)
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


def equal(left, right):
    if left != right:
        raise AssertionError(f"{left} is not {right}")


def opened(path):
    """The project, with every layer of it valid."""
    project = QgsProject.instance()
    project.clear()
    if not project.read(path):
        raise AssertionError(f"{path}: {project.error()}")
    invalid = [layer.name() for layer in project.mapLayers().values() if not layer.isValid()]
    equal(invalid, [])
    equal(project.crs().authid(), "EPSG:3857")
    return project


def layer(project, name):
    return next(layer for layer in project.mapLayers().values() if layer.name() == name)


def drawn(project, extent, picture):
    """The map of the layers that are switched on, as colours with the number of their pixels."""
    settings = QgsMapSettings()
    shown = project.layerTreeRoot().checkedLayers()
    equal(None in shown, False)
    settings.setLayers(shown)
    settings.setDestinationCrs(project.crs())
    settings.setTransformContext(project.transformContext())
    settings.setBackgroundColor(project.backgroundColor())
    settings.setOutputSize(SIZE)
    settings.setOutputDpi(96)
    settings.setExtent(extent)
    context = QgsExpressionContext()
    context.appendScopes(QgsExpressionContextUtils.globalProjectLayerScopes(None))
    settings.setExpressionContext(context)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    errors = [f"{error.layerID}: {error.message}" for error in job.errors()]
    equal(errors, [])
    image = job.renderedImage()
    image.save(picture)
    colours = {}
    for y in range(0, image.height(), 2):
        for x in range(0, image.width(), 2):
            pixel = image.pixel(x, y)
            colour = ((pixel >> 16) & 255, (pixel >> 8) & 255, pixel & 255)
            colours[colour] = colours.get(colour, 0) + 1
    return colours


def is_a_map(colours, project, least):
    """More than an empty sheet: many colours, the ground not all of it, points of the house's blue."""
    total = sum(colours.values())
    ground = project.backgroundColor()
    empty = colours.get((ground.red(), ground.green(), ground.blue()), 0) / total
    if not 0.02 < empty < 0.95:
        raise AssertionError(f"{empty:.0%} of the map is the bare ground")
    if len(colours) < 60:
        raise AssertionError(f"only {len(colours)} colours")
    if colours.get(BRAND, 0) < least:
        raise AssertionError(f"{colours.get(BRAND, 0)} pixels of the branches' blue, not {least}")


def near(project, lon, lat, metres):
    """A box around a place, in the project's system."""
    transform = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), project.crs(), project)
    at = transform.transform(lon, lat)
    return QgsRectangle(at.x() - metres, at.y() - metres * 0.75, at.x() + metres, at.y() + metres * 0.75)


def in_one_class(vector, wanted=None):
    """Every feature of a layer, or each that is wanted, is drawn by one rule and no more, others by none."""
    rules = vector.renderer().rootRule().children()
    filters = [QgsExpression(rule.filterExpression()) for rule in rules]
    for expression in filters:
        if expression.hasParserError():
            raise AssertionError(expression.parserErrorString())
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(vector))
    wrong = 0
    for feature in vector.getFeatures():
        context.setFeature(feature)
        expected = 1 if wanted is None or wanted(feature) else 0
        wrong += sum(bool(expression.evaluate(context)) for expression in filters) != expected
    equal(wrong, 0)


def of_workspace(program, workspace, pictures):
    folder = tempfile.mkdtemp()
    city = os.path.join(folder, "data", "city.gpkg")
    os.makedirs(os.path.dirname(city))
    shutil.copy(workspace, city)
    path = os.path.join(folder, "network.qgs")
    for out in (path, os.path.join(folder, "network.qgz")):
        subprocess.run([program, "export", city, "qgis", "--out", out], check=True, capture_output=True)

    def opens():
        equal("./data/city.gpkg|layername=facility" in open(path, encoding="utf-8").read(), True)
        project = opened(path)
        equal(sorted(set(FILE_LAYERS) - {layer.name() for layer in project.mapLayers().values()}), [])
        database = sqlite3.connect(city)
        for name, sql in FILE_LAYERS.items():
            # Walked over: QGIS's own count passes over the filter of a GeoPackage layer.
            rows = sum(1 for _ in layer(project, name).getFeatures())
            equal((name, rows), (name, database.execute(sql).fetchone()[0]))

    check("QGIS opens the project of a workspace: every layer is valid and has its rows", opens)

    def moved():
        away = os.path.join(tempfile.mkdtemp(), "elsewhere")
        shutil.copytree(folder, away)
        opened(os.path.join(away, "network.qgs"))
        source = layer(QgsProject.instance(), "Đường").source()
        equal(source.startswith(away), True)

    check("Project and workspace are moved together and found", moved)

    def zipped():
        equal(len(opened(os.path.join(folder, "network.qgz")).mapLayers()) >= len(FILE_LAYERS), True)

    check("QGIS opens the zipped project", zipped)

    def classes():
        project = opened(path)
        in_one_class(layer(project, "Điểm phục vụ"))
        in_one_class(layer(project, "Đường"))
        words = layer(project, "Điểm phục vụ").attributeDisplayName(
            layer(project, "Điểm phục vụ").fields().indexFromName("opening_hours")
        )
        equal(words, "Giờ mở cửa")

    check("Every point and every road is in one class of its legend, fields have Vietnamese names", classes)

    def whole():
        project = opened(path)
        extent = project.viewSettings().defaultViewExtent()
        colours = drawn(project, extent, os.path.join(pictures, "qgis-city.png"))
        is_a_map(colours, project, 40)

    check("QGIS draws the whole city", whole)

    def street():
        project = opened(path)
        colours = drawn(project, near(project, 105.8525, 21.0287, 2200), os.path.join(pictures, "qgis-centre.png"))
        is_a_map(colours, project, 40)

    check("QGIS draws the middle of the city with its streets and names", street)


def of_service(url, pictures):
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "network.qgs")
    with urllib.request.urlopen(f"{url}/ogc/network.qgs", timeout=60) as reply, open(path, "wb") as file:
        file.write(reply.read())

    def opens():
        project = opened(path)
        for name, collection in SERVICE_LAYERS.items():
            with urllib.request.urlopen(f"{url}/ogc/collections/{collection}/items?limit=1", timeout=60) as reply:
                count = json.load(reply)["numberMatched"]
            found = layer(project, name)
            equal(isinstance(found, QgsVectorLayer), True)
            equal((name, sum(1 for _ in found.getFeatures())), (name, count))

    check("QGIS opens the project of a service: every layer is valid and has its features", opens)

    def classes():
        project = opened(path)
        in_one_class(layer(project, "Điểm phục vụ"))
        in_one_class(layer(project, "Phường, xã"))
        gaps = layer(project, "Khu vực chưa bảo đảm tiếp cận")
        in_one_class(gaps, lambda feature: feature["rule"] == "plan68")

    check("Every point, commune and gap of the plan's rule is in one class of its legend", classes)

    def whole():
        project = opened(path)
        extent = project.viewSettings().defaultViewExtent()
        colours = drawn(project, extent, os.path.join(pictures, "qgis-service-city.png"))
        is_a_map(colours, project, 40)

    check("QGIS draws the whole city from the service", whole)

    def tiles():
        project = opened(path)
        colours = drawn(project, near(project, 105.8525, 21.0287, 2200), os.path.join(pictures, "qgis-service-centre.png"))
        is_a_map(colours, project, 40)
        water = sum(count for colour, count in colours.items() if colour == (185, 214, 230))
        equal(water > 500, True)

    check("QGIS draws the vector tiles of the service", tiles)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gandan", required=True)
    parser.add_argument("--workspace", required=True)
    parser.add_argument("--service")
    parser.add_argument("--pictures")
    asked = parser.parse_args()
    pictures = asked.pictures or tempfile.mkdtemp()
    os.makedirs(pictures, exist_ok=True)
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    of_workspace(asked.gandan, asked.workspace, pictures)
    if asked.service:
        of_service(asked.service.rstrip("/"), pictures)
    failed = results.count(False)
    print(f"{len(results) - failed} passed, {failed} failed")
    sys.stdout.flush()
    # QGIS frees its layers in an order of its own when Python ends, and falls over it.
    os._exit(1 if failed else 0)


if __name__ == "__main__":
    main()
