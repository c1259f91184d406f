#!/usr/bin/env python3
"""Reads documents back with other programs' libraries and compares their figures with the JSON answers.

    documents.py --assess assess.json --plan plan.json --coverage coverage.docx coverage.xlsx --proposal proposal.docx proposal.xlsx

`python-docx` and `openpyxl` read the files; nothing of gandan does. The last line is `N passed, N failed`.
"""

import argparse
import json
import math
import sys

import docx
import openpyxl


def whole(value: float) -> str:
    """1.234.567 as Vietnamese writes it."""
    return f"{value:,.0f}".replace(",", ".")


def percent(share: float) -> str:
    tenths = math.floor(share * 1000 + 1e-9) / 10
    return "100 %" if tenths >= 100 else f"{tenths:.1f} %".replace(".", ",")


def text_of(path: str) -> str:
    document = docx.Document(path)
    told = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        told += [cell.text for row in table.rows for cell in row.cells]
    return "\n".join(told)


def tables_of(path: str) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(path).tables]


class Checks:
    def __init__(self) -> None:
        self.passed = self.failed = 0

    def that(self, holds: bool, said: str) -> None:
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {said}")


def page_checks(checks: Checks, path: str) -> None:
    """Decree 30/2020/NĐ-CP, annex I: A4, margins 20-25, 20-25, 30-35 and 15-20 mm, Times New Roman, numbers from page 2."""
    document = docx.Document(path)
    for section in document.sections:
        sides = sorted([round(section.page_width.mm), round(section.page_height.mm)])
        checks.that(sides == [210, 297], f"{path}: A4, not {sides}")
        for name, low, high in (("top", 20, 25), ("bottom", 20, 25), ("left", 30, 35), ("right", 15, 20)):
            margin = getattr(section, f"{name}_margin").mm
            checks.that(low - 0.1 <= margin <= high + 0.1, f"{path}: {name} margin {margin:.1f} mm")
    checks.that(document.sections[0].different_first_page_header_footer, f"{path}: no number on page 1")
    faces = {run.font.name for paragraph in document.paragraphs for run in paragraph.runs if run.text.strip()}
    checks.that(faces == {"Times New Roman"}, f"{path}: faces {faces}")
    text = text_of(path)
    for told in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Nơi nhận:", "Số: ....", "DỰ THẢO"):
        checks.that(told in text, f"{path}: '{told}'")
    for table in document.tables:
        header = table.rows[0]._tr.trPr
        if len(table.rows) > 12:
            repeats = header is not None and any(child.tag.endswith("}tblHeader") for child in header)
            checks.that(repeats, f"{path}: a table of {len(table.rows)} rows whose header does not repeat")
    for shape in document.inline_shapes:
        described = shape._inline.docPr.get("descr")
        checks.that(bool(described), f"{path}: a picture without a text")


def coverage_checks(checks: Checks, answer: dict, word: str, sheet: str) -> None:
    text = text_of(word)
    book = openpyxl.load_workbook(sheet)
    facts = {row[2].value: row[1].value for row in book["Số liệu chính"].iter_rows(min_row=4)}
    for rule in answer["rules"]:
        people, name = rule["people"], rule["rule"]["id"]
        checks.that(whole(people["passing"]) in text, f"{word}: people passing {name}")
        checks.that(percent(people["passing"] / people["total"]) in text, f"{word}: share passing {name}")
        checks.that(rule["answer_id"] in text and rule["snapshot_id"] in text, f"{word}: ids of {name}")
        for field, value in (
            ("nguoi_tiep_can", people["passing"]),
            ("tong_nguoi", people["total"]),
            ("chi_ban_kinh", people["distance_only"]),
            ("ty_le", people["passing"] / people["total"]),
            ("so_xa_phuong_chua_dat", len(rule["communes_below_target"])),
        ):
            told = facts.get(f"{field}_{name}")
            checks.that(isinstance(told, (int, float)) and abs(told - value) < 1e-6, f"{sheet}: {field}_{name} is {told}, not {value}")
    for source in answer["rules"][0]["sources"]:
        checks.that(source["name"] in text and source["note"] in text, f"{word}: source {source['layer']}")
    page = book["Theo xã, phường"]
    first = answer["rules"][0]
    without = {area["code"]: area["people"]["total"] - area["people"]["passing"] for area in first["areas"]}
    rows = [row for row in page.iter_rows(min_row=4, values_only=True) if row[1]]
    checks.that(len(rows) == len(without), f"{sheet}: {len(rows)} communes of {len(without)}")
    wrong = [row[1] for row in rows if abs(row[8] - without[row[1]]) > 1e-6]
    checks.that(not wrong, f"{sheet}: communes with other figures: {wrong[:5]}")
    checks.that(page.freeze_panes == "A4" and page.auto_filter.ref is not None, f"{sheet}: header frozen, with a filter")
    setup = page.page_setup
    checks.that(setup.orientation == "landscape" and page.print_title_rows is not None, f"{sheet}: print set-up")
    checks.that("Nguồn số liệu" in book.sheetnames, f"{sheet}: a sheet of sources")


