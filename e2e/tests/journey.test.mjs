// The first hour: a customer base comes in, is found, changed, taken back, and goes out again.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { DESK, PHONE, chrome, data, home, house, open, signIn } from "../relata.mjs";

house();

/** Companies for tests where the sample data is absent, with a fault in the last row. */
function accounts() {
  const sample = join(data, "crm-sales-opportunities/accounts.csv");
  if (existsSync(sample)) return sample;
  console.log("skipped: the sample accounts are not there; a file of our own is imported");
  const file = join(home.folder, "accounts.csv");
  writeFileSync(file, "account,sector,employees\nAcme Corporation,technology,2822\nBetasoloin,medical,495\n");
  return file;
}

test("accounts come in through the pages, and the import is taken back", async () => {
  const { page, faults } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/import/into/companies`);
  await page.setInputFiles("input[type=file]", accounts());
  await page.waitForURL(/\/import\/draft\/\d+\/columns/);
  await page.selectOption('select[name="to:0"]', "name");
  await page.locator("main .btn-primary").last().click();
  await page.waitForURL(/\/check/);
  // The trial runs as long as it runs; its page comes to its end by itself.
  const run = page.locator('form[action$="/run"] button');
  await run.waitFor({ timeout: 60_000 });
  const trial = page.url();
  await run.click();
  await page.waitForURL(/\/import\/\d+$/, { timeout: 60_000 });
  const imported = page.url();
  await page.waitForFunction(() => document.querySelector('form[action$="/undo"]'), null, { timeout: 60_000 });
  // The trial is over: its address leads to what came of it, and that to the records it wrote.
  await page.goto(trial);
  assert.equal(page.url(), imported);
  await page.locator('main a[href*="batch="]').first().click();
  await page.locator("[data-grid]").getByRole("link", { name: "Betasoloin" }).waitFor();
  assert.match(await page.locator(".chip").first().innerText(), /accounts\.csv/);
  await page.goto(`${home.url}/search?q=betasoloin`);
  await page.getByText("Betasoloin").first().waitFor();
  await page.goto(imported);
  await page.locator('form[action$="/undo"] button').click();
  // It goes on without the page, which comes to its end by itself when it stays.
  await page.getByText("Taken back on").waitFor({ timeout: 60_000 });
  await page.goto(`${home.url}/search?q=betasoloin`);
  assert.doesNotMatch(await page.locator("main").innerText(), /Betasoloin/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a file that is chosen before the script for it has come goes up all the same", async () => {
  const { page, faults } = await open(chrome);
  await page.route(/\/assets\/upload.*\.js/, async route => {
    await new Promise(resolve => setTimeout(resolve, 1500));
    await route.continue();
  });
  await signIn(page, home);
  await page.goto(`${home.url}/import/into/companies`, { waitUntil: "domcontentloaded" });
  await page.setInputFiles("input[type=file]", accounts());
  await page.waitForURL(/\/import\/draft\/\d+\/columns/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a company is found in either script, with a typing error, and by its beginning", async () => {
  const { page } = await open(chrome);
  await signIn(page, home);
  for (const words of ["Anadolu", "anadol", "Анадолу", "Anadoul"]) {
    await page.goto(`${home.url}/search?q=${encodeURIComponent(words)}`);
    assert.match(await page.locator("main").innerText(), /Anadolu Tavukçuluk/, words);
  }
  await page.context().close();
});

test("a record is created, changed and its history tells", async () => {
  const { page, faults } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/companies/new`);
  await page.fill('[name="name"]', "Brook & Vale Ltd");
  await page.locator("main .btn-primary").last().click();
  await page.waitForURL(/\/companies\/\d+$/);
  assert.match(await page.locator("main").innerText(), /Brook & Vale Ltd/);
  await page.goto(`${page.url()}/edit`);
  await page.fill('[name="name"]', "Brook and Vale Ltd");
  await page.locator("main .btn-primary").last().click();
  await page.waitForURL(/\/companies\/\d+$/);
  await page.goto(`${page.url()}?tab=history`);
  const history = await page.locator("main").innerText();
  assert.match(history, /Brook and Vale Ltd/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a form with an error keeps what was typed and says what is wrong", async () => {
  const { page } = await open(chrome);
  await signIn(page, home);
  await page.goto(`${home.url}/companies/new`);
  await page.fill('[name="name"]', "Faulty Ltd");
  await page.fill('[name="email"]', "no address");
  // The browser's own check is not what is tested here.
  await page.locator("main form").first().evaluate(form => (form.noValidate = true));
  await page.locator("main .btn-primary").last().click();
  await page.locator('[aria-invalid="true"]').first().waitFor();
  assert.equal(await page.inputValue('[name="name"]'), "Faulty Ltd");
  assert.equal(await page.inputValue('[name="email"]'), "no address");
  await page.context().close();
});

test("a list goes out as a file", async () => {
  const { page } = await open(chrome);
  await signIn(page, home);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.goto(`${home.url}/companies/export?format=csv`).catch(() => null),
  ]);
  const text = readFileSync(await download.path(), "utf8");
  assert.match(text, /Anadolu Tavukçuluk/);
  await page.context().close();
});

test("the main steps in Russian, and on a phone", async () => {
  for (const viewport of [DESK, PHONE]) {
    const { page, faults } = await open(chrome, { language: "ru", viewport });
    await signIn(page, home, "daniyar.seitov@haldenfrost.example");
    await page.goto(`${home.url}/companies`);
    assert.match(await page.locator("h1").innerText(), /Компании/);
    await page.goto(`${home.url}/deals`);
    assert.match(await page.locator("h1").innerText(), /Сделки/);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);
    assert.equal(wide, false, "the page is wider than the screen");
    assert.deepEqual(faults, []);
    await page.context().close();
  }
});

test("who may see little sees nothing of others", async () => {
  const { page } = await open(chrome);
  await signIn(page, home, "kasia.wrona@haldenfrost.example");
  const answer = await page.goto(`${home.url}/settings/users`);
  assert.ok([403, 404].includes(answer.status()), String(answer.status()));
  await page.context().close();
});
