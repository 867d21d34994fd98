"""One call of a library that cleans or converts text: clean.py nfkc|ftfy|opencc|zhconv-rs IN OUT"""
import sys

method, source, target = sys.argv[1:]
with open(source, encoding="utf-8", newline="") as f:
    text = f.read()
if method == "nfkc":
    import unicodedata
    text = unicodedata.normalize("NFKC", text)
elif method == "ftfy":
    import ftfy
    text = ftfy.fix_text(text)
elif method == "opencc":
    import opencc
    text = opencc.OpenCC("t2s").convert(text)
elif method == "zhconv-rs":
    import zhconv_rs_opencc
    text = zhconv_rs_opencc.zhconv(text, "zh-hans")
with open(target, "w", encoding="utf-8", newline="") as f:
    f.write(text)
