// Every kind of page passes axe (WCAG 2.2 AA) in both themes, on a desk and on a phone.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { DESK, PHONE, chrome, home, house, open, signIn } from "../relata.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const PAGES = ["/", "/companies", "/deals", "/deals/new", "/search?q=cold", "/settings", "/settings/security", "/import", "/jobs"];
/** Of the first record of these lists: its page, its form, its tabs. */
const RECORDS = ["/companies", "/deals", "/leads"];
const PARTS = ["", "/edit", "?tab=details", "?tab=related", "?tab=history"];

house();

for (const [name, look] of [
  ["desk, light", { viewport: DESK }],
  ["phone, dark", { viewport: PHONE, dark: true }],
]) {
  test(`pages are accessible (${name})`, async () => {
    const { page } = await open(chrome, look);
    // The test's own script is not one of the page's.
    const violations = [];
    await signIn(page, home);
    const paths = [...PAGES];
    for (const list of RECORDS) {
      await page.goto(home.url + list);
      const record = await page.locator("[data-grid] tbody tr").first().getAttribute("data-url");
      paths.push(...PARTS.map(part => record + part));
    }
    for (const path of paths) {
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
