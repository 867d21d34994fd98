"""Papers drawn at random: what they print of each article, and the pages they set it on."""

import html
import re
from dataclasses import dataclass

NAMES = ["晨风日报", "江岸晚报", "北原时报", "海门商报", "南山早报", "东湖新报", "西陵日报", "云城晚报"]
FONTS = [
    "Noto Serif CJK SC",
    "Noto Sans CJK SC",
    "AR PL UMing CN",
    "AR PL UKai CN",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "AR PL SungtiL GB",
]
NUMBERS = "零一二三四五六七八九十"
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"


@dataclass
class Paper:
    """A paper and its design; lengths in em of its body text."""

    source: str
    name: str
    font: str
    columns: int
    measure: int
    gap: float
    ruled: bool
    indent: bool
    style: str
    heads: list
    signs: str
    own_dateline: bool
    px: int = 15


def draw_paper(rng, source, name):
    columns, measure = rng.choice([(3, 24), (4, 18), (4, 22), (5, 14), (5, 17), (6, 12), (6, 14), (7, 10)])
    return Paper(
        source,
        name,
        rng.choice(FONTS),
        columns,
        measure,
        rng.choice([0.8, 1.0, 1.4, 2.0]),
        rng.random() < 0.4,
        rng.random() < 0.85,
        rng.choice(["blocks", "blocks", "flow"]),
        rng.sample(["above", "above", "above", "beside", "below", "middle"], 3),
        rng.choice(["start", "end"]),
        source == "A" and rng.random() < 0.5,
    )


def person(rng):
    return rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice([1, 2])))


def printed(rng, paper, article):
    """What a paper prints of an article, and how that differs from the others."""
    title, body, differences = list(article.title), list(article.paragraphs), []
    if paper.own_dateline and body[0].startswith("新华社"):
        body[0] = re.sub(r"^新华社", "本报", body[0], count=1)
        differences.append({"op": "dateline"})
    if len(body) > 3 and rng.random() < 0.08:
        body.pop()
        differences.append({"op": "paragraph_cut", "paragraph": len(body) + 1})
    if len(title) > 1 and rng.random() < 0.15:
        title.pop()
        differences.append({"op": "headline"})
    return title, article.byline, body, differences


