#!/usr/bin/env python3
"""Makes data/templates/to-trinh.docx, a template to start from: an office changes its words and keeps the fields. Needs python-docx.

    python3 data/scripts/make_template.py data/templates/to-trinh.docx
"""

import datetime
import sys

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt


def line(holder, text, align=WD_ALIGN_PARAGRAPH.CENTER, bold=False, italic=False, size=13):
    paragraph = holder.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def main(path: str) -> None:
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    line(left, "{{co_quan_chu_quan}}", size=12)
    line(left, "{{co_quan}}", bold=True, size=12)
    line(left, "{{so_van_ban}}")
    line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=12)
    line(right, "Độc lập - Tự do - Hạnh phúc", bold=True)
    line(right, "{{dia_danh_ngay}}", italic=True)
    for cell in (left, right):
        first = cell.paragraphs[0]._p
        first.getparent().remove(first)
    line(document, "{{du_thao}}", bold=True, italic=True)
    line(document, "{{ten_loai}}", bold=True, size=14)
    line(document, "{{trich_yeu}}", bold=True, size=14)
    line(document, "Kính gửi: {{kinh_gui}}", size=14)
    left_aligned = WD_ALIGN_PARAGRAPH.LEFT
    line(document, "{{noi_dung}}", left_aligned)
    line(document, "{{chuc_vu_nguoi_ky}}", WD_ALIGN_PARAGRAPH.RIGHT, bold=True, size=14)
    line(document, "{{nguoi_ky}}", WD_ALIGN_PARAGRAPH.RIGHT, bold=True, size=14)
    line(document, "Nơi nhận:", left_aligned, bold=True, italic=True, size=12)
    line(document, "{{noi_nhan}}", left_aligned, size=11)
    document.add_page_break()
    line(document, "{{phu_luc}}", left_aligned)
    line(document, "PHỤ LỤC: NGUỒN SỐ LIỆU VÀ PHƯƠNG PHÁP", bold=True)
    line(document, "{{nguon_so_lieu}}", left_aligned)
    properties = document.core_properties
    properties.author, properties.comments = "", ""
    properties.created = properties.modified = datetime.datetime(2025, 1, 1)
    document.save(path)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
