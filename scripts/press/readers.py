"""Readers of pages: text layers of PDF files, and recognition of their degraded images."""

import io
import os
import subprocess

import numpy as np
from PIL import Image, ImageFilter

READERS = [
    "tesseract",
    "tesseract",
    "v4 cut",
    "v4 rows",
    "v6 cut",
    "v6 rows",
    "pdftotext",
    "pdftotext -raw",
    "pdftotext -layout",
    "pdfminer",
    "pdfium",
]
ENGINES = {}


def pdf_of(page, chromium="chromium"):
    """Prints an HTML file to a PDF file beside it."""
    out = page.with_suffix(".pdf")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={out}"]
    subprocess.run([chromium, *flags, page.as_uri()], check=True, capture_output=True, timeout=180)
    return out


def read(reader, pdf, rng):
    """The text of a page as a reader gives it."""
    if reader.startswith("pdftotext"):
        options = reader.split()[1:]
        return subprocess.run(
            ["pdftotext", "-f", "1", "-l", "1", *options, str(pdf), "-"], check=True, capture_output=True
        ).stdout.decode("utf8")
    if reader == "pdfminer":
        from pdfminer.high_level import extract_text

        return extract_text(str(pdf), page_numbers=[0])
    if reader == "pdfium":
        import pypdfium2

        return pypdfium2.PdfDocument(str(pdf))[0].get_textpage().get_text_range()
    image = degraded(pdf, rng)
    if reader == "tesseract":
        psm = rng.choice(["3", "3", "1"])
        return subprocess.run(
            ["tesseract", str(image), "-", "-l", "chi_sim", "--psm", psm],
            check=True,
            capture_output=True,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
        ).stdout.decode("utf8")
    version, order = reader.split()
    boxes = recognised(version, image)
    ordered = cut(boxes, rng.random() < 0.5) if order == "cut" else boxes
    return "".join(text + "\n" for _, text in ordered)


def degraded(pdf, rng):
    """The first page of a PDF file as it looks when scanned."""
    base = pdf.with_suffix("")
    dpi = rng.choice([150, 170, 190, 210])
    subprocess.run(
        ["pdftoppm", "-gray", "-r", str(dpi), "-f", "1", "-l", "1", "-singlefile", "-png", str(pdf), str(base)], check=True
    )
    image = Image.open(base.with_suffix(".png"))
    image = image.crop(image.point(lambda v: 255 * (v < 250)).getbbox() or (0, 0, *image.size))
    full = Image.new("L", (image.width + 120, image.height + 120), 255)
    full.paste(image, (60, 60))
    full = full.rotate(rng.uniform(-0.3, 0.3), fillcolor=255, resample=Image.BICUBIC).filter(
        ImageFilter.GaussianBlur(rng.uniform(0.6, 1.0))
    )
    noise = np.random.default_rng(rng.randrange(1 << 30)).normal(0, 7, (full.height, full.width))
    pixels = np.clip(np.asarray(full) * 0.75 + 40 + noise, 0, 255).astype("uint8")
    jpeg = io.BytesIO()
    Image.fromarray(pixels).save(jpeg, "JPEG", quality=rng.choice([45, 55, 65]))
    out = base.with_suffix(".scan.png")
    Image.open(jpeg).save(out)
    return out


def recognised(version, image):
    """The lines that PP-OCR finds, as ((left, top, right, bottom), text), sorted by their height on the page."""
    if version not in ENGINES:
        if version == "v4":
            from rapidocr_onnxruntime import RapidOCR
        else:
            from rapidocr import RapidOCR
        ENGINES[version] = RapidOCR() if version == "v6" else RapidOCR(max_side_len=3200, det_limit_side_len=1600)
    pixels = np.asarray(Image.open(image).convert("RGB"))
    if version == "v4":
        found = [(box, text) for box, text, _ in ENGINES[version](pixels)[0] or []]
    else:
        result = ENGINES[version](pixels)
        found = list(zip(result.boxes, result.txts)) if result.txts else []
    around = lambda box: (min(p[0] for p in box), min(p[1] for p in box), max(p[0] for p in box), max(p[1] for p in box))
    return [(around(box), text) for box, text in found]


def cut(boxes, columns_first):
    """Boxes in the order of a recursive XY cut: along the widest gap that parts them, wider than what parts lines."""
    if len(boxes) < 2:
        return boxes
    line = float(np.median([bottom - top for (_, top, _, bottom), _ in boxes]))
    for axis in [0, 1] if columns_first else [1, 0]:
        ordered = sorted(boxes, key=lambda b: b[0][axis])
        end, gaps = ordered[0][0][axis + 2], []
        for i, (box, _) in enumerate(ordered[1:], 1):
            gaps.append((box[axis] - end, i))
            end = max(end, box[axis + 2])
        widest, i = max(gaps)
        if widest > line * (0.3 if axis == 0 else 0.9):
            return cut(ordered[:i], columns_first) + cut(ordered[i:], columns_first)
    return sorted(boxes, key=lambda b: (b[0][1], b[0][0]))
