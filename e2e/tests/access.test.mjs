// Every kind of page passes axe (WCAG 2.2 AA) in both themes, on a desk and on a phone.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { DESK, PHONE, browser, demo, open, signIn } from "../relata.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const PAGES = ["/", "/companies", "/deals", "/deals/new", "/search?q=cold", "/settings", "/settings/security", "/import"];

let home;
let chrome;

before(async () => {
  home = await demo();
  chrome = await browser();
});

after(async () => {
  await chrome?.close();
  await home?.stop();
});

for (const [name, look] of [
  ["desk, light", { viewport: DESK }],
  ["phone, dark", { viewport: PHONE, dark: true }],
]) {
  test(`pages are accessible (${name})`, async () => {
    const { page } = await open(chrome, look);
    // The test's own script is not one of the page's.
    const violations = [];
    await signIn(page, home);
    for (const path of PAGES) {
      const answer = await page.goto(home.url + path);
      assert.equal(answer.status(), 200, path);
      const source = await import("node:fs").then(fs => fs.readFileSync(axe, "utf8"));
      await page.evaluate(source);
      const found = await page.evaluate(() => globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
      for (const violation of found.violations) violations.push(`${path}: ${violation.id} ${violation.nodes[0].html.slice(0, 160)}`);
    }
    assert.deepEqual(violations, []);
    await page.context().close();
  });
}
