#!/usr/bin/env python3
"""Seeds that no fixture is: good small files of every kind, and the parts inside of containers. make_seeds.py CORPUS"""
import pathlib
import struct
import sys
import zipfile

FIXTURES = pathlib.Path(__file__).parent.parent / "tests/fixtures"
corpus = pathlib.Path(sys.argv[1])


def seed(target, name, content):
    folder = corpus / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"seed-{name}").write_bytes(content if isinstance(content, bytes) else content.encode())


seed("csv_facilities", "all.csv", "code,kind,name,lon,lat,operator,address,area,capacity,load,staff,hours,procedures,phone,"
     "wheelchair,opened_on,status,origin\nA1,agent,Bưu cục \"một\",105.85,21.03,BIDV,Số 1 Phố Huế,00001,10,5,2,"
     "Mo-Fr 08:00-17:00,1.001; 1.002,024 1234,yes,2025-04-01,open,fact\n#: remark\nA2,branch,Hai,\"105°51'00\"\"E\",21 N,,,,,,,24/7,,,no,,planned,\n")
seed("csv_facilities", "position.csv", "ten;loai;toa do\nMột;đại lý;\"21,03; 105,85\"\nHai;chi nhánh;POINT(105.85 21.03)\n")
seed("csv_demand", "all.csv", "code,lon,lat,people,elderly\nA,105.8,21,10,2\nB,105.9,21.1,\"1.234,5\",\n")
seed("csv_demand", "h3.csv", "h3,people\n8841415a6bfffff,12\n8841415a69fffff,3\n")
seed("csv_performance", "all.csv", "facility,month,dossiers,submitted_online,accepted,on_time,complaints,responses,satisfied\n"
     "A,2025-04,30,20,20,19,0,10,9\nB,T4/2025,1,,,,,,\n")
seed("csv_areas", "all.csv", "id;name;level;territory;lon;lat;area_km2;people;outline\n1;Phường A;commune;urban;;;2,5;100;"
     "\"POLYGON ((105.8 21,105.9 21,105.9 21.1,105.8 21.1,105.8 21),(105.84 21.04,105.86 21.04,105.86 21.06,105.84 21.04))\"\n"
     "2;Xã B;xã;nông thôn;;;;;\"SRID=4326;MULTIPOLYGON Z(((105 21 1,105.1 21 1,105.1 21.1 1,105 21 1)))\"\n")
seed("travel_times", "all.csv", "cell,facility,minutes\nA,P,5\nA,P,5.0\nB,P,không tới được\nC,P,inf\nD,Q,\"12,5\"\n")
seed("travel_times", "place.csv", "lon\tlat\tfacility\tseconds\n105.85\t21.03\tP\t61.26\n")
seed("geojson_points", "demand.geojson", '{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:3405"}},"features":['
     '{"type":"Feature","properties":{"people":3,"id":"a","x":null},"geometry":{"type":"Point","coordinates":[588000.5,2326000]}}]}')
seed("geojson_areas", "multi.geojson", '{"type":"Feature","properties":{"name":"Xã A","ref":"00001"},"geometry":{"type":"MultiPolygon",'
     '"coordinates":[[[[105,21],[106,21],[106,22],[105,21]],[[105.4,21.2],[105.6,21.2],[105.6,21.3],[105.4,21.2]]]]}}')
seed("osm_ground", "lake.osm", '<osm><node id="1" lat="21" lon="105"/><node id="2" lat="21" lon="105.1"/><node id="3" lat="21.1" lon="105.1"/>'
     '<way id="1"><nd ref="1"/><nd ref="2"/></way><way id="2"><nd ref="2"/><nd ref="3"/><nd ref="1"/></way><way id="3"><nd ref="1"/>'
     '<nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="leisure" v="park"/></way><way id="4"><nd ref="1"/><nd ref="3"/><tag k="waterway" v="river"/>'
     '</way><relation id="7"><member type="way" ref="1" role="outer"/><member type="way" ref="2" role="outer"/><member type="way" ref="3" '
     'role="inner"/><tag k="type" v="multipolygon"/><tag k="natural" v="water"/><tag k="name" v="Hồ"/></relation></osm>')
seed("osm_xml", "turn.osm", '<?xml version="1.0"?><osm version="0.6"><node id="1" lat="21" lon="105"/><node id="2" lat="21" lon="105.1">'
     '<tag k="barrier" v="bollard"/><tag k="motorcycle" v="yes"/></node><node id="3" lat="21.1" lon="105.1"/><way id="9"><nd ref="1"/>'
     '<nd ref="2"/><tag k="highway" v="primary"/><tag k="maxspeed:conditional" v="30 @ (Mo-Fr 07:00-09:00)"/></way><way id="10"><nd ref="2"/>'
     '<nd ref="3"/><tag k="route" v="ferry"/></way><relation id="7"><member type="way" ref="9" role="from"/><member type="node" ref="2" '
     'role="via"/><member type="way" ref="10" role="to"/><tag k="type" v="restriction"/><tag k="restriction:conditional" '
     'v="no_left_turn @ (07:00-08:00)"/><tag k="except" v="psv;bicycle"/></relation></osm>')
