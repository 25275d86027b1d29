"use strict";
(() => {
  const rows = [...document.querySelectorAll("table.rows > tbody > tr")];
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const differences = document.getElementById("differences");
  const choices = [...document.querySelectorAll("[data-show]")];
  let kind = "all";
  const unsure = (row) =>
    [...row.querySelectorAll("[data-confidence]")].some((cell) => Number(cell.dataset.confidence) < 0.9);
  const kinds = {
    all: () => true,
    quotes: (row) => row.classList.contains("quoted"),
    problems: (row) => row.dataset.problems !== "0",
    doubt: unsure,
  };
  const plain = (text) => text.normalize("NFC").toLowerCase();
  const texts = new Map(rows.map((row) => [row, plain(row.textContent)]));
  const apply = () => {
    const wanted = plain(search.value.trim());
    let count = 0;
    for (const row of rows) {
      const hit = kinds[kind](row) && (!wanted || texts.get(row).includes(wanted));
      row.hidden = !hit;
      count += hit ? 1 : 0;
    }
    shown.textContent = count === rows.length ? `${count} rows` : `${count} of ${rows.length} rows`;
  };
  for (const button of choices) {
    const number = rows.filter(kinds[button.dataset.show]).length;
    button.append(` ${number}`);
    button.disabled = number === 0;
    button.addEventListener("click", () => {
      kind = button.dataset.show;
      for (const other of choices) other.setAttribute("aria-pressed", String(other === button));
      apply();
    });
  }
  search.addEventListener("input", apply);
  differences.addEventListener("click", () => {
    const on = document.body.classList.toggle("plain");
    differences.setAttribute("aria-pressed", String(!on));
  });
  differences.hidden = !document.querySelector("td .diff");
  for (const chip of document.querySelectorAll("[data-kind]")) {
    const marks = document.querySelectorAll(`td mark.diff-${chip.dataset.kind}`);
    chip.addEventListener("click", () => {
      const on = chip.getAttribute("aria-pressed") !== "true";
      chip.setAttribute("aria-pressed", String(on));
      for (const mark of marks) mark.classList.toggle("off", !on);
    });
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target === search;
    if (event.key === "/" && !typing) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && typing) {
      search.value = "";
      apply();
      search.blur();
    } else if (event.key === "n" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const edge = document.querySelector("thead").getBoundingClientRect().bottom + 4;
      const next = rows.find((row) => !row.hidden && kinds.problems(row) && row.getBoundingClientRect().top > edge + 8);
      if (next) next.scrollIntoView({ block: "start" });
    }
  });
  document.querySelector(".tools").hidden = false;
  apply();
})();
