// A demo company of its own for each test file, and a browser to look at it.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const program = process.env.RELATA_PROGRAM ?? fileURLToPath(new URL("../target/debug/relata", import.meta.url));
export const data = fileURLToPath(new URL("../../shared/data/", import.meta.url));

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts the demo on an empty folder and waits until it answers. */
async function demo() {
  const folder = mkdtempSync(join(tmpdir(), "relata-e2e-"));
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const server = spawn(program, ["demo", "--data", folder, "--listen", address], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  server.stdout.on("data", text => (said += text));
  server.stderr.on("data", text => (said += text));
  // Passkeys and cookies want a host name.
  const url = `http://localhost:${port}`;
  const patience = Date.now() + 180_000;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`the demo ended with ${server.exitCode}:\n${said}`);
    if (Date.now() > patience) throw new Error(`the demo does not answer:\n${said}`);
    const answer = await fetch(`http://${address}/healthz`).catch(() => null);
    if (answer?.ok) break;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  const login = said.match(/Sign in as\s+(\S+)\s+with the password\s+(\S+)/);
  if (!login) throw new Error(`the demo named no login:\n${said}`);
  const stop = async () => {
    const ended = new Promise(resolve => server.once("exit", resolve));
    server.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, folder, email: login[1], password: login[2], log: () => said, stop };
}

/** Runs a command of the program on the data of a demo and returns what it printed. */
export function run(home, ...words) {
  return new Promise((resolve, reject) => {
    const command = spawn(program, [...words, "--data", home.folder], { stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    command.stdout.on("data", text => (out += text));
    command.stderr.on("data", text => (err += text));
    command.on("exit", code => (code === 0 ? resolve(out.trim()) : reject(new Error(`${words.join(" ")} ended with ${code}: ${err}`))));
  });
}

const found = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

/** A browser; its pages fail the test when a script of ours fails. */
async function browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? found,
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
}

/** The demo and the browser of a test file, there once its tests run. */
export let home;
export let chrome;

/** Starts them before the tests of a file and ends them afterwards; not at all where the tests are skipped. */
export function house(skipped = false) {
  if (skipped) return;
  before(async () => {
    home = await demo();
    chrome = await browser();
  });
  after(async () => {
    await chrome?.close();
    await home?.stop();
  });
}

export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** A page in a context of its own; `faults` gathers what went wrong in it. */
export async function open(chrome, { language = "en", viewport = DESK, dark = false } = {}) {
  const context = await chrome.newContext({
    viewport,
    locale: language,
    colorScheme: dark ? "dark" : "light",
    hasTouch: viewport.width < 700,
    isMobile: viewport.width < 700,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const faults = [];
  // A page that is left again before it was shown gives up its transition: nothing of ours failed.
  page.on("pageerror", error => /Transition was (aborted|skipped)/.test(String(error)) || faults.push(String(error)));
  page.on("console", message => message.type() === "error" && faults.push(message.text()));
  return { context, page, faults };
}

/** Signs in through the page. */
export async function signIn(page, home, email = home.email, password = home.password) {
  await page.goto(`${home.url}/sign-in`);
  await page.fill("[name=email]", email);
  await page.fill("[name=password]", password);
  await page.press("[name=password]", "Enter");
  await page.waitForURL(url => !url.pathname.startsWith("/sign-in"));
}
