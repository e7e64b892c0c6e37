// The second factor, with an authenticator that the browser pretends to have: passkeys, codes, and being made to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chrome, home, house, open, run, signIn } from "../relata.mjs";

house();

const KASIA = "kasia.wrona@haldenfrost.example";

/** Gives a page a built-in authenticator whose owner always agrees. */
async function authenticator(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
}

/** Types address and password, and stops at whatever comes next. */
async function password(page, email) {
  await page.goto(`${home.url}/sign-in`);
  await page.fill("[name=email]", email);
  await page.fill("[name=password]", home.password);
  await page.press("[name=password]", "Enter");
  await page.waitForURL(url => url.pathname !== "/sign-in");
}

test("a passkey is registered, asked for after the password, and enough alone", async () => {
  const { page, context, faults } = await open(chrome);
  await authenticator(page);
  await signIn(page, home, KASIA);
  await page.goto(`${home.url}/settings/security`);
  const card = page.locator("x-passkey");
  await card.locator("[name=name]").fill("Work laptop");
  await card.locator("[name=present]").fill("not my password");
  await card.locator("button:not([type=button])").click();
  await card.locator("[data-error]:not([hidden])").waitFor();
  await card.locator("[name=present]").fill(home.password);
  await card.locator("button:not([type=button])").click();
  await page.locator("#codes").waitFor();
  const codes = await page.locator("#codes li").allTextContents();
  assert.equal(codes.length, 10);
  await page.goto(`${home.url}/settings/security`);
  assert.match(await page.locator("main").textContent(), /Work laptop/);

  // After the password, the passkey.
  await context.clearCookies();
  await password(page, KASIA);
  assert.equal(new URL(page.url()).pathname, "/sign-in/code");
  await page.locator("x-passkey button").click();
  await page.waitForURL(url => url.pathname === "/");

  // Alone, without address and password.
  await context.clearCookies();
  await page.goto(`${home.url}/sign-in`);
  await page.locator("x-passkey button").click();
  await page.waitForURL(url => url.pathname === "/");

  // On another device, one of the codes.
  const other = await open(chrome);
  await password(other.page, KASIA);
  await other.page.locator("a[href*='by=recovery']").click();
  await other.page.fill("[name=code]", codes[0]);
  await other.page.press("[name=code]", "Enter");
  await other.page.waitForURL(url => url.pathname === "/");
  assert.deepEqual(other.faults, []);
  // The refused password was answered with 422, which the browser notes.
  assert.deepEqual(faults.filter(fault => !fault.includes("422")), []);
  await context.close();
  await other.context.close();
});

test("where it is required, people set one up before anything else", async () => {
  const owner = await open(chrome);
  await signIn(owner.page, home);
  await owner.page.goto(`${home.url}/settings/installation`);
  await owner.page.locator("form[action='/settings/installation/second-factor'] button").click();
  await owner.page.waitForURL(url => url.pathname === "/second-factor" || url.search.includes("required"));

  const { page, context, faults } = await open(chrome);
  await authenticator(page);
  await password(page, "daniyar.seitov@haldenfrost.example");
  assert.equal(new URL(page.url()).pathname, "/second-factor");
  await page.locator("x-passkey button:not([type=button])").click();
  await page.locator("#codes").waitFor();
  await page.locator("main a.btn-primary").click();
  await page.waitForURL(url => url.pathname === "/");
  assert.deepEqual(faults, []);
  await context.close();

  // Whoever lost everything is let in again from the server.
  assert.match(await run(home, "user", "reset-factors", "--email", KASIA), /kasia/);
  const again = await open(chrome);
  await password(again.page, KASIA);
  assert.equal(new URL(again.page.url()).pathname, "/second-factor");
  await again.context.close();
  await owner.context.close();
});
