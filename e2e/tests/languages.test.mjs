// The main steps in Russian and Ukrainian, on a desk and on a phone: no English is left, and nothing is too wide.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, PHONE, chrome, home, house, open, signIn } from "../relata.mjs";

house();

/** Words that stand in Latin letters in every language: keys, formats, abbreviations, codes, our own name. */
const LATIN = new Set(
  `Relata Halden Frost Ctrl A B K C E F J X D P H T L S G Enter Esc Tab Alt Shift CSV XLSX XML JSON API OData OpenAPI RSS URL ID QR PDF IBAN
   EN RU UK KB MB GB TB kB B e-mail E-mail EUR USD UAH PLN RON KZT TRY GEL CZK GBP CHF AMD SEK NOK DKK GmbH ISO UTF UTF-8 Excel VIP SKU ERP CRM
   Webhooks Webhook TOTP SMS LinkedIn Telegram WhatsApp HTTP HTTPS Chrome Linux Headless HeadlessChrome`.split(/\s+/),
);

/**
 * The English words a page says by itself: of its text and of what it is called for screen readers and pointers. What
 * people wrote is left out: links to records and their titles, cells of grids, values of fields, avatars, time zones.
 */
const english = page =>
  page.evaluate(() => {
    const DATA = [
      "script", "style", "template", "noscript", ".ava", ".grid-t tbody", "dl.dl dd", "kbd", "#toasts", "[data-text]", ".crumbs", "h1", ".msg", ".tl-item", ".tl",
      "a[href*='/companies/']", "a[href*='/contacts/']", "a[href*='/deals/']", "a[href*='/leads/']", "a[href*='/activities/']", "a[href*='/users/']",
      ".search-btn kbd", "#user-menu", ".rail-btn", ".rel-more", "[role=listbox]", "mark", "code", "pre", "time", ".rec-l h1", "[lang]:not(html)", ".lines-t tbody",
      "aside.rec-r .rel", "[data-data]",
    ].join(",");
    const said = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.textContent.trim() && !node.parentElement.closest(DATA)) said.push(node.textContent);
    }
    for (const element of document.querySelectorAll("[aria-label],[title],[placeholder]")) {
      if (element.closest(".grid-t tbody, .ava, #user-menu, dl.dl dd, tr, .tl, aside.rec-r, .rail-btn, [lang]:not(html)")) continue;
      for (const name of ["aria-label", "title", "placeholder"]) if (element.hasAttribute(name)) said.push(element.getAttribute(name));
    }
    return said.filter(text => /[A-Za-z]/.test(text)).map(text => text.trim());
  });

const leaks = async page => {
  const found = [];
  for (const text of await english(page)) {
    const words = text.match(/[A-Za-z][A-Za-z-]*/g) ?? [];
    // An address of the web or of mail is no text.
    if (/@|https?:|\.example|^[\w./-]+\.\w+$/.test(text)) continue;
    const strange = words.filter(word => !LATIN.has(word));
    if (strange.length) found.push(`${text.slice(0, 80)} [${strange.join(" ")}]`);
  }
  return [...new Set(found)];
};

const wide = page => page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);

const PEOPLE = { ru: "daniyar.seitov@haldenfrost.example", uk: "oksana.hrytsenko@haldenfrost.example" };
const WORDS = {
  ru: { companies: "Компании", deals: "Сделки", save: "Сохранить", created: "Проверка связи", history: "История" },
  uk: { companies: "Компанії", deals: "Угоди", save: "Зберегти", created: "Перевірка зв’язку", history: "Історія" },
};

for (const language of ["ru", "uk"]) {
  for (const [device, viewport] of [["desk", DESK], ["phone", PHONE]]) {
    test(`the main steps (${language}, ${device})`, { timeout: 120_000 }, async () => {
      const { page, faults } = await open(chrome, { language, viewport });
      const words = WORDS[language];
      const found = [];
      const look = async () => {
        const path = new URL(page.url()).pathname.replace(/\d+/g, "N") + new URL(page.url()).search;
        for (const text of await leaks(page)) found.push(`${path}: ${text}`);
        if (await wide(page)) found.push(`${path}: wider than the screen`);
      };
      await page.goto(`${home.url}/sign-in`);
      // What this looks for, it finds.
      await page.evaluate(() => document.body.append("A leak of words"));
      assert.equal((await leaks(page)).length, 1);
      await page.goto(`${home.url}/sign-in`);
      await look();
      await signIn(page, home, PEOPLE[language]);
      await look();

      // Lists, their filter, their columns.
      for (const path of ["/companies", "/contacts", "/deals", "/leads", "/activities", "/products"]) {
        await page.goto(home.url + path);
        await page.waitForLoadState("networkidle");
        await look();
      }
      await page.goto(`${home.url}/deals`);
      assert.match(await page.locator("h1").innerText(), new RegExp(words.deals));
      await page.locator('[popovertarget="filter"]').click();
      await page.locator("#filter x-filter").waitFor();
      await page.waitForTimeout(300);
      await look();

      // A record: created, its tabs, its form.
      await page.goto(`${home.url}/companies`);
      assert.match(await page.locator("h1").innerText(), new RegExp(words.companies));
      await page.goto(`${home.url}/companies/new`);
      await look();
      await page.fill('[name="name"]', words.created);
      await page.locator("main .btn-primary").last().click();
      await page.waitForURL(/\/companies\/\d+$/);
      const record = page.url();
      for (const tab of ["timeline", "details", "related", "files", "history"]) {
        await page.goto(`${record}?tab=${tab}`);
        await look();
      }
      assert.match(await page.locator("[role=tablist], .views, nav").allInnerTexts().then(texts => texts.join(" ")), new RegExp(words.history));
      await page.goto(`${record}/edit`);
      await look();
      await page.locator("main .btn-primary").last().click();
      await page.waitForURL(record);
      for (const path of ["/deals/new", "/leads/new", "/activities/new", "/search?q=10", "/import", "/settings", "/settings/security", "/jobs", "/nothing/here"]) {
        await page.goto(home.url + path);
        await look();
      }
      assert.deepEqual(found, []);
      assert.deepEqual(faults.filter(fault => !/40[34]/.test(fault)), []);
      await page.context().close();
    });
  }
}
