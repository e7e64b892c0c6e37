import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";
import tailwind from "@tailwindcss/vite";

const out = process.env.RELATA_WEB_OUT ?? "dist";

/** The icons of `icons.txt` as one sprite: a page asks for `icons.svg#name`. */
function sprite(): Plugin {
  return {
    name: "relata-sprite",
    generateBundle() {
      const names = readFileSync("icons.txt", "utf8").split(/\s+/).filter(Boolean);
      const symbols = names.map(name => {
        const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, "utf8");
        const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
        return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
      });
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
      this.emitFile({ type: "asset", fileName: `icons-${digest(source)}.svg`, source });
      const mark = readFileSync("styles/mark.svg", "utf8").trim();
      this.emitFile({ type: "asset", fileName: `mark-${digest(mark)}.svg`, source: mark });
      const rules = JSON.stringify({
        prefetch: [{
          where: { and: [{ href_matches: "/*" }, { not: { href_matches: "/assets/*" } }, { not: { selector_matches: "[download],[data-no-prefetch],[target]" } }] },
          eagerness: "moderate",
        }],
      });
      this.emitFile({ type: "asset", fileName: `prefetch-${digest(rules)}.json`, source: rules });
    },
  };
}

/** Writes `.br` and `.gz` beside every text file, and `index.txt`: logical name, tab, file name. */
function packed(): Plugin {
  return {
    name: "relata-packed",
    writeBundle(options) {
      const dir = options.dir ?? out;
      const files = readdirSync(dir).filter(file => !/\.(br|gz)$|^index\.txt$|^manifest\.json$/.test(file)).sort();
      for (const file of files.filter(file => /\.(js|css|svg|json)$/.test(file))) {
        const bytes = readFileSync(join(dir, file));
        writeFileSync(join(dir, file + ".br"), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
        writeFileSync(join(dir, file + ".gz"), gzipSync(bytes, { level: 9 }));
      }
      const logical = (file: string) => file.replace(/-[A-Za-z0-9_-]{8}(\.\w+)$/, "$1");
      writeFileSync(join(dir, "index.txt"), files.map(file => `${logical(file)}\t${file}\n`).join(""));
    },
  };
}

const digest = (text: string) => createHash("sha256").update(text).digest("base64url").slice(0, 8);

export default defineConfig({
  base: "/assets/",
  publicDir: false,
  plugins: [tailwind(), sprite(), packed()],
  build: {
    outDir: out,
    emptyOutDir: true,
    target: "es2022",
    assetsDir: "",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: { core: "islands/core/index.ts", app: "styles/app.css" } },
  },
});
