// Cells of a list, many records at once, long texts, line items: what only a browser shows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chrome, home, house, open, signIn } from "../relata.mjs";

house();

const expected = fault => !/422/.test(fault);

test("a double click edits what is a link, a single one follows it", { timeout: 60_000 }, async () => {
  const { page, faults } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/contacts`);
  // Mail and phone programs are not there: what would be handed to them is told.
  await page.evaluate(() => {
    window.followed = [];
    addEventListener("click", event => {
      const link = event.target.closest?.("a:is([href^='mailto:'],[href^='tel:'])");
      if (link && !event.defaultPrevented) { window.followed.push(link.href); event.preventDefault(); }
    });
  });
  const followed = () => page.evaluate(() => window.followed.length);
  const row = await page.locator("tr[data-url]:has(td[data-edit=email] a)").first().getAttribute("data-url");
  const cell = page.locator(`tr[data-url="${row}"] td[data-edit=email]`);
  await cell.locator("a").dblclick();
  await cell.locator("input[name=email]").waitFor();
  await page.waitForTimeout(600);
  assert.equal(await followed(), 0, "a double click does not follow it");
  await page.keyboard.press("Escape");
  await cell.locator("a").click();
  await page.waitForFunction(() => window.followed.length === 1);
  // Of the keyboard, at once.
  await cell.locator("a").focus();
  await page.keyboard.press("Enter");
  assert.equal(await followed(), 2);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a refused change of many keeps the dialog, what is typed and the selection", { timeout: 60_000 }, async () => {
  const { page, faults } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/companies`);
  for (const row of [1, 2, 3]) await page.check(`tbody tr:nth-child(${row}) [data-row-check]`);
  await page.click("[data-bulk-for] [hx-post$='/bulk/change']");
  await page.selectOption("dialog[open] select[name=field]", "employees");
  await page.fill("dialog[open] [name=employees]", "-5");
  await page.click("dialog[open] button[type=submit]");
  await page.waitForSelector("#bulk-said [role=alert]");
  assert.match(await page.locator("#bulk-said").innerText(), /Nothing was changed\.\s+3 records: /);
  assert.equal(await page.inputValue("dialog[open] [name=employees]"), "-5");
  assert.equal(await page.locator("[data-row-check]:checked").count(), 3);
  await page.fill("dialog[open] [name=employees]", "55");
  await page.click("dialog[open] button[type=submit]");
  await page.waitForSelector("dialog[open]", { state: "detached" });
  await page.waitForFunction(() => !document.querySelector("[data-row-check]:checked"));
  assert.deepEqual(faults.filter(expected), []);
  await page.context().close();
});

test("a form with an open list that is refused breaks no policy of the page", { timeout: 60_000 }, async () => {
  const { page, faults } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/deals/new`);
  await page.fill("[name=amount]", "much");
  await page.click("[data-field=company] [role=combobox]");
  await page.waitForSelector("[data-field=company] [role=listbox]:popover-open");
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector("main [aria-invalid=true]");
  await page.waitForTimeout(200);
  assert.deepEqual(faults.filter(expected), []);
  await page.context().close();
});

test("the limit of a text is said while it is written", { timeout: 60_000 }, async () => {
  const { page, faults } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/companies/new`);
  const text = page.locator("main [name=description]"), note = page.locator(".field:has([name=description]) > [data-count]");
  await text.fill("word ".repeat(200));
  assert.equal(await note.count(), 0);
  await text.fill("word ".repeat(40_000));
  assert.equal(await note.innerText(), "199,999 characters, of at most 20,000");
  assert.equal(await text.getAttribute("aria-invalid"), "true");
  // However long it is, the page around it stays within reach.
  const box = await text.boundingBox();
  assert.ok(box.height < 500, `${box.height}`);
  await text.fill("word ".repeat(3_800));
  assert.equal(await note.innerText(), "18,999 characters, of at most 20,000");
  assert.equal(await text.getAttribute("aria-invalid"), null);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a line item has its price as soon as its product is chosen", { timeout: 60_000 }, async () => {
  const { page, faults } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/deals/new`);
  await page.click("button[hx-get*='/line?field=lines']");
  const row = page.locator("[data-line]");
  await row.locator("[role=combobox]").first().fill("Fjord");
  await row.locator("[role=option]").first().click();
  const price = row.locator("[name$='.unit_price']:not([type=hidden])");
  await page.waitForFunction(() => document.querySelector("[data-line] [name$='.unit_price']").value !== "", null, { timeout: 2_000 });
  const first = await price.inputValue();
  assert.ok(Number(first) > 0, first);
  assert.equal(await row.locator("[name$='.quantity']:not([type=hidden])").inputValue(), "1");
  await page.fill("main [name=name]", "With a line");
  await page.click("main button[type=submit].btn-primary");
  await page.waitForURL(/\/deals\/\d+$/);
  await page.goto(`${page.url()}/edit`);
  assert.equal(await price.inputValue(), first);
  assert.deepEqual(faults, []);
  await page.context().close();
});
