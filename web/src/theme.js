// Light, dark, or as the system says.
// Knows one attribute of the document.

const NEXT = { auto: "light", light: "dark", dark: "auto" };

export function themeButton(root) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "theme";
  const set = (theme) => {
    document.documentElement.dataset.theme = theme;
    button.textContent = { auto: "◐ Auto", light: "○ Light", dark: "● Dark" }[theme];
    button.setAttribute("aria-label", `${button.textContent.slice(2)} colours, change to ${NEXT[theme]}`);
    document.dispatchEvent(new Event("themechange"));
  };
  button.addEventListener("click", () => set(NEXT[document.documentElement.dataset.theme]));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new Event("themechange")));
  set("auto");
  root.append(button);
}
