// A disk that runs full while somebody fills in a form: it is said, in their language, and the form keeps every word.
// Needs the right to mount a small file system in memory; without it there is nothing to see.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, rmdirSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chrome, home, house, open, signIn } from "../relata.mjs";

const disk = mkdtempSync(join(tmpdir(), "relata-disk-"));
let mounted = false;
try {
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=96m", "tmpfs", disk], { stdio: "ignore" });
  mounted = true;
} catch { /* Not ours to mount. */ }
const elsewhere = process.env.TMPDIR;
before(() => { if (mounted) process.env.TMPDIR = disk; });
house(!mounted);
after(() => {
  if (elsewhere === undefined) delete process.env.TMPDIR; else process.env.TMPDIR = elsewhere;
  if (mounted) execFileSync("umount", [disk]);
  rmdirSync(disk);
});

/** Writes a file until there is no room. */
function fill(path) {
  const file = openSync(path, "w"), piece = Buffer.alloc(1 << 16);
  try { for (;;) writeSync(file, piece); } catch (error) { assert.equal(error.code, "ENOSPC"); }
  finally { closeSync(file); }
}

test("a full disk is told, and the form keeps every word", { timeout: 120_000, skip: !mounted }, async () => {
  const { page } = await open(chrome, { language: "uk" });
  await signIn(page, home);
  await page.context().addCookies([{ name: "language", value: "uk", url: home.url }]);
  await page.goto(`${home.url}/companies/new`);
  await page.fill("[name=name]", "Слова цілої години");
  // As long as what fails below: a short record may still find room in the pages that are there.
  await page.fill("[name=description]", Array.from(crypto.getRandomValues(new Uint32Array(2500)), n => n.toString(36)).join(" "));
  fill(join(disk, "other"));
  // What the database still has room for in its own files is used up first.
  const status = await page.evaluate(async () => {
    const csrf = document.querySelector("meta[name=csrf]").content;
    for (let number = 0; number < 600; number++) {
      const text = Array.from(crypto.getRandomValues(new Uint32Array(1500)), n => n.toString(36)).join(" ");
      const answer = await fetch("/companies", { method: "POST", headers: { "X-CSRF-Token": csrf, "HX-Request": "true" }, body: new URLSearchParams({ name: `Company ${number}`, description: text }) });
      if (answer.status >= 400) return answer.status;
    }
    return 0;
  });
  assert.equal(status, 507);
  await page.click("main form[data-guard] button[type=submit]");
  const told = await page.locator("#toasts [role=alert]").innerText();
  assert.match(told, /На сервері закінчилося місце/);
  assert.match(told, /Нічого не збережено/);
  assert.equal(await page.inputValue("[name=name]"), "Слова цілої години");
  // With room again it goes through as it stands.
  rmSync(join(disk, "other"));
  await page.click("main form[data-guard] button[type=submit]");
  await page.waitForURL(/\/companies\/\d+$/);
  assert.match(await page.locator("h1").first().innerText(), /Слова цілої години/);
});
