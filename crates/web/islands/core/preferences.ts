import { around } from "./page";

/** Theme, density, language and time zone live in cookies, so that the server draws the next page right at once. */
export function preferences() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) remember("zone", zone);
  document.addEventListener("click", event => {
    const button = around(event, "[data-set-theme],[data-set-density],[data-set-language]");
    if (!button) return;
    const { setTheme: theme, setDensity: density, setLanguage: language } = button.dataset, root = document.documentElement;
    if (theme) { remember("theme", theme); if (theme === "device") delete root.dataset.theme; else root.dataset.theme = theme; }
    if (density) { remember("density", density); root.dataset.density = density; }
    for (const each of button.parentElement!.querySelectorAll("[aria-pressed]")) each.setAttribute("aria-pressed", String(each === button));
    if (language) { remember("language", language); location.reload(); }
  });
}

function remember(name: string, value: string) {
  const secure = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)};path=/;max-age=31536000;samesite=lax${secure}`;
}
