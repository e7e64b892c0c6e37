// What a form fills in, keeps and says; favourites; the way from record to record beyond a page of the list.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PHONE, chrome, home, house, open, signIn } from "../relata.mjs";

house();

/** Chooses a record in a look-up by typing. */
async function choose(page, field, words) {
  const input = page.locator(`[data-field=${field}] [role=combobox]`);
  await input.fill(words);
  await page.locator(`[data-field=${field}] [role=option]`, { hasText: words }).first().click();
}

test("a new deal is filled in, and follows its stage until somebody says otherwise", { timeout: 60_000 }, async () => {
  const { page, faults } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/deals/new`);
  assert.equal(await page.inputValue("[data-field=owner] [role=combobox]"), "Ingrid Halden");
  assert.equal(await page.inputValue("[name=probability]"), "10", "that of the first stage");
  await choose(page, "stage", "Negotiation");
  await page.waitForFunction(() => document.querySelector("[name=probability]").value === "70");
  assert.notEqual(await page.inputValue("[data-field=pipeline] [role=combobox]"), "");
  await page.fill("[name=probability]", "55");
  await choose(page, "stage", "Qualification");
  await page.waitForTimeout(600);
  assert.equal(await page.inputValue("[name=probability]"), "55", "what somebody wrote stays");
  await page.fill("[name=name]", "Filled in");
  await page.click("main button[type=submit]");
  await page.waitForURL(/\/deals\/\d+$/);
  const facts = await page.locator(".rec-l").innerText();
  assert.match(facts, /55\s?%/);
  assert.match(facts, /Qualification/);
  assert.match(facts, /Ingrid Halden/);
  assert.deepEqual(faults, []);
});

test("another pipeline offers its own stages and begins with the first", { timeout: 60_000 }, async () => {
  const { page, faults } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/deals/new`);
  const stage = () => page.inputValue("[data-field=stage] [role=combobox]");
  assert.equal(await stage(), "Qualification");
  await choose(page, "stage", "Negotiation");
  await page.waitForFunction(() => document.querySelector("[name=probability]").value === "70");
  await choose(page, "pipeline", "Service and spare parts");
  await page.waitForFunction(() => document.querySelector("[name=probability]").value === "30");
  assert.equal(await stage(), "Request");
  await page.click("[data-field=stage] [role=combobox]");
  await page.waitForSelector("[data-field=stage] [role=option]");
  const offered = await page.locator("[data-field=stage] [role=option] .truncate").allInnerTexts();
  assert.deepEqual(offered, ["Request", "Quote sent", "Ordered", "Declined"]);
  assert.deepEqual(faults, []);
});

test("a form keeps every word when the server cannot take it", { timeout: 60_000 }, async () => {
  const { page } = await open(chrome);
  await signIn(page, home);
  for (const [path, field] of [["/companies/new", "name"], ["/settings/units/new", "name"]]) {
    const answer = await page.goto(`${home.url}${path}`);
    if (answer.status() !== 200) continue;
    await page.fill(`main [name=${field}]`, "Words of an hour");
    await page.route("**/*", route => (route.request().method() === "POST" ? route.abort() : route.continue()));
    await page.click("main form[data-guard] button[type=submit]");
    await page.waitForSelector("#toasts [role=alert]");
    assert.equal(await page.inputValue(`main [name=${field}]`), "Words of an hour");
    await page.unroute("**/*");
    // Leaving it asks first.
    let asked = false;
    page.once("dialog", dialog => { asked = true; void dialog.accept(); });
    await page.goto(`${home.url}/`);
    assert.ok(asked, path);
  }
});

test("a dialog says itself that it could not be sent, and keeps what is in it", { timeout: 60_000 }, async () => {
  const { page } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/companies`);
  await page.click("tbody tr:nth-child(1) a[href^='/companies/']");
  await page.waitForURL(/\/companies\/\d+$/);
  await page.click(".rec-r [hx-get*='/contacts/new']");
  await page.fill("dialog[open] [name=family_name]", "Falk");
  await page.route("**/contacts", route => route.abort());
  await page.click("dialog[open] button[type=submit]");
  await page.waitForSelector("dialog[open] [data-refused]");
  assert.equal(await page.inputValue("dialog[open] [name=family_name]"), "Falk");
  await page.unroute("**/contacts");
  await page.click("dialog[open] button[type=submit]");
  await page.waitForSelector("dialog[open]", { state: "detached" });
});

test("a session that ends meanwhile costs no word", { timeout: 60_000 }, async () => {
  const { page } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/companies/new`);
  await page.fill("[name=name]", "Typed for an hour");
  // Signed out in another tab.
  const other = await page.context().newPage();
  await other.goto(home.url);
  await page.context().clearCookies({ name: /session/ });
  await page.click("main form[data-guard] button[type=submit]");
  assert.match(await page.locator("#toasts [role=alert]").innerText(), /Sign in again in another tab/);
  assert.equal(new URL(page.url()).pathname, "/companies/new");
  assert.equal(await page.inputValue("[name=name]"), "Typed for an hour");
  await signIn(other, home);
  await page.click("main form[data-guard] button[type=submit]");
  await page.waitForURL(/\/companies\/\d+$/);
  assert.match(await page.locator("h1").first().innerText(), /Typed for an hour/);
});

