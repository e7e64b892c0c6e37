// Dialogs and cells outlive the session they were opened in, as whole forms do (forms.test.mjs).
import assert from "node:assert/strict";
import { test } from "node:test";
import { chrome, home, house, open, signIn } from "../relata.mjs";

house();

const SIGN_IN_AGAIN = /Sign in again in another tab/;

const list = () => `${home.url}/companies?columns=employees`;

/** Ends the session of a page behind its back: `forgets` loses its cookie, else the server ends it. */
async function end(page, forgets) {
  if (forgets) return page.context().clearCookies({ name: /session/ });
  const other = await page.context().newPage();
  await other.goto(home.url);
  await other.click("[popovertarget=user-menu]");
  await Promise.all([other.waitForURL(/\/sign-in/), other.click("form[action='/sign-out'] button")]);
  await other.close();
}

for (const forgets of [true, false]) {
  test(`a cell keeps its words when the session ends (${forgets ? "cookie lost" : "signed out"})`, { timeout: 60_000 }, async () => {
    const { page } = await open(chrome);
    await signIn(page, home);
    await page.goto(list());
    const cell = page.locator("tbody tr:nth-child(2) td[data-edit=employees]");
    await cell.dblclick();
    await cell.locator("input[name=employees]").fill("321");
    await end(page, forgets);
    await page.keyboard.press("Enter");
    assert.match(await page.locator("#toasts [role=alert]").innerText(), SIGN_IN_AGAIN);
    assert.equal(new URL(page.url()).pathname, "/companies");
    assert.equal(await cell.locator("input[name=employees]").inputValue(), "321");
    const other = await page.context().newPage();
    await signIn(other, home);
    await other.close();
    await cell.locator("input[name=employees]").focus();
    await page.keyboard.press("Enter");
    await cell.locator("form").waitFor({ state: "detached" });
    assert.equal(await cell.innerText(), "321");
    await page.context().close();
  });
}

test("a dialog keeps its words when the session ends", { timeout: 60_000 }, async () => {
  const { page } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/companies`);
  await page.click("tbody tr:nth-child(1) a[href^='/companies/']");
  await page.waitForURL(/\/companies\/\d+$/);
  const company = page.url();
  await page.click(".rec-r [hx-get*='/contacts/new']");
  await page.fill("dialog[open] [name=family_name]", "Outlives");
  await page.context().clearCookies({ name: /session/ });
  await page.click("dialog[open] button[type=submit]");
  assert.match(await page.locator("dialog[open] [data-refused]").innerText(), SIGN_IN_AGAIN);
  assert.equal(await page.inputValue("dialog[open] [name=family_name]"), "Outlives");
  const other = await page.context().newPage();
  await signIn(other, home);
  await other.close();
  await page.click("dialog[open] button[type=submit]");
  await page.waitForSelector("dialog[open]", { state: "detached" });
  await page.waitForURL(company);
  await page.locator(".rec-r", { hasText: "Outlives" }).waitFor();
  await page.context().close();
});

test("who has nothing written is led to the sign-in page and back", { timeout: 60_000 }, async () => {
  const { page } = await open(chrome);
  await signIn(page, home);
  await page.goto(list(), { waitUntil: "networkidle" });
  await end(page, true);
  await page.locator("tbody tr:nth-child(2) td[data-edit=employees]").dblclick();
  await page.waitForURL(url => url.pathname === "/sign-in" && url.searchParams.get("next").startsWith("/companies"));
  await page.context().close();
});
