/** What every page gets: htmx and our behaviours. Each module listens on the document, so it works for what comes later too. */
import "htmx.org"; // for its side effect: window.htmx
import type htmx from "htmx.org";
import "htmx.org/dist/ext/hx-sse.js"; // extensions need window.htmx: keep them after it
import { copying } from "./copying";
import { dates } from "./dates";
import { dialogs } from "./dialogs";
import { editing } from "./editing";
import { folds } from "./folds";
import { forms } from "./forms";
import { grid } from "./grid";
import { hotkeys } from "./hotkeys";
import { islands } from "./islands";
import { keeping } from "./keeping";
import { limits } from "./limits";
import { menus } from "./menus";
import { polling } from "./polling";
import { preferences } from "./preferences";
import { sessions } from "./sessions";
import { steps } from "./steps";
import { tabs } from "./tabs";
import { times } from "./times";
import { toasts } from "./toasts";

declare global {
  interface Window { htmx: typeof htmx }
}

for (const start of [preferences, hotkeys, forms, sessions, keeping, grid, editing, limits, menus, dialogs, tabs, toasts, times, polling, copying, dates, folds, steps, islands]) start();
