// A table of values or names over source and renderings. What differs has a word and a sign, not colour alone.

const drawn = new WeakMap(); // parent element -> what was drawn last

const drawCell = (cell, column) => {
  const td = make("td", cell.state);
  td.dataset.label = column.label;
  if (cell.note) td.title = cell.note;
  if (cell.pieces.length) {
    const text = marked(make("span", "text"), cell.pieces);
    text.lang = column.lang;
    text.dir = column.dir;
    td.append(text);
  }
  if (cell.value) {
    const value = make("span", "value", cell.value);
    value.dir = "ltr";
    td.append(value);
  }
  if (cell.word) td.append(make("span", "sign", cell.word));
  return td;
};

const drawRow = (row, data, send) => {
  const tr = make("tr", row.differs ? "differs" : "");
  const head = make("th", "place");
  head.scope = "row";
  for (const [label, number] of row.places) head.append(button(label, data.words.go, () => send(number)));
  if (row.more) head.append(make("span", "more", row.more));
  tr.append(head);
  if (row.kind) tr.append(make("td", "kind", row.kind));
  row.cells.forEach((cell, index) => tr.append(drawCell(cell, data.columns[index])));
  return tr;
};

export default function ({ parentElement, data, setTriggerValue }) {
  const signature = JSON.stringify(data);
  if (drawn.get(parentElement) === signature) return;
  drawn.set(parentElement, signature);
  const table = make("table");
  table.setAttribute("aria-label", data.words.table);
  const head = make("tr");
  head.append(make("th", "place", data.words.row));
  if (data.words.kind) head.append(make("th", "kind", data.words.kind));
  for (const column of data.columns) {
    const th = make("th");
    if (column.code) th.append(make("span", "code", column.code), " ");
    th.append(make("span", "", column.label));
    head.append(th);
  }
  for (const th of head.children) th.scope = "col";
  const thead = make("thead");
  thead.append(head);
  const body = make("tbody");
  body.append(...data.rows.map((row) => drawRow(row, data, (number) => setTriggerValue("go", number))));
  table.append(thead, body);
  parentElement.querySelector(".ledger").replaceChildren(table);
}
