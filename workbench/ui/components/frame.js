// What only a script can do for every page. It shows nothing and reads no text of documents.

const THEMES = { light: '"Light"', dark: '"Dark"' };
const OURS = "workbench-theme"; // what was applied last, so that a choice in Streamlit's own menu stays

/** Where Streamlit 1.67 keeps the theme of a page: one entry for each path. */
export const themeKeys = (path, addresses) => {
  const base = path.replace(/[^/]*$/, "");
  return ["", ...addresses].map((address) => `stActiveTheme-${base}${address}-v2`);
};

/** Store the theme for the next loading of any page. */
export const keepTheme = (storage, theme, keys) => {
  if ((storage.getItem(OURS) ?? "system") === theme) return;
  for (const key of keys) {
    if (theme in THEMES) storage.setItem(key, THEMES[theme]);
    else storage.removeItem(key);
  }
  storage.setItem(OURS, theme);
};

/** True if a key pressed there belongs to a text being written. */
export const writing = (element) =>
  Boolean(element) && (Boolean(element.isContentEditable) || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName));

const onKey = (event) => {
  if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || writing(event.composedPath()[0])) return;
  if (!document.querySelector('[role="dialog"]')) document.querySelector(".st-key-help button")?.click();
};

export default function ({ data }) {
  document.documentElement.lang = data.language;
  try {
    keepTheme(window.localStorage, data.theme, themeKeys(window.location.pathname, data.addresses));
  } catch {
    // a browser that keeps nothing shows the system's theme
  }
  window.addEventListener("keydown", onKey); // the same function again is one listener
}