seed("rule_file", "rule.toml", 'id = "remote"\nlike = "scheme"\nsource = "Decision 12"\ncombine = "all"\nhours = "open_share"\ncounts = ["agent"]\n'
     '[[overrides]]\nterritory = "rural"\nradius_m = 8000.0\ntravel_s = 2700.0\n[groups]\nhills = ["00001"]\n')
seed("rule_file", "rule.json", '{"id":"x","like":"plan68","radius_m":4000.0,"overrides":[{"communes":["00001"],"radius_m":1.0}]}')
seed("settings_file", "settings.toml", 'preset = "careful"\ntime_limit_s = 20.0\nsensitivity_s = 0.0\nmaximum_changes = 40\n')
for at, hours in enumerate(["Mo-Fr 08:00-17:00", "24/7", "Mo-Sa 07:30-11:30,13:30-17:00; PH off", "sunrise-sunset", "Th2-Th6 7h30-17h", "week 1-53/2 Fr 10:00-12:00"]):
    seed("hours", f"{at}.txt", hours)
seed("mapping", "map.toml", '"Tên cơ sở" = "name"\n"STT" = "ignore"\n')
seed("cost_matrix", "matrix.csv", "code,weight,A,B\nd1,3,10,-\nd2,1,2,5\n#fixed_cost,,7,8\n#capacity,,3,3\n#role,,required,candidate\n")
seed("cost_matrix", "matrix.json", '{"demand":[{"code":"d","weight":1}],"sites":[{"code":"s","role":"candidate"}],"costs":[[null]]}')
seed("cost_matrix", "points.csv", "code,weight,role,fixed_cost,capacity,lon,lat\nA,1,existing,3,4,105.8,21\n")
seed("cost_matrix", "trips.csv", "from_lon,from_lat,to_lon,to_lat,minutes\n105.8,21,105.9,21.1,22\n")


# ---- the parts of containers ----

MARK = b"\n~~\n"
for book in sorted((FIXTURES / "odd").glob("*.xlsx")) + sorted((FIXTURES / "broken").glob("*_*.xlsx")):
    try:
        with zipfile.ZipFile(book) as archive:
            names = archive.namelist()
            sheet = next(name for name in names if "worksheets/sheet1" in name)
            parts = [archive.read(name) if name in names else b"" for name in (sheet, "xl/sharedStrings.xml", "xl/styles.xml")]
    except (zipfile.BadZipFile, StopIteration, OSError):
        continue
    if sum(map(len, parts)) < 60_000:
        seed("workbook_sheet", book.name, MARK.join(parts))
for archive in sorted(FIXTURES.glob("*/*_shp.zip")):
    with zipfile.ZipFile(archive) as files:
        found = {name[-4:].lower(): files.read(name) for name in files.namelist()}
    seed("shapefile_parts", archive.name, MARK.join(found.get(ending, b"") for ending in (".shp", ".dbf", ".cpg", ".prj")))


def varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def field(number, content):
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def zigzag(value):
    return value << 1 if value >= 0 else (-value << 1) - 1


texts = [b"", b"highway", b"primary", b"name", b"barrier", b"gate", b"type", b"restriction", b"no_u_turn", b"from", b"via", b"to"]
table = b"".join(field(1, text) for text in texts)
dense = field(1, b"".join(varint(zigzag(step)) for step in (1, 1, 1))) \
    + field(8, b"".join(varint(zigzag(step)) for step in (210000000, 10000, 10000))) \
    + field(9, b"".join(varint(zigzag(step)) for step in (1050000000, 10000, 10000))) \
    + field(10, bytes([0, 4, 5, 0, 0]))
way = field(1, 9) + field(2, bytes([1, 3])) + field(3, bytes([2, 2])) + field(8, bytes([2, 2, 2]))
relation = field(1, 7) + field(2, bytes([6, 7])) + field(3, bytes([7, 8])) + field(8, bytes([9, 10, 11])) \
    + field(9, b"".join(varint(zigzag(step)) for step in (9, -7, 7))) + field(10, bytes([1, 0, 1]))
node = field(1, zigzag(4)) + field(8, zigzag(210000000)) + field(9, zigzag(1050000000))
block = field(1, table) + field(2, field(2, dense)) + field(2, field(3, way)) + field(2, field(4, relation)) + field(2, field(1, node))
seed("pbf_block", "small.bin", block)
header = field(4, b"OsmSchema-V0.6") + field(4, b"DenseNodes")
file = b""
for kind, content in ((b"OSMHeader", header), (b"OSMData", block)):
    body = field(1, content)
    head = field(1, kind) + field(3, len(body))
    file += struct.pack(">I", len(head)) + head + body
seed("osm_pbf", "raw.osm.pbf", file)
