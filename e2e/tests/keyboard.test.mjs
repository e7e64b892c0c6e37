// Without a mouse: in, to a list, through it, into a record, a field changed, back, a record created.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chrome, home, house, open } from "../relata.mjs";

house();

/** What has the focus, and whether somebody who looks can tell: an outline or a shadow, of its own or around it (of a row, in its cells). */
const focused = page =>
  page.evaluate(() => {
    const element = document.activeElement;
    const drawn = each => {
      const style = getComputedStyle(each);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    };
    const ring = [element, element.parentElement, element.closest("label"), element.querySelector("td")].filter(Boolean).some(drawn);
    const box = element.getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return {
      tag: element.tagName.toLowerCase(),
      name: element.getAttribute("name") ?? "",
      text: (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 60),
      visible: element !== document.body && ring && inside,
    };
  });

/** Presses Tab until the focus is where `wanted` says, and sees that it is visible at every stop. */
async function tabTo(page, wanted, key = "Tab") {
  const stops = [];
  for (let step = 0; step < 80; step++) {
    await page.keyboard.press(key);
    const stop = await focused(page);
    stops.push(`${stop.tag} ${stop.name} ${stop.text}`);
    assert.ok(stop.visible, `the focus cannot be seen at ${stops.at(-1)} on ${page.url()}`);
    if (wanted(stop)) return stop;
  }
  assert.fail(`never came there: ${stops.join(" | ")}`);
}

test("the way through the program by keys alone", { timeout: 120_000 }, async () => {
  const { page, faults } = await open(chrome);
  const keys = page.keyboard;

  // In.
  await page.goto(`${home.url}/sign-in`);
  if ((await focused(page)).name !== "email") await tabTo(page, stop => stop.name === "email");
  await keys.type(home.email);
  await tabTo(page, stop => stop.name === "password");
  await keys.type(home.password);
  await keys.press("Enter");
  await page.waitForURL(url => !url.pathname.startsWith("/sign-in"));

  // The first stop of every page leads past the navigation.
  await keys.press("Tab");
  assert.match((await focused(page)).text, /content/i);
  await keys.press("Enter");

  // To the companies by the way the help names, and by Tab and Enter.
  await keys.press("g");
  await keys.press("c");
  await page.waitForURL(/\/companies/);
  await page.goto(`${home.url}/`);
  await tabTo(page, stop => stop.tag === "a" && stop.text === "Companies");
  await keys.press("Enter");
  await page.waitForURL(/\/companies/);

  // Down and up in the list, into the third company.
  for (const key of ["ArrowDown", "j", "ArrowDown", "ArrowDown", "k"]) await keys.press(key);
  const row = page.locator("[data-grid] tbody tr:focus");
  assert.equal(await row.count(), 1);
  assert.ok((await focused(page)).visible, "the row that has the focus can be seen");
  assert.equal(await row.evaluate(each => [...each.parentElement.children].indexOf(each)), 2);
  const title = await row.locator("[data-at=title]").innerText();
  await keys.press("Enter");
  await page.waitForURL(/\/companies\/\d+/);
  assert.equal(await page.locator("h1").innerText(), title);

  // A field of it, in its place.
  await page.locator("#rec-left").waitFor();
  await tabTo(page, stop => stop.tag === "dd" && /\+|Add/.test(stop.text));
  await keys.press("Enter");
  const phone = page.locator("form[data-inline] input[name=phone]");
  await phone.waitFor();
  assert.ok((await focused(page)).visible);
  await keys.press("ControlOrMeta+a");
  await keys.type("+48 22 555 00 37");
  await keys.press("Enter");
  await phone.waitFor({ state: "detached" });
  await page.locator("#rec-left", { hasText: "+48 22 555 00 37" }).waitFor();

  // On to the next company of the list, and back to it.
  const here = page.url();
  await keys.press("]");
  await page.waitForURL(url => /\/companies\/\d+/.test(url.pathname) && url.href !== here);
  await keys.press("[");
  await page.waitForURL(here);
  await page.goBack();
  await page.goBack();
  await page.goBack();
  await page.waitForURL(url => url.pathname === "/companies");

  // A new one: the key, the form, and the key that saves.
  await keys.press("c");
  await page.waitForURL(/\/companies\/new/);
  if ((await focused(page)).name !== "name") await tabTo(page, stop => stop.name === "name");
  await keys.type("Keys & Sons");
  await keys.press("Tab");
  assert.ok((await focused(page)).visible);
  await keys.press("Shift+Tab");
  await keys.press("ControlOrMeta+Enter");
  await page.waitForURL(/\/companies\/\d+$/);
  assert.equal(await page.locator("h1").innerText(), "Keys & Sons");

  // The keys of the page are told.
  await keys.press("?");
  await page.locator("dialog#keys[open]").waitFor();
  await keys.press("Escape");
  await page.locator("dialog#keys[open]").waitFor({ state: "detached" }).catch(() => {});
  assert.equal(await page.locator("dialog#keys[open]").count(), 0);

  assert.deepEqual(faults, []);
  await page.context().close();
});

test("the rows of a list are chosen by keys, and the dialog gives the focus back", async () => {
  const { page } = await open(chrome);
  const keys = page.keyboard;
  await page.goto(`${home.url}/sign-in?next=/companies`);
  await page.fill("[name=email]", home.email);
  await page.fill("[name=password]", home.password);
  await keys.press("Enter");
  await page.waitForURL(url => !url.pathname.startsWith("/sign-in"));
  await page.goto(`${home.url}/companies`);
  for (const key of ["j", "x", "j", "x"]) await keys.press(key);
  assert.equal(await page.locator(".bulk [data-count]").innerText(), "2");
  await keys.press("Escape");
  assert.equal(await page.locator("[data-row-check]:checked").count(), 0);
  // The filter opens by its key, and Esc leaves it.
  await keys.press("f");
  await page.locator("#filter:popover-open x-filter").waitFor();
  await keys.press("Escape");
  assert.equal(await page.locator("#filter:popover-open").count(), 0);
  await page.context().close();
});
