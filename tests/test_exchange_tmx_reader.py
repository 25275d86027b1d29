"""The streaming TMX reader and writer: any file of the trade, bounded memory, damage that costs only itself."""

import io
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import BadFile, Cancelled, UnreadableText
from workbench.interchange.tmx import Code, Problem, TmxHeader, TmxUnit, TmxVariant, read_units, write
from workbench.progress import Progress

UNIT = """<tu tuid="{0}">
<tuv xml:lang="en"><seg>Text {0}</seg></tuv>
<tuv xml:lang="uk"><seg>Текст {0}</seg></tuv>
</tu>
"""


def file(*body, version="1.4", head='<?xml version="1.0" encoding="UTF-8"?>\n'):
    return f'{head}<tmx version="{version}"><header srclang="en"/><body>\n{"".join(body)}</body></tmx>\n'


def numbered(*numbers):
    return [UNIT.format(number) for number in numbers]


def split(source, **fields):
    items = list(read_units(source.encode() if isinstance(source, str) else source, **fields))
    units = [item for item in items if isinstance(item, TmxUnit)]
    return units, [str(item) for item in items if isinstance(item, Problem)]


def ids(units):
    return [unit.tuid for unit in units]


class TestDamage:
    @pytest.mark.parametrize(
        "broken",
        [
            "<tu><tuv xml:lang='en'><seg>a & b</seg></tuv></tu>\n",
            "<tu><tuv xml:lang='en'><seg>a < b</seg></tuv></tu>\n",
            "<tu><tuv xml:lang='en'><seg>a</tuv></tu>\n",
            "<tu><tuv xml:lang='en><seg>a</seg></tuv></tu>\n",
            "<tu><tuv xml:lang='en' xml:lang='en'><seg>a</seg></tuv></tu>\n",
            "</tu>\n",
            "<tu><tuv xml:lang='en'><seg>a</seg>\n",
            "<1>\n",
        ],
    )
    def test_a_broken_unit_costs_only_itself(self, broken):
        units, told = split(file(*numbered(1, 2), broken, *numbered(3, 4)))
        assert ids(units)[:2] == ["1", "2"]
        assert ids(units)[-1] == "4"
        assert told[0].startswith("line 1")

    def test_lines_are_those_of_the_file_after_damage_too(self):
        units, told = split(file(*numbered(1), "<tu>&</tu>\n", *numbered(2), "<tu><tuv/></tu>\n"))
        assert [unit.line for unit in units] == [3, 8]
        assert told[0].startswith("line 7: Broken XML")
        assert told[1].startswith("line 12: A variant has no <seg>")

    def test_damage_over_the_border_of_two_pieces(self):
        many = numbered(*range(3_000))
        units, told = split(file(*many[:2_400], "<tu>&\n", *many[2_400:]))
        assert len(units) == 3_000
        assert len(told) == 1

    @pytest.mark.parametrize("at", [0.2, 0.5, 0.9, 0.99])
    def test_a_cut_file_keeps_what_stands_before(self, at):
        whole = file(*numbered(*range(50)))
        units, told = split(whole.encode()[: int(len(whole.encode()) * at)])
        assert ids(units) == [str(number) for number in range(len(units))]
        assert len(units) >= int(50 * at) - 2
        assert any("cut off" in line for line in told)

    def test_nothing_but_damage_ends(self):
        _, told = split(file(*["<tu>&</tu>\n"] * 5_000))
        assert len(told) <= 1_001
        assert "further" in told[-1]

    def test_problems_that_break_nothing_never_end_the_reading(self):
        units, told = split(file(*["<tu><tuv><seg>a</seg></tuv></tu>\n"] * 3_000))
        assert len(units) == 3_000
        assert told[-1] == "2,000 further problems of this kind."

    @given(st.binary(max_size=200), st.integers(0, 400))
    @settings(max_examples=80, deadline=None)
    def test_any_bytes_anywhere(self, junk, at):
        raw = file(*numbered(1, 2)).encode()
        with suppress(BadFile, UnreadableText):
            list(read_units(raw[:at] + junk + raw[at:]))


