// What the components of the pages share; put in front of their own scripts. Text is only ever textContent.

export const make = (tag, className = "", text = null) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== null) element.textContent = text;
  return element;
};

/** A text cut into [piece, kinds, note], each mark a <mark> with its note as a tooltip. */
export const marked = (target, pieces) => {
  for (const [part, kinds, note] of pieces) {
    if (!kinds) {
      target.append(part);
      continue;
    }
    const mark = make(kinds.split(" ").includes("control") ? "span" : "mark", kinds, part);
    if (note) mark.title = note;
    target.append(mark);
  }
  return target;
};

/** A button that does something and says so for a moment. */
export const button = (label, title, act) => {
  const element = make("button", "act", label);
  element.type = "button";
  if (title) element.title = title;
  element.addEventListener("click", () => act(element));
  // Streamlit's own single-letter keys (r, c) must not act while one of ours has the focus
  element.addEventListener("keydown", (event) => ["r", "c"].includes(event.key) && event.stopPropagation());
  return element;
};
