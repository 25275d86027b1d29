// The grid's pure part, by node alone: node --test tests/grid_model.test.mjs
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  chosen,
  codePoints,
  counted,
  foreseen,
  haystack,
  nextProblem,
  patched,
  problemMap,
  termsOf,
  textOf,
  windowed,
  wordStarts,
} from "../workbench/ui/components/grid_model.js";

const cell = (text, more = {}) => ({ t: text ? [[text, "", ""]] : [], n: text ? 1 : 0, e: false, ok: false, a: 0.97, f: [], h: 0, ...more });
const row = (id, source, texts, more = {}) => ({ id, q: "", k: false, p: 0, m: [], d: [], s: cell(source), c: texts.map((text) => (typeof text === "string" ? cell(text) : text)), ...more });
const ids = (rows) => rows.map((each) => each.id).join(" ");
const some = () => [row("a", "One.", ["Раз."]), row("b", "Two.", ["Два."]), row("c", "Three.", ["Три."]), row("d", "Four.", ["Чотири."])];

test("the text of a cell is what was written, not the signs that stand for what acts unseen", () => {
  assert.equal(textOf({ t: [["a", "", ""], ["U+202E", "control", "", "\u202e"], ["b", "diff", "note"]] }), "a\u202eb");
});

test("a search finds texts, speakers, findings and comments, whatever their capitals and composition", () => {
  const rows = [
    row("a", "Caf\u00e9", ["Кав\u02bcярня"]),
    row("b", "x", [cell("y", { f: [["error", "numbers", "“1,240” became “1420”."]] })], { q: "Olena" }),
    row("c", "x", ["y"], { m: [{ t: "Ask her", w: "", d: "", c: 0 }] }),
  ];
  assert.equal(ids(chosen(rows, "all", "CAFE\u0301")), "a");
  assert.equal(ids(chosen(rows, "all", "became")), "b");
  assert.equal(ids(chosen(rows, "all", " olena ")), "b");
  assert.equal(ids(chosen(rows, "all", "ask HER")), "c");
  assert.equal(chosen(rows, "all", ""), rows);
  assert.equal(haystack(rows[0]), haystack(rows[0]));
});

test("each filter keeps its rows and their counts agree", () => {
  const rows = [
    row("a", "1", [cell("x", { ok: true })]),
    row("b", "2", [cell("x", { e: true })], { q: "?" }),
    row("c", "3", [cell("x", { a: 0.4 })], { p: 2 }),
    row("d", "4", [cell("x", { a: 0.4 })], { k: true, m: [{ t: "?" }] }),
    row("e", "5", [cell("", { a: null })]),
  ];
  const wanted = { all: "a b c d e", quotes: "b", problems: "c", unconfirmed: "b c d", edited: "b", unsure: "c", terms: "", comments: "d" };
  for (const [filter, expected] of Object.entries(wanted)) assert.equal(ids(chosen(rows, filter, "")), expected, filter);
  for (const [filter, n] of Object.entries(counted(rows))) assert.equal(chosen(rows, filter, "").length, n, filter);
});

test("rows with terms, with one of them, and how many have it", () => {
  const rows = [row("a", "1", ["x"], { g: ["office", "press-release"] }), row("b", "2", ["x"]), row("c", "3", ["x"], { g: ["office"] })];
  assert.equal(ids(chosen(rows, "terms", "")), "a c");
  assert.equal(ids(chosen(rows, "terms", "", "press-release")), "a");
  assert.equal(ids(chosen(rows, "terms", "3", "office")), "c");
  assert.equal(ids(chosen(rows, "all", "", "office")), "a b c");
  assert.deepEqual(termsOf(rows), [["office", 2], ["press-release", 1]]);
  assert.deepEqual(foreseen(rows, { op: "merge", row: "a" })[0].g, ["office", "press-release"]);
});

test("a patch in place, a merge, a split, at the top and at the end; twice is once", () => {
  const patches = [
    [{ gone: ["b"], rows: [row("b", "2", ["нове"])], after: "a" }, "a b c d"],
    [{ gone: ["b", "c"], rows: [row("b", "2 3", ["x"])], after: "a" }, "a b d"],
    [{ gone: ["b"], rows: [row("b", "2", ["x"]), row("n1", "", ["y"])], after: "a" }, "a b n1 c d"],
    [{ gone: ["a"], rows: [row("a", "1", ["x"]), row("n1", "", ["y"])], after: null }, "a n1 b c d"],
    [{ gone: ["d"], rows: [], after: "c" }, "a b c"],
    [{ gone: [], rows: [row("n2", "5", ["x"])], after: "d" }, "a b c d n2"],
  ];
  for (const [patch, expected] of patches) {
    const once = patched(some(), patch);
    assert.equal(ids(once), expected);
    assert.deepEqual(patched(once, patch), once);
  }
  assert.equal(textOf(patched(some(), patches[0][0])[1].c[0]), "нове");
});