def proposal_checks(checks: Checks, plan: dict, word: str, sheet: str) -> None:
    text = text_of(word)
    totals = plan["totals"]
    book = openpyxl.load_workbook(sheet)
    facts = {row[2].value: row[1].value for row in book["Số liệu chính"].iter_rows(min_row=4)}
    for field, value in (
        ("so_duy_tri", totals["keep"]),
        ("so_duy_tri_co_dieu_kien", totals["remedy"]),
        ("so_sap_xep_lai", totals["merge"]),
        ("so_cham_dut", totals["close"]),
        ("so_diem_truoc", totals["before"]),
        ("so_diem_sau", totals["after"]),
    ):
        checks.that(facts.get(field) == value, f"{sheet}: {field} is {facts.get(field)}, not {value}")
    for kept in plan["settings"]["retain"]:
        for end in ("before", "after"):
            checks.that(whole(kept[f"covered_{end}_people"]) in text, f"{word}: {kept['rule']['id']} {end}")
    rows = {}
    for table in tables_of(word):
        if len(table[0]) == 9:
            for row in table[1:]:
                rows[row[1].split("\n")[0]] = row
    checks.that(len(rows) == len(plan["decisions"]), f"{word}: {len(rows)} points of {len(plan['decisions'])}")
    words = {"keep": "Duy trì", "remedy": "Duy trì có điều kiện", "merge": "Sắp xếp lại", "close": "Chấm dứt hoạt động"}
    wrong = []
    for decision in plan["decisions"]:
        row, reasons = rows.get(decision["facility"]), decision["reasons"]
        told = row is not None and row[3].startswith(words[decision["decision"]])
        told = told and row[4] == " ".join(reasons["because_vi"]) and row[5] == (reasons["objection_vi"] or "")
        told = told and row[6] == whole(reasons["catchment_people"])
        told = told and (decision["into"] is None or decision["into"] in row[3])
        if not told:
            wrong.append(decision["facility"])
    checks.that(not wrong, f"{word}: points told otherwise: {wrong[:5]}")
    steps = [table for table in tables_of(word) if table[0][0] == "Bước"]
    told = len(steps[0]) - 1 if steps else 0
    checks.that(told == len(plan["sequence"]), f"{word}: {told} steps of {len(plan['sequence'])}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--assess", required=True)
    options.add_argument("--plan", required=True)
    options.add_argument("--coverage", nargs=2, required=True)
    options.add_argument("--proposal", nargs=2, required=True)
    options.add_argument("--others", nargs="*", default=[], help="further official documents (DOCX), for their pages")
    given = options.parse_args()
    checks = Checks()
    with open(given.assess, encoding="utf-8") as file:
        coverage_checks(checks, json.load(file), *given.coverage)
    with open(given.plan, encoding="utf-8") as file:
        proposal_checks(checks, json.load(file), *given.proposal)
    for path in (given.coverage[0], given.proposal[0], *given.others):
        page_checks(checks, path)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
