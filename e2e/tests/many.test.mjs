// Acts on many records, and two records made one: each is taken back by one click.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chrome, home, house, open, signIn } from "../relata.mjs";

house();

const toast = page => page.locator("#toasts [data-text]").last();

/** Presses "Undo" in the toast and waits for the page to come again. */
async function undo(page) {
  const again = page.waitForNavigation();
  await page.locator("#toasts [data-undo]").last().click();
  await again;
}

/** Ticks the boxes of the first rows and returns their titles. */
async function select(page, count) {
  const rows = page.locator("[data-grid] tbody tr");
  const titles = [];
  for (let index = 0; index < count; index++) {
    await rows.nth(index).locator("[data-row-check]").check();
    titles.push(await rows.nth(index).locator("[data-at=title]").innerText());
  }
  return titles;
}

test("a field of many records is changed, and given back", async () => {
  const { page, faults } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/companies`);
  const rows = page.locator("[data-grid] tbody tr");
  const statuses = async () => (await Promise.all([0, 1, 2].map(index => rows.nth(index).locator('[data-edit="status"]').innerText()))).map(text => text.trim());
  const earlier = await statuses();
  await select(page, 3);
  await page.locator(".bulk").getByRole("button", { name: "Change" }).first().click();
  const dialog = page.locator("#bulk-dialog");
  await dialog.locator('select[name="field"]').selectOption("status");
  await dialog.locator('#bulk-value select[name="status"]').selectOption("dormant");
  await dialog.locator(".btn-primary").click();
  await toast(page).waitFor();
  assert.match(await toast(page).innerText(), /3/);
  await page.waitForFunction(() => [...document.querySelectorAll('[data-grid] tbody tr:nth-child(-n+3) [data-edit="status"]')].every(cell => cell.textContent.trim() === "Dormant"));
  assert.equal(await page.locator("[data-row-check]:checked").count(), 0, "the selection is done with");
  // What was changed can be looked at by itself.
  const changed = await page.context().newPage();
  await changed.goto(home.url + (await page.locator("#toasts [data-show]").last().getAttribute("href")));
  assert.equal(await changed.locator("[data-grid] tbody tr").count(), 3);
  await changed.locator(".chip a").first().click();
  await changed.waitForFunction(() => document.querySelectorAll("[data-grid] tbody tr").length > 3);
  await changed.close();
  await undo(page);
  assert.deepEqual(await statuses(), earlier);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("many records are deleted, and brought back", async () => {
  const { page, faults } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/leads`);
  const count = page.locator(".pager > .num");
  const earlier = await count.innerText();
  const titles = await select(page, 2);
  await page.locator(".bulk").getByRole("button", { name: "Delete" }).click();
  await toast(page).waitFor();
  for (const title of titles) await page.locator("[data-grid]").getByRole("link", { name: title, exact: true }).waitFor({ state: "detached" });
  assert.notEqual(await count.innerText(), earlier);
  await undo(page);
  for (const title of titles) await page.locator("[data-grid]").getByRole("link", { name: title, exact: true }).waitFor();
  assert.equal(await count.innerText(), earlier);
  assert.deepEqual(faults, []);
  await page.context().close();
});

/** Creates a company by its form and returns its address. */
async function company(page, values) {
  await page.goto(`${home.url}/companies/new`);
  for (const [name, value] of Object.entries(values)) await page.fill(`[name="${name}"]`, value);
  await page.locator("main .btn-primary").last().click();
  await page.waitForURL(/\/companies\/\d+$/);
  return page.url();
}

test("two duplicates are merged field by field, and taken apart", async () => {
  const { page, faults } = await open(chrome);
  await signIn(page, home);
  const one = await company(page, { name: "Nordlys Fisk AS", website: "https://nordlysfisk.example", phone: "+47 22 11 00 37" });
  const two = await company(page, { name: "Nordlys Fisk", website: "https://www.nordlysfisk.example/om-oss", phone: "+47 22 11 00 37" });
  // The page of the second proposes the first.
  await page.locator("#alike").getByRole("link", { name: /Merge/ }).first().click();
  await page.waitForURL(/\/companies\/merge/);
  const choice = name => page.locator(`tr:has([name="take.${name}"])`);
  // The name of one, the address of the other.
  const pick = async (name, text) => choice(name).locator("td", { hasText: text }).getByRole("radio").first().check();
  await pick("name", "Nordlys Fisk AS");
  await pick("website", "om-oss");
  await page.locator("main .btn-primary").last().click();
  await page.getByRole("button", { name: "Undo" }).waitFor();
  const stays = await page.getByRole("link", { name: "Open the record" }).getAttribute("href");
  const goes = [one, two].find(url => !url.endsWith(stays));
  const { page: other } = { page: await page.context().newPage() };
  await other.goto(home.url + stays);
  const merged = await other.locator("main").innerText();
  assert.match(merged, /Nordlys Fisk AS/);
  assert.match(merged, /om-oss/);
  // The page of the other leads to it, and says why.
  await other.goto(goes);
  assert.equal(other.url(), home.url + stays);
  await other.getByText("Nordlys Fisk", { exact: false }).first().waitFor();
  await other.close();
  // Un-merged: both are as they were.
  const again = page.waitForURL(home.url + stays);
  await page.getByRole("button", { name: "Undo" }).click();
  await again;
  await page.goto(one);
  assert.match(await page.locator("main").innerText(), /nordlysfisk\.example/);
  assert.equal((await page.goto(two)).status(), 200);
  assert.match(await page.locator("main").innerText(), /om-oss/);
  assert.deepEqual(faults.filter(fault => !/404/.test(fault)), []);
  await page.context().close();
});
