// The side-by-side table. Text from documents is only ever set as textContent.
// Streamlit calls the default export on mount and whenever data or theme change, so drawing is idempotent.

const drawn = new WeakMap(); // parent element -> {data, kind, wanted, differences}

export const KINDS = {
  All: () => true,
  Quotes: (row) => row.quote !== "",
  Problems: (row) => row.problems > 0,
  "Unsure alignment": (row) => row.cells.some((cell) => cell.confidence !== null && cell.confidence < 0.9),
};

export const plain = (text) => text.normalize("NFC").toLowerCase();

/** Everything of a row that a search looks through. */
export const searchable = (row) =>
  plain(
    row.cells
      .map((cell) => cell.pieces.map((piece) => piece[0]).join("") + " " + cell.findings.map((f) => f.join(" ")).join(" "))
      .join(" ") + " " + row.quote,
  );

/** The rows of a kind that contain the wanted text. */
export const chosen = (rows, kind, wanted) => {
  const text = plain(wanted.trim());
  return rows.filter((row) => KINDS[kind](row) && (!text || searchable(row).includes(text)));
};

const make = (tag, className = "", text = null) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== null) element.textContent = text;
  return element;
};

const drawCell = (cell, label, source) => {
  const td = make("td", source ? "source" : "");
  td.lang = cell.lang;
  td.dir = cell.dir;
  td.dataset.label = label;
  const text = make("div", "text");
  for (const [part, kinds, note] of cell.pieces) {
    if (!kinds) {
      text.append(part);
      continue;
    }
    const mark = make(kinds.split(" ").includes("control") ? "span" : "mark", kinds, part);
    if (note) mark.title = note;
    text.append(mark);
  }
  if (!cell.pieces.length) text.append(make("span", "nothing", "nothing stands opposite"));
  td.append(text);
  if (cell.confidence !== null && cell.confidence < 0.9) {
    td.append(make("span", "badge doubt", `alignment ${Math.round(100 * cell.confidence)}%`));
  }
  for (const [severity, code, message] of cell.findings) {
    const badge = make("span", `badge ${severity}`);
    badge.dir = "ltr";
    badge.lang = "en";
    badge.append(make("b", "", code), ` ${message}`);
    td.append(badge);
  }
  return td;
};

const drawRow = (row, columns) => {
  const tr = make("tr", row.quote ? "quoted" : "");
  const head = make("th", "no", String(row.number));
  head.scope = "row";
  if (row.problems) {
    const dot = make("span", "dot");
    dot.title = `${row.problems} to look at`;
    head.append(dot);
  }
  if (row.quote) head.append(make("span", "speaker", row.quote === "?" ? "“ ”" : `“ ” ${row.quote}`));
  tr.append(head);
  row.cells.forEach((cell, index) => tr.append(drawCell(cell, columns[index].label, index === 0)));
  return tr;
};

const drawTable = (data) => {
  const table = make("table", "rows");
  const head = make("tr");
  const number = make("th", "no");
  number.append(make("span", "hidden", "Row"));
  head.append(number);
  for (const column of data.columns) {
    const th = make("th", column.kind);
    th.scope = "col";
    th.append(make("span", "code", column.code), " ", make("span", "label", column.label), make("span", "language", column.sub));
    head.append(th);
  }
  const thead = make("thead");
  thead.append(head);
  const body = make("tbody");
  data.rows.forEach((row) => body.append(drawRow(row, data.columns)));
  table.append(thead, body);
  return { table, body };
};

const drawTools = (state, apply) => {
  const tools = make("div", "tools");
  const search = make("input");
  search.type = "search";
  search.placeholder = "Search ( / )";
  search.setAttribute("aria-label", "Search the rows");
  search.addEventListener("input", () => {
    state.wanted = search.value;
    apply();
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      search.value = state.wanted = "";
      apply();
    }
    event.stopPropagation();
  });
  const choice = make("div", "choice");
  choice.setAttribute("role", "group");
  choice.setAttribute("aria-label", "Which rows");
  for (const kind of Object.keys(KINDS)) {
    const count = state.data.rows.filter(KINDS[kind]).length;
    const button = make("button", "", `${kind} ${count}`);
    button.type = "button";
    button.disabled = count === 0;
    button.setAttribute("aria-pressed", String(kind === state.kind));
    button.addEventListener("click", () => {
      state.kind = kind;
      for (const other of choice.children) other.setAttribute("aria-pressed", String(other === button));
      apply();
    });
    choice.append(button);
  }
  const differences = make("button", "switch", "Differences");
  differences.type = "button";
  differences.setAttribute("aria-pressed", "true");
  differences.addEventListener("click", () => {
    const off = state.root.classList.toggle("plain");
    differences.setAttribute("aria-pressed", String(!off));
  });
  const shown = make("span", "shown");
  shown.setAttribute("role", "status");
  tools.append(search, choice, differences, shown);
  return { tools, search, shown };
};

export default function (component) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector(".workbench-table");
  const before = drawn.get(parentElement);
  if (before && before.signature === JSON.stringify(data)) return;
  const state = { data, kind: "All", wanted: "", root, signature: JSON.stringify(data) };
  drawn.set(parentElement, state);
  const { table, body } = drawTable(data);
  let tools;
  const apply = () => {
    const visible = new Set(chosen(data.rows, state.kind, state.wanted));
    data.rows.forEach((row, index) => (body.children[index].hidden = !visible.has(row)));
    tools.shown.textContent =
      visible.size === data.rows.length ? `${data.rows.length} rows` : `${visible.size} of ${data.rows.length} rows`;
  };
  tools = drawTools(state, apply);
  root.replaceChildren(tools.tools, table);
  root.onkeydown = (event) => {
    if (event.key === "/") {
      event.preventDefault();
      event.stopPropagation();
      tools.search.focus();
    }
  };
  apply();
}