class TestBounds:
    @pytest.mark.slow
    def test_memory_stays_small_whatever_the_size(self):
        """A program of its own reads 100 MB and may not grow by more than 60."""
        program = """
import io, resource
from workbench.interchange.tmx import TmxUnit, read_units

unit = '<tu><tuv xml:lang="en"><seg>' + "word " * 80 + '</seg></tuv><tuv xml:lang="uk"><seg>x</seg></tuv></tu>'
class Long(io.RawIOBase):
    parts = iter([b'<tmx version="1.4"><header/><body>', *[(unit * 500).encode()] * 430, b"</body></tmx>"])
    def read(self, size=-1):
        return next(self.parts, b"")
count = sum(isinstance(item, TmxUnit) for item in read_units(io.BytesIO(b'<tmx version="1.4"><header/><body/></tmx>')))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(isinstance(item, TmxUnit) for item in read_units(Long()))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        count, grown = map(int, done.stdout.split())
        assert count == 215_000
        assert grown < 60_000

    @pytest.mark.parametrize("place", ["<seg>{}</seg>", "<prop type='x'>{}</prop><seg>a</seg>"])
    def test_a_unit_without_end_is_left_out(self, place):
        long = "<tu><tuv xml:lang='en'>" + place.format("y" * 3_000_000) + "</tuv></tu>\n"
        units, told = split(file(*numbered(1), long, *numbered(2)))
        assert ids(units) == ["1", "2"]
        assert told == ["line 7: A unit is longer than 1,000,000 characters; it was left out."]

    def test_a_tag_without_end_ends_the_reading(self):
        units, told = split(file(*numbered(1), "<tu x='" + "y" * 5_000_000))
        assert ids(units) == ["1"]
        assert "longer than 4 MB" in told[0]

    def test_progress_is_told_bytes_and_can_stop(self):
        class Stopping(Progress):
            told = 0

            def advance(self, units=1, note=""):
                self.told += units

            def cancelled(self):
                return self.told > 300_000

        progress = Stopping()
        with pytest.raises(Cancelled):
            list(read_units(file(*numbered(*range(10_000))).encode(), progress))
        assert progress.told > 300_000


class TestWhatIsRead:
    def test_everything_of_a_unit(self):
        data = file(
            '<tu tuid="a" creationdate="20240501T100000Z" changeid="Anna" usagecount="3" srclang="de">'
            '<note>hm</note><prop type="domain">press</prop>'
            '<tuv xml:lang="de" changeid="Max"><prop type="x">y</prop><seg>Ja.</seg></tuv>'
            '<tuv xml:lang="en-GB"><note>n</note><seg>Yes.</seg></tuv></tu>'
        )
        (unit,), told = split(data)
        assert told == []
        assert (unit.get("changeid"), unit.get("usagecount"), unit.srclang) == ("Anna", "3", "de")
        assert (unit.prop("domain"), unit.notes) == ("press", ("hm",))
        assert unit.variants[0].attrs == (("changeid", "Max"),)
        assert (unit.variants[1].lang, unit.variants[1].code, unit.variants[1].notes) == (
            "en-GB",
            "en",
            ("n",),
        )
        assert unit.in_language("en") == (unit.variants[1],)

    def test_the_header_comes_first_and_gives_the_source_language(self):
        first, unit = list(read_units(file(*numbered(1)).encode()))
        assert isinstance(first, TmxHeader)
        assert (first.version, first.get("srclang"), unit.srclang) == ("1.4", "en", "en")

    def test_no_header_is_told(self):
        units, told = split(f'<tmx version="1.4"><body>{UNIT.format(1)}</body></tmx>')
        assert ids(units) == ["1"]
        assert told == ["line 1: The file has no header."]

    @pytest.mark.parametrize("version", ["2.0", "", "x"])
    def test_an_odd_version_is_told_and_read(self, version):
        units, told = split(file(*numbered(1), version=version))
        assert ids(units) == ["1"]
        assert "read as 1.4" in told[0]

    def test_a_missing_language_is_told(self):
        units, told = split(file("<tu><tuv><seg>a</seg></tuv></tu>"))
        assert units[0].variants[0].lang == ""
        assert told == ["line 3: A variant does not say its language (xml:lang)."]

    def test_entities_nobody_declared_stand_as_they_are_written(self):
        units, told = split(file("<tu><tuv xml:lang='en'><seg>a&nbsp;b</seg></tuv></tu>"))
        assert units[0].variants[0].text == "a&nbsp;b"
        assert "&nbsp;" in told[0]

    def test_a_short_plain_entity_is_text(self):
        head = '<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ENTITY co "ACME">]>'
        units, _ = split(file("<tu><tuv xml:lang='en'><seg>&co; Ltd</seg></tuv></tu>", head=head))
        assert units[0].variants[0].text == "ACME Ltd"

    def test_inline_codes(self):
        seg = '1<ph x="1">&lt;br/&gt;</ph>2<bpt i="1"/><hi>3<it pos="end">x</it></hi>4<ept i="1"/>'
        (unit,), _ = split(file(f"<tu><tuv xml:lang='en'><seg>{seg}</seg></tuv></tu>"))
        assert unit.variants[0].text == "1234"
        assert unit.variants[0].codes == (
            Code(1, 1, "ph", (("x", "1"),), "&lt;br/&gt;"),
            Code(2, 2, "bpt", (("i", "1"),)),
            Code(2, 3, "hi"),
            Code(3, 3, "it", (("pos", "end"),), "x"),
            Code(4, 4, "ept", (("i", "1"),)),
        )

    @pytest.mark.parametrize(
        "encoding",
        ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "koi8-u", "gb18030"],
    )
    def test_encodings(self, encoding):
        plain = {"utf-8-sig": "UTF-8"}.get(encoding, encoding.removesuffix("-le").removesuffix("-be"))
        data = file(*numbered(*range(3_000)), head=f'<?xml version="1.0" encoding="{plain}"?>\n').encode(
            encoding
        )
        units, told = split(data)
        assert told == []
        assert units[2_999].variants[1].text == "Текст 2999"

    def test_an_encoding_nobody_knows(self):
        with pytest.raises(Exception, match="made-up"):
            split(file(head='<?xml version="1.0" encoding="made-up"?>'))

    @pytest.mark.parametrize("raw", [b"\xe9", b"\xff\xfe", "é".encode()[:1]])
    def test_bytes_that_do_not_fit_become_a_sign_and_are_told(self, raw):
        data = file(*numbered(1, 2)).encode().replace(b"Text 2", b"Te" + raw + b"xt 2")
        units, told = split(data)
        assert units[1].variants[0].text.replace("\ufffd", "") == "Text 2"
        assert told[0].startswith("line 8: The bytes")

    def test_controls_become_a_sign_and_are_told(self):
        units, told = split(file("<tu><tuv xml:lang='en'><seg>a\x07&#x1F;&#0;&#xD800;b</seg></tuv></tu>"))
        assert units[0].variants[0].text == "a\ufffd\ufffd\ufffd\ufffdb"
        assert len(told) == 4
        assert all(line.startswith("line 3: U+") for line in told)

    def test_a_file_of_nothing_but_bad_bytes_is_quick(self):
        with pytest.raises(BadFile):
            split(b"\xe9" * 3_000_000)

    @pytest.mark.parametrize(
        "data", [b"", b"   \n", b"<html/>", b"plain", b"<tmx", b"PK\x03\x04" + b"\0" * 100]
    )
    def test_what_is_no_tmx(self, data):
        with pytest.raises(BadFile):
            split(data)

    def test_no_file(self, tmp_path):
        with pytest.raises(BadFile, match="Cannot open"):
            list(read_units(tmp_path / "none.tmx"))


char = st.sampled_from([*"ab<&>\"'\r\n\t \x00\x1f\ufffe\ud800⟦", "⟦U+0007⟧", "😀", "ї", "]]>"])
words = st.lists(char, max_size=8).map("".join)
some = words.filter(bool)
codes = st.builds(
    Code,
    st.integers(0, 8),
    st.just(0),
    st.sampled_from(["bpt", "ept", "ph", "it", "ut"]),
    st.just(()) | st.just((("x", "1"),)),
    st.sampled_from(["", "&lt;b&gt;", "x<sub>y</sub>"]),
)


@st.composite
def variants(draw):
    text = draw(some)
    kept = [draw(codes) for _ in range(draw(st.integers(0, 3)))]
    kept = sorted(
        (Code(min(c.start, len(text)), min(c.start, len(text)), c.tag, c.attrs, c.inner) for c in kept),
        key=lambda c: c.start,
    )
    pairs = draw(st.lists(st.tuples(some, words), max_size=2))
    return TmxVariant(
        draw(st.sampled_from(["en", "uk-UA", "zz"])),
        text,
        tuple(kept),
        (("changeid", draw(words)),),
        tuple(pairs),
        (draw(words),),
    )


units = st.builds(
    TmxUnit,
    st.lists(variants(), min_size=1, max_size=3).map(tuple),
    tuid=words,
    srclang=st.sampled_from(["en", "de"]),
    attrs=st.just((("creationdate", "20240501T100000Z"), ("segtype", "sentence"))),
    props=st.lists(st.tuples(some, words), max_size=2).map(tuple),
    notes=st.lists(words, max_size=2).map(tuple),
)


class TestRoundTrip:
    @given(st.lists(units, max_size=3))
    @settings(max_examples=20, deadline=None)
    def test_no_field_is_lost(self, made):
        out = io.BytesIO()
        write(made, out, TmxHeader(props=(("a", "b"),), notes=("c",)))
        header, *back = list(read_units(out.getvalue()))
        assert (header.props, header.notes) == ((("a", "b"),), ("c",))
        assert [bare(unit) for unit in back] == [bare(unit) for unit in made]

    def test_attributes_that_tmx_has_not_are_left_out(self):
        out = io.BytesIO()
        write([TmxUnit((TmxVariant("en", "a"),), attrs=(("onclick", "x"), ("changeid", "A")))], out)
        assert b"onclick" not in out.getvalue()
        assert b'changeid="A"' in out.getvalue()


def bare(item):
    """A unit without the lines it was read from."""
    if isinstance(item, Problem):
        return item
    return replace(item, line=0, variants=tuple(replace(variant, line=0) for variant in item.variants))
