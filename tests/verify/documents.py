#!/usr/bin/env python3
"""Reads documents back with other programs' libraries and compares their figures with the JSON answers.

    documents.py --answers FOLDER --documents FOLDER

`python-docx` and `openpyxl` read the files; nothing of gandan does. The last line is `N passed, N failed`.
"""

import argparse
import json
import math
import re
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
    # A sheet is a form, not a draft of a decision: it has its own number.
    numbered = ("Số phiếu: ....",) if "PHIẾU ĐIỂM PHỤC VỤ" in text else ("Số: ....", "DỰ THẢO")
    for told in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Nơi nhận:", *numbered):
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


def annex_of(decision: dict) -> str:
    """Points that stay as they are and points to be mended have an annex each, all that change share one."""
    return decision["decision"] if decision["decision"] in ("keep", "remedy") else "change"


def shared_reasons(decisions: list) -> dict:
    """Per annex, the reasons of every point in it; none where a point would have no reason left."""
    annexes = {}
    for decision in decisions:
        annexes.setdefault(annex_of(decision), []).append(decision["reasons"]["because_vi"])
    shared = {}
    for annex, all_reasons in annexes.items():
        common = [reason for reason in all_reasons[0] if all(reason in one for one in all_reasons)]
        is_all = any(all(reason in common for reason in one) for one in all_reasons)
        shared[annex] = [] if is_all or len(all_reasons) < 2 else common
    return shared


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
        point = "Mã, tên, địa chỉ điểm"
        if point in table[0]:
            # A column that is empty throughout is not there.
            for row in table[1:]:
                row = dict(zip(table[0], row, strict=True))
                rows[row[point].split("\n")[0]] = row
    checks.that(len(rows) == len(plan["decisions"]), f"{word}: {len(rows)} points of {len(plan['decisions'])}")
    words = {"keep": "Duy trì", "remedy": "Duy trì có điều kiện", "merge": "Sắp xếp lại", "close": "Chấm dứt hoạt động"}
    wrong = []
    shared = shared_reasons(plan["decisions"])
    for common in shared.values():
        if common:
            told = f"Lý do chung của mọi điểm trong bảng: {' '.join(common)}"
            checks.that(told in text, f"{word}: what is said of all is not said once: {common}")
    for decision in plan["decisions"]:
        row, reasons = rows.get(decision["facility"]), decision["reasons"]
        own = [reason for reason in reasons["because_vi"] if reason not in shared[annex_of(decision)]]
        told = row is not None and row["Đề xuất"].startswith(words[decision["decision"]])
        told = told and row["Lý do"] == " ".join(own)
        told = told and row.get("Ý kiến ngược chiều", "") == (reasons["objection_vi"] or "")
        told = told and row["Người dân có điểm này gần nhất"] == whole(reasons["catchment_people"])
        told = told and (decision["into"] is None or decision["into"] in row["Đề xuất"])
        if not told:
            wrong.append(decision["facility"])
    checks.that(not wrong, f"{word}: points told otherwise: {wrong[:5]}")
    steps = [table for table in tables_of(word) if table[0][0] == "Bước"]
    told = len(steps[0]) - 1 if steps else 0
    checks.that(told == len(plan["sequence"]), f"{word}: {told} steps of {len(plan['sequence'])}")


def facts_of(book: openpyxl.Workbook) -> dict:
    return {row[2]: row[1] for row in book["Số liệu chính"].iter_rows(min_row=4, values_only=True)}


def book_checks(checks: Checks, path: str, word: str) -> None:
    """Every sheet of figures has a title, a header that stays and a filter; its figures are numbers, and the DOCX has them too."""
    book = openpyxl.load_workbook(path)
    checks.that("Nguồn số liệu" in book.sheetnames, f"{path}: a sheet of sources")
    for page in book.worksheets:
        checks.that(bool(page["A1"].value), f"{path}, {page.title}: a title")
        if page.title == "Nguồn số liệu":
            continue
        if re.fullmatch(r"(Bản|Biểu) đồ( \d+)?", page.title):
            checks.that(
                page.sheet_properties.pageSetUpPr.fitToPage and page.page_setup.fitToHeight in (None, 1),
                f"{path}, {page.title}: a picture that is cut into pages",
            )
            continue
        checks.that(page.freeze_panes == "A4", f"{path}, {page.title}: the header is not frozen")
        checks.that(page.auto_filter.ref is not None, f"{path}, {page.title}: no filter")
        checks.that(page.print_title_rows == "$3:$3", f"{path}, {page.title}: the header is not printed on each page")
        formulas = [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type in ("f", "e")]
        checks.that(not formulas, f"{path}, {page.title}: formulas or errors at {formulas[:3]}")
        textual = [
            cell.coordinate
            for row in page.iter_rows(min_row=4)
            for cell in row
            if isinstance(cell.value, str) and re.fullmatch(r"\d{1,3}(\.\d{3})+", cell.value)
        ]
        checks.that(not textual, f"{path}, {page.title}: numbers written as text at {textual[:3]}")
    text = text_of(word)
    cells = {part for table in tables_of(word) for row in table for cell in row for part in cell.split("\n")}
    for field, value in facts_of(book).items():
        # Smaller ones stand in any text.
        if isinstance(value, int) and value >= 1000:
            checks.that(whole(value) in text or whole(value) in cells, f"{word}: {field} = {whole(value)} of {path}")


