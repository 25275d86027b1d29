// How a row is drawn: its number and signs, its texts with marks and findings, its place on the strip of problems.

const ICONS = { note: "M2 3h12v8H7l-3 3v-3H2z", lock: "M4 7h8v7H4zM6 7V5a2 2 0 0 1 4 0v2" };

/** A sign that is drawn: not every machine has a font for it. */
const icon = (name) => {
  const [drawing, line] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  drawing.setAttribute("viewBox", "0 0 16 16");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", "icon");
  line.setAttribute("d", ICONS[name]);
  drawing.append(line);
  return drawing;
};

Object.assign(Grid.prototype, {
  drawRow(row) {
    const element = make("div", `row${row.p ? " problem" : ""}${row.q ? " quoted" : ""}${row.k ? " locked" : ""}`);
    element.row = row;
    element.dataset.id = row.id;
    element.setAttribute("role", "row");
    element.append(this.drawGutter(row), this.drawCell(row, row.s, -1));
    row.c.forEach((cell, column) => element.append(this.drawCell(row, cell, column)));
    return element;
  },

  drawGutter(row) {
    const gutter = make("div", "gutter");
    gutter.setAttribute("role", "rowheader");
    const number = make("span", "number");
    number.append(make("span", "", String(this.rows.indexOf(row) + 1)));
    if (row.p) number.append(make("span", "dot"), make("span", "hidden", this.t("{n} to look at", { n: row.p })));
    gutter.append(number);
    const scores = row.c.map((cell) => cell.a).filter((score) => score !== null);
    if (row.k) gutter.append(this.sign(icon("lock"), this.t("Alignment accepted")));
    else if (scores.length) {
      const score = Math.min(...scores);
      const bar = make("span", `sure ${score >= 0.9 ? "high" : score >= 0.7 ? "middle" : "low"}`, `${Math.round(score * 100)}%`);
      bar.title = this.t("Alignment confidence") + (row.c.find((cell) => cell.a === score).why ?? []).map((why) => `\n• ${why}`).join("");
      gutter.append(bar);
    }
    if (row.q) {
      const speaker = make("span", "speaker", `“ ” ${row.q === "?" ? "" : row.q}`);
      speaker.title = this.t("Part of a quotation");
      gutter.append(speaker);
    }
    if (row.m.length) {
      const notes = button(` ${row.m.length}`, this.t("Comments"), () => this.openComments(row.id));
      notes.prepend(icon("note"));
      notes.setAttribute("aria-label", `${this.t("Comments")}: ${row.m.length}`);
      notes.tabIndex = -1;
      notes.classList.add("small");
      gutter.append(notes);
    }
    return gutter;
  },

  /** Rows above have been joined, cut or added: the others are drawn as before, under another number. */
  renumber() {
    this.numbered = this.rows;
    for (const element of this.drawn.values()) {
      const number = this.rows.findIndex((row) => row.id === element.dataset.id) + 1;
      element.querySelector(".number > span").textContent = String(number);
    }
  },

  sign(sign, meaning) {
    const element = make("span", "sign");
    element.append(sign);
    element.title = meaning;
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", meaning);
    return element;
  },

  drawCell(row, cell, number) {
    const column = this.view.columns[number + 1];
    const element = make("div", `cell ${number < 0 ? "source" : "target"}${cell.ok && !cell.w ? " confirmed" : ""}`);
    element.setAttribute("role", "gridcell");
    element.setAttribute("aria-colindex", number + 3);
    element.tabIndex = -1;
    element.dataset.column = number;
    element.dataset.label = column.label;
    const text = make("div", "text");
    text.lang = column.lang;
    text.dir = column.dir;
    if (cell.n) marked(text, cell.t);
    else text.append(make("span", "nothing", cell.w ? "…" : this.t("nothing stands opposite")));
    element.append(text);
    const signs = make("div", "signs");
    if (cell.ok && !cell.w) signs.append(this.sign("✓", this.t("Confirmed")));
    if (cell.r) signs.append(this.sign(`${cell.r} %`, this.t("From the translation memory")));
    if (cell.e) signs.append(this.sign("✎", this.t("Edited")));
    if (cell.n > 1) signs.append(this.sign(`${cell.n}×`, this.t("{n} segments", { n: cell.n })));
    if (cell.mv) signs.append(this.sign("⇅", this.t("Its counterpart stands elsewhere: a moved passage")));
    for (const finding of cell.f) signs.append(this.drawBadge(row, number, finding));
    const aside = row.d.filter((item) => item[0] === number);
    if (aside.length) {
      const badge = button(this.t("{n} dismissed", { n: aside.length }), "", () => this.openFindings(row.id, number));
      badge.tabIndex = -1;
      badge.classList.add("small");
      signs.append(badge);
    }
    if (signs.childNodes.length) element.append(signs);
    return element;
  },

  drawBadge(row, column, [severity, code, message]) {
    const badge = make("button", `badge ${severity}`);
    badge.type = "button";
    badge.tabIndex = -1;
    badge.dir = "ltr";
    badge.append(make("b", "", code), ` ${message}`);
    badge.title = this.t("Explain or dismiss (F)");
    badge.addEventListener("click", () => this.openFindings(row.id, column));
    return badge;
  },

  drawMap() {
    const height = this.map.clientHeight || 400;
    this.map.replaceChildren();
    for (const [y, grave] of problemMap(this.shown, height)) {
      const dot = make("i", grave ? "grave" : "");
      dot.style.top = `${y}px`;
      this.map.append(dot);
    }
  },
});