def split(rng, body):
    """Where an article goes on on another page: behind a paragraph, a sentence or in mid-sentence."""
    where = rng.choice(["para", "sentence", "mid"])
    n = max(1, len(body) // 2)
    if where == "para" and len(body) > 1:
        return body[:n], body[n:], where
    long = max(range(len(body)), key=lambda i: len(body[i]))
    text = body[long]
    stops = [m.end() for m in re.finditer("。", text[:-1])]
    at = stops[len(stops) // 2] if where == "sentence" and stops else len(text) // 2 + rng.randrange(5)
    return body[:long] + [text[:at]], [text[at:]] + body[long + 1 :], where


class Press:
    """Sets the pages of one paper; `rng` draws all that is not given."""

    def __init__(self, rng, paper, sentences):
        self.rng, self.paper, self.sentences = rng, paper, sentences

    def page_id(self, n):
        return f"{self.paper.source}{n + 1:02}"

    def sets(self, articles):
        """Puts articles on pages, notes in them where they stand, and gives (page id, HTML, article parts, other texts)."""
        rng, paper = self.rng, self.paper
        order = rng.sample(articles, len(articles))
        count = max(2, round(sum(a.chars() for a in order) / rng.choice([2000, 2600, 3200])))
        pages = [[] for _ in range(count)]
        for i, article in enumerate(order):
            pages[i % count].append(self.piece(article, i % count, count))
        for piece in [p for pieces in pages for p in pieces if p.get("rest")]:
            pages[piece["to"]].append(piece["rest"])
        for n, pieces in enumerate(pages):
            others = []
            body = self.blocks(pieces, others) if paper.style == "blocks" else self.flow(pieces, others)
            yield self.page_id(n), self.page(n, body, others), [{"id": p["id"], "part": p["part"]} for p in pieces], others

    def piece(self, article, page, count):
        title, byline, body, differences = printed(self.rng, self.paper, article)
        where = {
            "pages": [self.page_id(page)],
            "headline": self.rng.choice(self.paper.heads),
            "title": title,
            "byline": byline,
            "body": body,
        }
        if differences:
            where["differences"] = differences
        article.sources[self.paper.source] = where
        piece = {
            "id": article.id,
            "part": 1,
            "title": title,
            "byline": byline,
            "body": body,
            "headline": where["headline"],
            "foot": "",
        }
        if article.chars() > 450 and count > 1 and self.rng.random() < 0.25:
            to = self.rng.choice([n for n in range(count) if n != page])
            first, second, kind = split(self.rng, body)
            number = lambda n: NUMBERS[n + 1]
            style = self.rng.choice(
                ["（下转第{}版）|（上接第{}版）", "(下转{}版)|(上接{}版)", "下转第{}版|上接第{}版", "（下转第{}版）|（紧接第{}版）"]
            ).split("|")
            piece.update(body=first, foot=style[0].format(number(to)), to=to)
            piece["rest"] = {
                "id": article.id,
                "part": 2,
                "title": [],
                "byline": "",
                "body": second,
                "headline": "above",
                "foot": "",
                "head": style[1].format(number(page)),
            }
            where["pages"].append(self.page_id(to))
            where["split"] = {
                "where": kind,
                "chars_in_first_part": sum(map(len, first)),
                "first_part_ends": first[-1][-12:],
                "second_part_begins": second[0][:12],
                "jump_to": piece["foot"],
                "jump_from": piece["rest"]["head"],
            }
        return piece

    # What stands on a page.

    def heading(self, piece, span):
        size = self.rng.choice([1.5, 1.8, 2.2]) if span < 2 else self.rng.choice([2.0, 2.4, 3.0])
        lines = piece["title"]
        if not lines:
            return f'<div class="jump">{piece.get("head", "")}</div>'
        if len(lines) == 2:
            big = self.rng.choice(lines)
            parts = [(t, size if t is big else size * 0.6) for t in lines]
        else:
            parts = [(lines[0], size)]
        return (
            '<div class="head">' + "".join(f'<div style="font-size:{s:.2f}em">{html.escape(t)}</div>' for t, s in parts) + "</div>"
        )

    def body(self, piece, others, inset=True):
        rng, paper = self.rng, self.paper
        signed = paper.signs == "end" and piece["byline"]
        paragraphs = [html.escape(p) for p in piece["body"]]
        if signed and piece["part"] == 1 and not piece["foot"]:
            paragraphs[-1] += f"（{piece['byline']}）"
        out = [f"<p{' class=on' if piece.get('head') and i == 0 else ''}>{p}</p>" for i, p in enumerate(paragraphs)]
        if inset and rng.random() < 0.22:
            out.insert(rng.randrange(len(out) + 1), self.photo(others))
        if inset and rng.random() < 0.07:
            out.insert(rng.randrange(len(out) + 1), self.box(others))
        if piece["foot"]:
            out.append(f'<div class="jump">{piece["foot"]}</div>')
        sign = f'<div class="by">{piece["byline"]}</div>' if piece["byline"] and not signed else ""
        return sign, out

    def photo(self, others):
        rng = self.rng
        words = next(self.sentences)
        caption = rng.choice(["图为", "", "", "上图："]) + words
        credit = rng.choice(
            [
                f"{person(rng)} 摄",
                f"本报记者 {person(rng)} 摄",
                f"新华社记者{person(rng)}摄",
                f"（{person(rng)}摄影报道）",
                "新华社发",
                "（资料图片）",
            ]
        )
        others.append(caption + credit)
        height = rng.choice([6, 8, 10])
        return f'<div class="photo"><div style="height:{height}em;background:linear-gradient(#999,#ccc 60%,#777)"></div><div class="cap">{caption}{rng.choice(["", " "])}{credit}</div></div>'

    def box(self, others):
        rng = self.rng
        kind = rng.choice(["weather", "rates", "advert", "notice"])
        if kind == "weather":
            places = rng.sample(["北京", "上海", "天津", "广州", "哈尔滨", "成都", "昆明", "拉萨", "西安"], 5)
            rows = ["今明天气"] + [
                f"{p} {rng.choice('晴多云阴小雨')} {rng.randrange(-9, 9)}℃～{rng.randrange(9, 25)}℃" for p in places
            ]
        elif kind == "rates":
            rows = ["外汇牌价"] + [
                f"{c} {rng.uniform(90, 900):.2f} {rng.uniform(90, 900):.2f}" for c in ["美元", "日元", "港币", "英镑"]
            ]
        elif kind == "advert":
            rows = [
                f"{rng.choice(['光明', '长城', '东风', '红星'])}牌{rng.choice(['电视机', '自行车', '洗衣机', '茶叶'])}",
                "质优价廉 实行三包",
                f"电话：{rng.randrange(2000000, 8999999)}",
                f"地址：{rng.choice(['解放', '人民', '中山'])}路{rng.randrange(1, 300)}号",
            ]
        else:
            rows = ["更正", next(self.sentences)]
        others.append("".join(rows))
        return '<div class="box">' + "".join(f"<div>{html.escape(r)}</div>" for r in rows) + "</div>"

    def flow(self, pieces, others):
        """Articles one behind another through the columns of the page."""
        out = []
        for piece in pieces:
            sign, body = self.body(piece, others)
            out += [f'<div class="keep">{self.heading(piece, 1)}{sign}</div>'] + body
        return f'<div class="cols" style="column-count:{self.paper.columns}">' + "".join(out) + "</div>"

    def blocks(self, pieces, others):
        """Rows of blocks, each as many columns wide as its text is long."""
        rng, columns, rows, row, room, lines = self.rng, self.paper.columns, [], [], self.paper.columns, 0
        for piece in rng.sample(pieces, len(pieces)):
            chars = sum(map(len, piece["body"]))
            lines = lines if row else rng.choice([10, 14, 18, 24])
            span = max(1, min(room, round(chars / self.paper.measure / lines)))
            row.append((piece, span))
            room -= span
            if room == 0:
                rows, row, room = rows + [row], [], columns
        if row:
            piece, span = row.pop()
            rows.append(row + [(piece, span + room)])
        return "".join(f'<div class="row">{"".join(self.block(p, s, others) for p, s in row)}</div>' for row in rows)

    def block(self, piece, span, others):
        paper = self.paper
        width = span * paper.measure + (span - 1) * paper.gap
        sign, body = self.body(piece, others)
        head, place = self.heading(piece, span), piece["headline"] if piece["title"] else "above"
        cols = lambda parts: f'<div class="cols" style="column-count:{span}">{"".join(parts)}</div>'
        if place == "beside" and len("".join(piece["title"])) <= 14 and span > 1:
            up = f'<div class="up">{"<br>".join(piece["title"])}</div>'
            inner = f'<div class="side">{up}<div style="flex:1">{sign}{cols(body)}</div></div>'
        elif place == "below":
            inner = cols(([sign] if sign else []) + body) + head
        elif place == "middle" and span > 1 and len(body) > 2:
            inner = sign + cols(body[:1]) + head + cols(body[1:])
        else:
            inner = head + sign + cols(body)
        return f'<div class="block" style="width:{width}em">{inner}</div>'

    def page(self, n, body, others):
        paper, rng = self.paper, self.rng
        width = paper.columns * paper.measure + (paper.columns - 1) * paper.gap
        top = rng.choice(
            [
                f"{paper.name} 1998年1月{rng.randrange(2, 30)}日 星期{NUMBERS[rng.randrange(1, 7)]} 第{NUMBERS[n + 1]}版",
                f"{n + 1} 要闻 责任编辑 {person(rng)} 版式 {person(rng)} {paper.name}",
            ]
        )
        others.append(top)
        index = ""
        if n == 0 and rng.random() < 0.5:
            entries = [f"{next(self.sentences)[:14]} （{NUMBERS[rng.randrange(2, 6)]}版）" for _ in range(3)]
            others.extend(entries)
            index = '<div class="box index"><b>今日导读</b>' + "".join(f"<div>{e}</div>" for e in entries) + "</div>"
        style = f"""@page {{ size:{(width + 6) * paper.px}px {round((width + 6) * paper.px * 3)}px; margin:0 }}
body {{ margin:3em; width:{width}em; font:{paper.px}px/1.55 "{paper.font}"; text-align:justify }}
p {{ margin:0; text-indent:{2 if paper.indent else 0}em }} p.on {{ text-indent:0 }} .top {{ border-bottom:1px solid; margin-bottom:1em }}
.cols {{ column-gap:{paper.gap}em; {"column-rule:1px solid;" if paper.ruled else ""} }} .row {{ display:flex; gap:{paper.gap}em; margin-bottom:1.2em; border-bottom:{rng.choice([0, 1])}px solid }}
.head {{ font-weight:bold; text-align:center; line-height:1.3; margin:.4em 0; break-inside:avoid; break-after:avoid }} .by {{ text-align:center }} .keep {{ break-inside:avoid; break-after:avoid }}
.jump {{ text-align:right }} .photo,.box {{ break-inside:avoid; margin:.5em 0 }} .cap {{ font-size:.9em; font-family:"WenQuanYi Zen Hei" }} .box {{ border:1px solid; padding:.3em; font-size:.95em }}
.side {{ display:flex; gap:1em }} .up {{ writing-mode:vertical-rl; font-size:1.8em; font-weight:bold; line-height:1.3 }}"""
        return f'<!doctype html><meta charset="utf8"><style>{style}</style><div class="top">{top}</div>{index}{body}'
