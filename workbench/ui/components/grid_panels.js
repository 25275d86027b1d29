// What opens beside a cell: findings to dismiss, comments, history, offers of the engine, a place to cut, replacing.

Object.assign(Grid.prototype, {
  /** A small window; Esc closes it and gives the focus back. */
  openPanel(title, ...content) {
    this.closePanel();
    if (this.inView(this.cellElement())) this.goTo(this.at.row); // shown whole: it is what the panel is about
    const panel = make("div", "panel");
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", title);
    const close = button("✕", this.t("Close"), () => this.closePanel());
    close.setAttribute("aria-label", this.t("Close"));
    close.classList.add("close");
    const head = make("div", "panel-head");
    head.append(make("b", "", title), close);
    panel.append(head, ...content);
    panel.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.closePanel();
      if (event.key === "Tab") this.keepInside(event, panel);
    });
    this.frame.append(panel);
    this.panel = panel;
    this.placePanel(panel);
    (panel.querySelector("[data-first]") ?? close).focus();
    return panel;
  },

  inView(cell) {
    const [place, box] = [cell, this.box].map((element) => element?.getBoundingClientRect());
    return Boolean(cell) && place.bottom > box.top && place.top < box.bottom;
  },

  placePanel(panel) {
    const cell = this.cellElement();
    const frame = this.frame.getBoundingClientRect();
    if (!cell || frame.width < 700) return;
    const place = cell.getBoundingClientRect();
    const left = Math.max(8, Math.min(place.left - frame.left, frame.width - panel.offsetWidth - 24));
    let top = place.bottom - frame.top + 6;
    if (top + panel.offsetHeight > frame.height) top = Math.max(8, place.top - frame.top - panel.offsetHeight - 6);
    panel.style.insetInlineStart = `${left}px`;
    panel.style.top = `${top}px`;
  },

  keepInside(event, panel) {
    const stops = [...panel.querySelectorAll("button, input, textarea, select")].filter((stop) => !stop.disabled);
    const here = this.root.getRootNode().activeElement;
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (here !== edge) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  },

  closePanel() {
    if (!this.panel) return;
    this.panel.remove();
    this.panel = null;
    this.focus();
  },

  toast(text) {
    const toast = make("div", "toast", text);
    this.frame.append(toast);
    setTimeout(() => toast.remove(), 6000);
  },

  rowById(id) {
    return this.rows.find((row) => row.id === id);
  },

  field(label, multiline = false) {
    const field = make(multiline ? "textarea" : "input", "field");
    field.setAttribute("aria-label", label);
    field.placeholder = label;
    return field;
  },

  // --- findings

  openFindings(id, column) {
    const row = this.rowById(id);
    if (!row) return;
    const list = make("div", "list");
    const columns = column < 0 ? row.c.map((_, number) => number) : [column];
    for (const number of columns) {
      for (const finding of row.c[number].f) list.append(this.drawFinding(row, finding));
      for (const item of row.d.filter((one) => one[0] === number)) list.append(this.drawAside(row, item));
      for (const why of row.c[number].why ?? []) list.append(make("p", "why", `${this.t("Alignment")}: ${why}`));
    }
    if (!list.childNodes.length) list.append(make("p", "soft", this.t("No finding here.")));
    this.openPanel(this.t("Findings"), list);
  },

  drawFinding(row, [severity, code, message, key]) {
    const box = make("div", `finding ${severity}`);
    box.append(make("b", "", code), make("p", "", message));
    const reason = this.field(this.t("Why it is no mistake"));
    reason.dataset.first = "";
    reason.maxLength = 2000;
    const dismiss = button(this.t("Dismiss"), "", () => {
      if (!reason.value.trim()) return reason.focus();
      this.send({ op: "dismiss", row: row.id, key, code, reason: reason.value.trim() });
      return this.closePanel();
    });
    reason.addEventListener("keydown", (event) => event.key === "Enter" && dismiss.click());
    const line = make("div", "line");
    line.append(reason, dismiss);
    box.append(line);
    return box;
  },

  drawAside(row, [, code, message, key, reason]) {
    const box = make("div", "finding aside");
    box.append(make("b", "", code), make("p", "", message), make("p", "soft", this.t("Dismissed: {reason}", { reason })));
    box.append(
      button(this.t("Count it again"), "", () => {
        this.send({ op: "restore", row: row.id, key });
        this.closePanel();
      }),
    );
    return box;
  },

  // --- comments and history

  openComments(id) {
    const row = this.rowById(id);
    if (!row) return;
    const list = make("div", "list");
    row.m.forEach((note, number) => {
      const box = make("div", "note");
      box.append(make("b", "", note.w || this.t("somebody")), make("span", "soft", ` ${this.moment(note.d)}`), make("p", "", note.t));
      const gone = button(this.t("Remove"), "", () => {
        this.send({ op: "uncomment", row: id, number });
        this.closePanel();
      });
      gone.classList.add("small");
      box.append(gone);
      list.append(box);
    });
    const words = this.field(this.t("A comment"), true);
    words.dataset.first = "";
    words.maxLength = 5000;
    const add = button(this.t("Add the comment"), "", () => {
      if (!words.value.trim()) return words.focus();
      this.send({ op: "comment", row: id, column: this.at.column, text: words.value.trim() });
      return this.closePanel();
    });
    words.addEventListener("keydown", (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && add.click());
    this.openPanel(this.t("Comments"), list, words, add);
  },

  openHistory(steps) {
    const list = make("ol", "list steps");
    for (const step of steps) {
      const item = make("li");
      item.append(make("b", "", this.t(step.kind)), make("span", "soft", ` ${step.who || this.t("somebody")}, ${this.moment(step.when)}`));
      for (const [label, was, is] of step.texts) {
        const line = make("p", "");
        line.append(make("span", "soft", `${label}: `), make("del", "", was), " ", make("ins", "", is));
        item.append(line);
      }
      list.append(item);
    }
    if (!steps.length) list.append(make("li", "soft", this.t("Nobody changed this row yet.")));
    this.openPanel(this.t("History of the row"), list);
  },

  moment(when) {
    const date = new Date(when);
    return Number.isNaN(date.getTime()) ? when : date.toLocaleString(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "short" });
  },

  // --- what the engine offers

  openOffers({ row, column, texts, note }) {
    const list = make("div", "list");
    texts.forEach(([text, score], number) => {
      const about = this.view.columns[column + 1];
      const offer = make("button", "offer text");
      offer.type = "button";
      offer.lang = about.lang;
      offer.dir = about.dir;
      if (!number) offer.dataset.first = "";
      offer.append(make("kbd", "", String(number + 1)), ` ${text}`);
      if (score !== null) offer.append(make("span", "soft", ` ${Math.round(Math.exp(score) * 100)}%`));
      offer.addEventListener("click", () => {
        this.send({ op: "edit", row, column, text });
        this.closePanel();
      });
      list.append(offer);
    });
    if (note) list.append(make("p", "soft", note));
    const panel = this.openPanel(this.t("What the engine offers"), list);
    panel.addEventListener("keydown", (event) => {
      const offer = list.querySelectorAll(".offer")[Number(event.key) - 1];
      if (/^[1-9]$/.test(event.key) && offer) offer.click();
    });
  },

  // --- what the translation memory has

  askMemory() {
    const row = this.current();
    if (!row) return;
    if (this.at.column < 0) this.say(this.t("Choose a rendering first: the source is not edited."), true);
    else this.send({ op: "recall", row: row.id, column: this.at.column });
  },

  openMemory({ row, column, matches }) {
    const list = make("div", "list");
    const [source, target] = [this.view.columns[0], this.view.columns[column + 1]];
    matches.forEach((match, number) => {
      const offer = make("button", "offer");
      offer.type = "button";
      if (!number) offer.dataset.first = "";
      const head = make("span", "line");
      head.append(make("kbd", "", String(number + 1)), make("b", "percent", `${match.score} %`), make("span", "soft", [match.kind, match.off].filter(Boolean).join(" · ")));
      const proposal = this.inLanguage("span", "text", target);
      marked(proposal, match.proposal);
      const remembered = this.inLanguage("span", "text soft", source);
      marked(remembered, match.source);
      offer.append(head, proposal, remembered, make("span", "soft", match.whence));
      offer.addEventListener("click", () => {
        this.send({ op: "edit", row, column, text: match.text });
        this.closePanel();
      });
      list.append(offer);
    });
    if (!matches.length) list.append(make("p", "soft", this.t("The memory has nothing like this sentence yet. What you confirm goes into it.")));
    const panel = this.openPanel(this.t("Translation memory"), list);
    panel.addEventListener("keydown", (event) => {
      const offer = list.querySelectorAll(".offer")[Number(event.key) - 1];
      if (/^[1-9]$/.test(event.key) && offer) offer.click();
    });
  },

  openConcordance({ phrase, hits }) {
    const row = this.current();
    const words = this.field(this.t("A phrase, in either language"));
    words.dataset.first = "";
    words.value = phrase;
    words.maxLength = 300;
    const ask = () => {
      if (words.value.trim() && row) this.send({ op: "concordance", row: row.id, column: this.at.column, phrase: words.value.trim() });
    };
    words.addEventListener("keydown", (event) => event.key === "Enter" && ask());
    const line = make("div", "line");
    line.append(words, button(this.t("Search"), "", ask));
    const list = make("div", "list");
    for (const hit of hits ?? []) {
      const box = make("div", "note");
      for (const [place, pieces] of [hit.source, hit.target].entries()) {
        const text = this.inLanguage("p", "text", { lang: hit.langs[place], dir: hit.dirs[place] });
        box.append(marked(text, pieces));
      }
      box.append(make("p", "soft", hit.whence));
      list.append(box);
    }
    if (hits && !hits.length) list.append(make("p", "soft", this.t("The memory has no such phrase.")));
    this.openPanel(this.t("Search the memory"), line, list);
    if (hits) this.say(this.t("{n} found", { n: hits.length }));
  },

  inLanguage(tag, className, { lang, dir }) {
    const element = make(tag, className);
    element.lang = lang;
    element.dir = dir;
    return element;
  },

  /** What the user has selected in the table, to look for it. */
  selected() {
    const root = this.root.getRootNode();
    return (root.getSelection?.() ?? getSelection()).toString().trim().slice(0, 300);
  },

  // --- cutting, going, replacing

  openSplit(id, column) {
    const row = this.rowById(id);
    const text = textOf(column < 0 ? row.s : row.c[column]);
    const starts = wordStarts(text);
    if (!starts.length) {
      this.say(this.t("There is nothing to cut here."), true);
      return;
    }
    let at = Math.floor((starts.length - 1) / 2);
    const shown = make("p", "text cut");
    const about = this.view.columns[column + 1];
    shown.lang = about.lang;
    shown.dir = about.dir;
    const draw = () => shown.replaceChildren(text.slice(0, starts[at]), make("span", "knife"), text.slice(starts[at]));
    draw();
    const move = (step) => {
      at = Math.max(0, Math.min(at + step, starts.length - 1));
      draw();
    };
    const cut = button(this.t("Cut here"), "", () => {
      this.send({ op: "split", row: id, column, offset: codePoints(text, starts[at]) });
      this.closePanel();
    });
    cut.dataset.first = "";
    const forward = about.dir === "rtl" ? -1 : 1; // the arrows follow the screen
    const panel = this.openPanel(this.t("Where to cut: ← →, then Enter"), shown, cut);
    panel.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -forward, ArrowRight: forward, Home: -starts.length, End: starts.length }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      move(step);
    });
  },

  openGoTo() {
    const number = this.field(this.t("Number of the row"));
    number.inputMode = "numeric";
    number.dataset.first = "";
    number.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const wanted = Number.parseInt(number.value, 10);
      this.closePanel();
      if (wanted > 0) this.showRow(Math.min(wanted, this.rows.length) - 1);
    });
    const problems = make("div", "list jumps");
    this.rows.forEach((row, index) => {
      if (!row.p || problems.childNodes.length >= 100) return;
      const first = row.c.flatMap((cell) => cell.f)[0];
      problems.append(button(`${index + 1}  ${first ? first[1] : ""}`, first ? first[2] : "", () => {
        this.closePanel();
        this.showRow(index);
      }));
    });
    this.openPanel(this.t("Go to a row"), number, problems);
  },

  openReplace() {
    const find = this.field(this.t("Find"));
    find.dataset.first = "";
    find.value = this.wanted;
    find.maxLength = 1000;
    const put = this.field(this.t("Replace with"));
    put.maxLength = 1000;
    const checks = ["Match capitals", "Whole words", "Only the rows shown"].map((text) => {
      const label = make("label", "check");
      const box = make("input");
      box.type = "checkbox";
      label.append(box, ` ${this.t(text)}`);
      return [label, box];
    });
    const where = this.select(this.t("In which rendering"), Object.fromEntries([["-1", this.t("in all renderings")], ...this.view.columns.slice(1).map((column) => [String(column.number), column.label])]), String(this.at.column));
    const replace = button(this.t("Replace all"), "", () => {
      if (!find.value) return find.focus();
      const [capitals, words, only] = checks.map((check) => check[1].checked);
      const op = { op: "replace", find: find.value, put: put.value, column: Number(where.value), case: capitals, words };
      if (only) op.rows = this.shown.map((row) => row.id);
      this.send(op);
      return this.closePanel();
    });
    const fields = make("div", "list");
    fields.append(find, put, where, ...checks.map((check) => check[0]), replace);
    this.openPanel(this.t("Search and replace"), fields);
  },
});
