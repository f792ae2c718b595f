// Builds the page: one script, one style, the licences of what is in them, and what they were built from.
// Run by `make page`; the test `tests/explain/page/test_page.py` holds the result to its sources.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const here = new URL(".", import.meta.url);
const out = new URL("../src/wengert/explain/page/assets/", here);
const hash = (...texts) => texts.reduce((h, t) => h.update(t), createHash("sha256")).digest("hex");
const read = (name) => readFileSync(new URL(name, here), "utf8");

const result = await build({
  absWorkingDir: here.pathname,
  entryPoints: ["src/main.js"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  loader: { ".woff2": "dataurl" },
  outdir: out.pathname,
  entryNames: "page",
  write: false,
});
for (const file of result.outputFiles) {
  const text = file.text.replaceAll("</script", "<\\/script");
  writeFileSync(new URL(file.path.endsWith(".css") ? "page.css" : "page.js", out), text);
}

const bundled = ["@dagrejs/dagre", "temml", "uplot"];
const licences = bundled.map((name) => {
  const { version, license, homepage } = JSON.parse(read(`node_modules/${name}/package.json`));
  return `${name} ${version} (${license})\n${homepage ?? ""}\n\n${read(`node_modules/${name}/LICENSE`)}`;
});
writeFileSync(new URL("LICENSES.txt", out), `${licences.join(`\n${"-".repeat(72)}\n\n`)}`);

const sources = ["build.mjs", "package-lock.json", "package.json", ...readdirSync(new URL("src/", here)).sort().map((n) => `src/${n}`)];
const built = ["page.js", "page.css"];
const facts = {
  sources: hash(...sources.map((name) => `${name}\n${read(name)}`)),
  ...Object.fromEntries(built.map((name) => [name, hash(readFileSync(new URL(name, out), "utf8"))])),
};
writeFileSync(new URL("built.json", out), `${JSON.stringify(facts, null, 1)}\n`);
console.log(built.map((name) => `${name} ${(readFileSync(new URL(name, out)).length / 1024).toFixed(0)} KiB`).join(", "));
