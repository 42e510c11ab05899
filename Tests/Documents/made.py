"""Makes PDFs of many kinds with reportlab and fpdf2, and writes each anew with qpdf: two hundred of them, always the same."""
import pathlib
import random
import subprocess

import fpdf
from reportlab.lib import pagesizes
from reportlab.pdfgen import canvas

WORDS = "the of cask room left in water winter letter paper stone market seven blue quiet river before never always".split()

# How qpdf writes a file anew: each leaves pages and texts as they are.
WRITTEN = {
    "objects": ["--object-streams=generate"],
    "plain": ["--qdf", "--object-streams=disable"],
    "linear": ["--linearize"],
    "flate": ["--recompress-flate", "--compression-level=9", "--object-streams=generate"],
    "rc4": ["--allow-weak-crypto", "--encrypt", "", "owner", "128", "--use-aes=n", "--"],
    "aes": ["--encrypt", "", "owner", "256", "--"],
}


def sentences(chance, count):
    """Lines of words."""
    return [" ".join(chance.choice(WORDS) for _ in range(chance.randint(3, 12))) for _ in range(count)]


def by_reportlab(path, chance):
    """Lines, one by one or as a text object, in standard fonts, on pages of many sizes."""
    size = chance.choice([pagesizes.LETTER, pagesizes.A4, pagesizes.A5, pagesizes.landscape(pagesizes.A4)])
    page = canvas.Canvas(str(path), pagesize=size, pageCompression=chance.randint(0, 1), invariant=1)
    for _ in range(chance.randint(1, 6)):
        page.setFont(chance.choice(["Helvetica", "Times-Roman", "Courier-Bold"]), chance.randint(7, 12))
        lines = sentences(chance, chance.randint(1, 20))
        if chance.random() < 0.5:
            text = page.beginText(40, size[1] - 60)
            for line in lines:
                text.textLine(line)
            page.drawText(text)
        else:
            for number, line in enumerate(lines):
                page.drawString(40, size[1] - 60 - 15 * number, line)
        page.showPage()
    page.save()


def by_fpdf(path, chance):
    """Paragraphs and cells of a table."""
    page = fpdf.FPDF(format=chance.choice(["Letter", "A4", "Legal"]))
    page.set_compression(chance.random() < 0.7)
    for _ in range(chance.randint(1, 5)):
        page.add_page()
        page.set_font(chance.choice(["helvetica", "times", "courier"]), size=chance.randint(8, 12))
        if chance.random() < 0.5:
            page.multi_cell(0, 6, " ".join(sentences(chance, chance.randint(2, 15))))
        else:
            for line in sentences(chance, chance.randint(2, 12)):
                page.cell(0, 7, line, border=1, new_x="LMARGIN", new_y="NEXT")
    page.output(str(path))


def make(folder):
    """Two hundred files in `folder`."""
    folder = pathlib.Path(folder)
    chance = random.Random(20261130)
    number = 0
    while number < 200:
        first = folder / f"made{number:03}.pdf"
        (by_reportlab if number % 2 else by_fpdf)(first, chance)
        number += 1
        for name, options in chance.sample(sorted(WRITTEN.items()), 3):
            if number == 200:
                break
            subprocess.run(["qpdf", *options, first, folder / f"made{number:03}-{name}.pdf"], check=True)
            number += 1
