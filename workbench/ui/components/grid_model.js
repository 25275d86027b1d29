// The grid's pure part: rows, patches, filters, what of a long table is drawn. No page needed, tested with node.

/** A cell's text as it is, control characters included (a sign carries what it stands for). */
export const textOf = (cell) => cell.t.map((piece) => piece[3] ?? piece[0]).join("");

export const folded = (text) => text.normalize("NFC").toLowerCase();

export const FILTERS = {
  all: () => true,
  quotes: (row) => row.q !== "",
  problems: (row) => row.p > 0,
  unconfirmed: (row) => row.c.some((cell) => cell.n > 0 && !cell.ok),
  edited: (row) => row.c.some((cell) => cell.e),
  unsure: (row) => !row.k && row.c.some((cell) => cell.a !== null && cell.a < 0.9),
  terms: (row) => Boolean(row.g),
  comments: (row) => row.m.length > 0,
};

const haystacks = new WeakMap();
/** Everything of a row that a search looks through; kept, since rows are replaced, never changed. */
export const haystack = (row) => {
  let text = haystacks.get(row);
  if (text === undefined) {
    const parts = [textOf(row.s), row.q, ...row.c.map(textOf)];
    for (const cell of row.c) parts.push(...cell.f.map((finding) => finding[1] + " " + finding[2]));
    parts.push(...row.m.map((note) => note.t));
    haystacks.set(row, (text = folded(parts.join("\n"))));
  }
  return text;
};

/** Rows of a kind that contain the wanted text; of those with glossary terms all, or those with one of them. */
export const chosen = (rows, filter, wanted, term = "") => {
  const text = folded(wanted.trim());
  const test = filter === "terms" && term ? (row) => row.g?.includes(term) : FILTERS[filter];
  if (filter === "all" && !text) return rows;
  return rows.filter((row) => test(row) && (!text || haystack(row).includes(text)));
};

export const counted = (rows) =>
  Object.fromEntries(Object.entries(FILTERS).map(([name, test]) => [name, rows.reduce((n, row) => n + test(row), 0)]));

/** The glossary's concepts that occur, with the number of their rows, in the order of the alphabet. */
export const termsOf = (rows) => {
  const found = new Map();
  for (const row of rows) for (const term of row.g ?? []) found.set(term, (found.get(term) ?? 0) + 1);
  return [...found].sort((a, b) => a[0].localeCompare(b[0]));
};

/** Rows after a patch: `gone` leave, `rows` come after the row `after`; applying it twice changes nothing more. */
export const patched = (rows, patch) => {
  const gone = new Set(patch.gone);
  const ids = new Set(patch.rows.map((row) => row.id));
  if (patch.gone.length === patch.rows.length && patch.gone.every((id, i) => id === patch.rows[i].id)) {
    const by = new Map(patch.rows.map((row) => [row.id, row])); // in place: the usual edit
    return rows.map((row) => by.get(row.id) ?? row);
  }
  const kept = rows.filter((row) => !gone.has(row.id) && !ids.has(row.id));
  const at = patch.after === null ? 0 : kept.findIndex((row) => row.id === patch.after) + 1;
  return [...kept.slice(0, at), ...patch.rows, ...kept.slice(at)];
};

const unmarked = (text) => (text ? [[text, "", ""]] : []);
const joined = (cells) => {
  const filled = cells.filter((cell) => cell.n > 0);
  return {
    ...cells[0],
    t: unmarked(filled.map(textOf).join(" ")),
    n: filled.reduce((n, cell) => n + cell.n, 0),
    e: filled.some((cell) => cell.e),
    ok: filled.length > 0 && filled.every((cell) => cell.ok),
    a: null,
    f: [],
  };
};

/** What an operation will do, drawn at once; the server's answer then replaces it. */
export const foreseen = (rows, op) => {
  const at = rows.findIndex((row) => row.id === op.row);
  if (at < 0) return rows;
  const row = rows[at];
  const withCell = (change) => rows.with(at, { ...row, c: row.c.with(op.column, { ...row.c[op.column], ...change }) });
  switch (op.op) {
    case "edit":
      return withCell({ t: unmarked(op.text), n: Math.max(1, row.c[op.column].n), e: true, ok: Boolean(op.confirmed), f: [] });
    case "confirm":
      return withCell({ ok: op.on });
    case "lock":
      return rows.with(at, { ...row, k: op.on });
    case "merge": {
      const below = rows[at + 1];
      if (!below) return rows;
      const one = { ...row, s: joined([row.s, below.s]), c: row.c.map((cell, i) => joined([cell, below.c[i]])), k: true, p: 0 };
      const terms = new Set([...(row.g ?? []), ...(below.g ?? [])]);
      return rows.toSpliced(at, 2, { ...one, m: [...row.m, ...below.m], g: terms.size ? [...terms] : undefined });
    }
    default:
      return rows;
  }
};

/** Which rows to draw: [first, last, space above, space below], for heights by index. */
export const windowed = (count, heightOf, top, view, over = 500) => {
  let first = 0;
  let above = 0;
  while (first < count && above + heightOf(first) < top - over) above += heightOf(first++);
  let last = first;
  let y = above;
  while (last < count && y < top + view + over) y += heightOf(last++);
  let below = 0;
  for (let i = last; i < count; i++) below += heightOf(i);
  return [first, last, above, below];
};

/** Index of the next row with a problem, going round; -1 where there is none. */
export const nextProblem = (rows, from, step) => {
  for (let i = 1; i <= rows.length; i++) {
    const at = (from + step * i + rows.length * i) % rows.length;
    if (FILTERS.problems(rows[at])) return at;
  }
  return -1;
};

/** Stretches of a strip of `height` pixels with problems: [from, to, grave] for the minimap. */
export const problemMap = (rows, height) => {
  const marks = new Map();
  rows.forEach((row, i) => {
    if (!row.p) return;
    const y = Math.floor((i / rows.length) * height);
    const grave = row.c.some((cell) => cell.f.some((finding) => finding[0] === "error"));
    marks.set(y, marks.get(y) || grave);
  });
  return [...marks].sort((a, b) => a[0] - b[0]);
};

/** Places where a text may be cut: before each word but the first, as UTF-16 offsets. */
export const wordStarts = (text) => [...text.matchAll(/(?<=\s)\S/gu)].map((match) => match.index);

/** A UTF-16 offset as code points, the unit of the server. */
export const codePoints = (text, offset) => [...text.slice(0, offset)].length;