test("a patch never changes the rows it is given", () => {
  const rows = some();
  const before = structuredClone(rows);
  patched(rows, { gone: ["b", "c"], rows: [row("b", "x", ["y"])], after: "a" });
  foreseen(rows, { op: "merge", row: "b" });
  foreseen(rows, { op: "edit", row: "b", column: 0, text: "z" });
  assert.deepEqual(rows, before);
});

test("an edit, a confirmation, a lock and a merge are foreseen as the server will answer", () => {
  const edited = foreseen(some(), { op: "edit", row: "b", column: 0, text: "2", confirmed: true })[1].c[0];
  assert.deepEqual([textOf(edited), edited.e, edited.ok], ["2", true, true]);
  assert.equal(foreseen(some(), { op: "confirm", row: "a", column: 0, on: true })[0].c[0].ok, true);
  assert.equal(foreseen(some(), { op: "lock", row: "a", on: true })[0].k, true);
  const merged = foreseen(some(), { op: "merge", row: "b" });
  assert.equal(ids(merged), "a b d");
  assert.deepEqual([textOf(merged[1].s), textOf(merged[1].c[0]), merged[1].k], ["Two. Three.", "Два. Три.", true]);
});

test("a merged cell is confirmed only if all text in it was", () => {
  const both = foreseen([row("a", "1", [cell("x", { ok: true })]), row("b", "2", [cell("y")])], { op: "merge", row: "a" });
  assert.equal(both[0].c[0].ok, false);
  const one = foreseen([row("a", "1", [cell("x", { ok: true })]), row("b", "2", [cell("")])], { op: "merge", row: "a" });
  assert.equal(one[0].c[0].ok, true);
});

test("what cannot be foreseen leaves the rows alone", () => {
  const rows = some();
  for (const op of [{ op: "split", row: "a" }, { op: "merge", row: "d" }, { op: "edit", row: "gone", column: 0, text: "" }, { op: "undo" }]) {
    assert.equal(foreseen(rows, op), rows, op.op);
  }
});

test("the window covers the view with some more on both sides, and the heights add up", () => {
  const heights = Array.from({ length: 5000 }, (_, i) => 40 + ((i * 37) % 90));
  const total = heights.reduce((sum, height) => sum + height, 0);
  for (const top of [0, 1, 12345, total - 600, total + 1000]) {
    const [first, last, above, below] = windowed(5000, (i) => heights[i], top, 600);
    const drawn = heights.slice(first, last).reduce((sum, height) => sum + height, 0);
    assert.equal(above + drawn + below, total);
    assert.ok(above <= Math.max(0, top - 370), `${top}: above`);
    if (top < total) assert.ok(above + drawn >= Math.min(total, top + 600), `${top}: below`);
    assert.ok(last - first < 60);
  }
  assert.deepEqual(windowed(0, () => 1, 0, 600), [0, 0, 0, 0]);
});

test("the next problem goes round in both directions", () => {
  const rows = [row("a", "", [""], { p: 1 }), row("b", "", [""]), row("c", "", [""], { p: 1 }), row("d", "", [""])];
  assert.deepEqual([0, 1, 2, 3].map((from) => nextProblem(rows, from, 1)), [2, 2, 0, 0]);
  assert.deepEqual([0, 1, 2, 3].map((from) => nextProblem(rows, from, -1)), [2, 0, 0, 2]);
  assert.equal(nextProblem(rows.slice(1, 2), 0, 1), -1);
  assert.equal(nextProblem([], 0, 1), -1);
});

test("the map marks where problems are and which are grave", () => {
  const rows = Array.from({ length: 100 }, (_, i) => row(`r${i}`, "", [cell("x", { f: i === 50 ? [["error", "x", "y"]] : [] })], { p: Number(i % 50 === 0) }));
  assert.deepEqual(problemMap(rows, 400), [[0, false], [200, true]]);
  assert.deepEqual(problemMap(rows, 10), [[0, false], [5, true]]);
});

test("a text is cut before its words, and offsets are code points", () => {
  assert.deepEqual(wordStarts("One two  three"), [4, 9]);
  assert.deepEqual(wordStarts("word"), []);
  assert.equal(codePoints("😀😀 x", 5), 3);
  assert.equal(codePoints("абв", 2), 2);
});
