import { word } from "./page";

/** `<time data-rel datetime>`: minutes and hours stay true on an open page. The server wrote them first, by the same words. */
export function times() {
  setInterval(() => {
    for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-rel]")) {
      const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000, amount = Math.abs(seconds), way = seconds < 0 ? "ago" : "ahead";
      if (amount >= 86400) continue;
      const text = amount < 60 ? word("time-now") : amount < 3600 ? fill(`time-minutes-${way}`, amount / 60) : fill(`time-hours-${way}`, amount / 3600);
      if (time.textContent !== text) time.textContent = text;
    }
  }, 30_000);
}

const fill = (id: string, amount: number) => word(id).replace("%n", String(Math.floor(amount)));