test("what is wrong comes back in the same place, with the focus on it", { timeout: 60_000 }, async () => {
  const { page } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/companies/new`);
  await page.fill("[name=email]", "nobody");
  await page.click("main button[type=submit]");
  await page.waitForSelector("main [aria-invalid=true]");
  assert.equal(await page.inputValue("[name=email]"), "nobody");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-invalid")), "true");
  assert.equal(new URL(page.url()).pathname, "/companies/new");
});

test("a hurried form warns of what may be there already and of what is unwise", { timeout: 60_000 }, async () => {
  const { page, faults } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/companies`);
  await page.click("tbody tr:nth-child(1) a[href^='/companies/']");
  await page.waitForURL(/\/companies\/\d+$/);
  const name = (await page.locator(".rec-r section:has(a[href^='/contacts/']) a[href^='/contacts/']").first().innerText()).trim();
  await page.click(".rec-r [hx-get*='/contacts/new']");
  await page.waitForSelector("dialog[open] [name=family_name]");
  const [given, ...family] = name.split(" ");
  await page.fill("dialog [name=given_name]", given);
  await page.fill("dialog [name=family_name]", family.join(" "));
  await page.press("dialog [name=family_name]", "Tab");
  await page.waitForSelector("#quick-alike:not(:empty)");
  assert.match(await page.locator("#quick-alike").innerText(), new RegExp(family.at(-1)));
  await page.keyboard.press("Escape");
  assert.deepEqual(faults, []);
});

test("a star keeps a record at hand", { timeout: 60_000 }, async () => {
  const { page, faults } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/deals`);
  await page.click("tbody tr:nth-child(2) a[href^='/deals/']");
  await page.waitForURL(/\/deals\/\d+$/);
  const title = (await page.locator("h1").first().innerText()).trim();
  await page.keyboard.press("s");
  await page.waitForSelector("#favourite[aria-pressed=true]");
  await page.goto(home.url);
  await page.locator("section.panel", { hasText: "Favourites" }).getByText(title).click();
  await page.waitForSelector("#favourite[aria-pressed=true]");
  await page.click("#favourite");
  await page.waitForSelector("#favourite[aria-pressed=false]");
  await page.goto(home.url);
  assert.equal(await page.locator("section.panel", { hasText: "Favourites" }).count(), 0);
  assert.deepEqual(faults, []);
});

test("the next record goes on where the page of the list ends", { timeout: 60_000 }, async () => {
  const { page, faults } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/contacts?sort=family_name`);
  const last = await page.locator("tbody tr[data-url]").last().getAttribute("data-url");
  await page.locator("tbody tr[data-url]").last().locator("a[href^='/contacts/']").first().click();
  await page.waitForURL(`**${last}`);
  await page.waitForSelector("[data-steps]:not([hidden]) a[rel=next][href]");
  await page.keyboard.press("]");
  await page.waitForURL(url => /^\/contacts\/\d+$/.test(url.pathname) && url.pathname !== last);
  const next = new URL(page.url()).pathname;
  await page.waitForSelector("[data-steps]:not([hidden])");
  // The way back to the list leads to the page that has this record.
  await page.click(".crumbs a");
  await page.waitForSelector(`tbody tr[data-url="${next}"]`);
  await page.goBack();
  await page.waitForSelector("[data-steps]:not([hidden])");
  await page.keyboard.press("[");
  await page.waitForURL(`**${last}`);
  assert.deepEqual(faults, []);
});

test("somebody must be named before it is explained what they may do", { timeout: 60_000 }, async () => {
  const { page, faults } = await open(chrome, { viewport: PHONE });
  await signIn(page, home);
  await page.goto(`${home.url}/deals`);
  await page.click("tbody tr:nth-child(2) a[href^='/deals/']");
  await page.waitForURL(/\/deals\/\d+$/);
  await page.click("[popovertarget=record-more]");
  await page.click("[hx-get$='/share']");
  await page.click("dialog form[hx-get$='/why'] button:not([type=button])");
  await page.waitForSelector("#why-subject [aria-invalid=true]");
  await page.fill("#why-subject [role=combobox]", "Kasia");
  await page.locator("#why-subject [role=option]").first().click();
  await page.click("dialog form[hx-get$='/why'] button:not([type=button])");
  await page.waitForSelector("#why-answer li");
  assert.equal(await page.locator("#why-subject [aria-invalid=true]").count(), 0);
  assert.match(await page.inputValue("#why-subject [role=combobox]"), /Kasia/);
  assert.deepEqual(faults.filter(fault => !/422/.test(fault)), []);
});
