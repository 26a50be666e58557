// SPDX-License-Identifier: Apache-2.0
const themes = ["auto", "light", "dark"];
const names = { auto: "Theme: auto", light: "Theme: light", dark: "Theme: dark" };

/** The button that changes between light, dark, and what the system has; `changed` is called after every change. */
export function watchTheme(button, changed) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let theme = themes.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "auto";
  const apply = () => {
    document.documentElement.dataset.theme = theme === "auto" ? (system.matches ? "dark" : "light") : theme;
    button.textContent = names[theme];
    changed();
  };
  button.addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    localStorage.setItem("theme", theme);
    apply();
  });
  system.addEventListener("change", apply);
  apply();
}