def numerals_checks(checks: Checks, path: str) -> None:
    """Sections I, II, III, ... and annexes I, II, ... come in order, none twice; each part of a report in parts begins anew."""
    roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
    lines = [paragraph.text.strip() for paragraph in docx.Document(path).paragraphs]
    sections: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("PHẦN THỨ"):
            sections.append([])
        elif line.split(".")[0] in roman and line.isupper():
            sections[-1].append(line.split(".")[0])
    annexes = [line.split()[-1].rstrip(".:") for line in lines if line.upper().startswith("PHỤ LỤC") and len(line.split()) == 3]
    checks.that(all(part == roman[: len(part)] for part in sections), f"{path}: sections {sections}")
    checks.that(any(sections), f"{path}: no section")
    checks.that(annexes == roman[: len(annexes)], f"{path}: annexes {annexes}")


def period_checks(checks: Checks, trend: dict, period: dict, word: str, sheet: str) -> None:
    """The period of the newest month, beside GET /trend and GET /periods/{id}."""
    facts, month = facts_of(openpyxl.load_workbook(sheet)), trend["months"][-1]
    text = text_of(word)
    for field, value in (
        ("ho_so", month["dossiers"]),
        ("ho_so_nop", month["submitted"]),
        ("ho_so_chap_nhan", month["accepted"]),
        ("dung_han", month["on_time"]),
        ("so_bao_cao", month["reporting"]),
        ("mau_hai_long", month["responses"]),
        ("hai_long", month["satisfied_share"]),
        ("phan_anh", month["complaints"]),
    ):
        told = facts.get(f"{field}_dai_ly")
        checks.that(isinstance(told, (int, float)) and abs(told - value) < 1e-6, f"{sheet}: {field} is {told}, the trend says {value}")
    verdict = {"met": "đạt mục tiêu", "missed": "chưa đạt mục tiêu", "unsure": "chưa đủ căn cứ để kết luận"}[month["verdict"]]
    checks.that(f"- {verdict}" in text, f"{word}: the verdict of the screen, '{verdict}'")
    checks.that(trend["formula_vi"] in text, f"{word}: the formula of the screen")
    told = period["period"]
    checks.that(facts["so_diem_dai_ly"] == told["agents"], f"{sheet}: {facts['so_diem_dai_ly']} agents, the period asks {told['agents']}")
    checks.that(told["from"] == told["to"] == month["month"], f"the period is of {told['from']}, the trend ends in {month['month']}")
    year, number = month["month"].split("-")
    checks.that(f"tháng {number}/{year}" in text, f"{word}: its month")


def quality_checks(checks: Checks, found: dict, word: str, sheet: str) -> None:
    facts = facts_of(openpyxl.load_workbook(sheet))
    for field, severity in (("so_loi", "errors"), ("so_canh_bao", "warnings"), ("so_thong_tin", "remarks")):
        checks.that(facts.get(field) == found[severity], f"{sheet}: {field} is {facts.get(field)}, the gate says {found[severity]}")
    text = text_of(word)
    verdict = f"{whole(found['warnings'])} cảnh báo cần xem" if found["warnings"] else "cảnh báo nào"
    checks.that(verdict in text, f"{word}: '{verdict}'")
    missing = [one["message_vi"] for one in found["findings"] if one["severity"] == "error" and one["message_vi"] not in text]
    checks.that(not missing, f"{word}: errors left out: {missing[:3]}")


def point_checks(checks: Checks, trend: dict, assess: dict, word: str, sheet: str) -> None:
    """The sheet of a point beside its own trend and the coverage of the city."""
    facts, text = facts_of(openpyxl.load_workbook(sheet)), text_of(word)
    code = facts["ma_diem"]
    rule = assess["rules"][0]
    people = rule["people"]
    checks.that(rule["snapshot_id"] in text, f"{word}: the snapshot of the coverage")
    checks.that(0 <= facts["nguoi_chi_diem_nay"] <= people["passing"], f"{sheet}: {facts['nguoi_chi_diem_nay']} pass by {code} alone")
    checks.that(0 < facts["nguoi_gan_nhat"] <= people["total"], f"{sheet}: nearest to {facts['nguoi_gan_nhat']} people")
    checks.that(whole(facts["nguoi_gan_nhat"]) in text, f"{word}: whom the point is nearest to")
    checks.that(trend["agents"] == 1, f"the trend of {code} is of {trend['agents']} agents")
    dossiers = sum(month["dossiers"] for month in trend["months"][-12:])
    checks.that(facts["ho_so_trong_ky"] == dossiers, f"{sheet}: {facts['ho_so_trong_ky']} dossiers, the trend says {dossiers}")


# Every kind with its files OUT/NAME.docx and OUT/NAME.xlsx; posters are not in the layout of the decree.
KINDS = ("coverage", "commune", "proposal", "point", "data-quality", "period", "merit", "year")
POSTERS = ("poster", "list")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--answers", required=True, help="folder of assess, plan, trend, point, period and check as JSON")
    options.add_argument("--documents", required=True, help="folder of every kind as DOCX and XLSX")
    given = options.parse_args()
    checks = Checks()

    def answer(name: str) -> dict:
        with open(f"{given.answers}/{name}.json", encoding="utf-8") as file:
            return json.load(file)

    def both(name: str) -> tuple[str, str]:
        return f"{given.documents}/{name}.docx", f"{given.documents}/{name}.xlsx"

    assess, plan = answer("assess"), answer("plan")
    coverage_checks(checks, assess, *both("coverage"))
    proposal_checks(checks, plan, *both("proposal"))
    period_checks(checks, answer("trend"), answer("period"), *both("period"))
    quality_checks(checks, answer("check"), *both("data-quality"))
    point_checks(checks, answer("point"), assess, *both("point"))
    for name in KINDS + POSTERS:
        word, sheet = both(name)
        book_checks(checks, sheet, word)
        if name in KINDS:
            page_checks(checks, word)
            numerals_checks(checks, word)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
