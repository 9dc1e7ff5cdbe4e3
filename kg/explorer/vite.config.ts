// One HTML file: script, style, worker and the SPARQL engine stand in it, and a policy forbids it to load anything.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const WASM = "node_modules/oxigraph/web_bg.wasm";

/** Blocks that `kg explore` fills in; see kg/explorer/__init__.py. */
const BLOCKS = ["config", "answers", "positions", "data"];

/** Bytes in base 85, as `src/packed.ts` reads them. */
function base85(bytes: Buffer): string {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;/=>?@^_`{|}~";
  const missing = (4 - (bytes.length % 4)) % 4;
  const padded = Buffer.concat([bytes, Buffer.alloc(missing)]);
  const parts: string[] = [];
  for (let i = 0; i < padded.length; i += 4) {
    let number = padded.readUInt32BE(i);
    let part = "";
    for (let k = 0; k < 5; k++) {
      part = digits[number % 85]! + part;
      number = Math.floor(number / 85);
    }
    parts.push(part);
  }
  return parts.join("").slice(0, padded.length * 1.25 - missing);
}

function sha256(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** What the page may do: run this script and this style, start workers made of its own text, and nothing else. */
function policy(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src ${sha256(script)} 'wasm-unsafe-eval'`,
    `style-src ${sha256(style)}`,
    "worker-src blob:",
    "img-src data: blob:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** The engine is unpacked and handed over by us; its own loader would ask the network. */
function withoutLoader(): Plugin {
  return {
    name: "without-loader",
    transform(code, id) {
      return id.includes("oxigraph/web.js") ? code.replace(/new URL\([^)]*web_bg\.wasm[^)]*\)/g, "undefined") : null;
    },
  };
}

function oneFile(): Plugin {
  return {
    name: "one-file",
    enforce: "post",
    generateBundle(_options, bundle) {
      const page = bundle["index.html"];
      if (page?.type !== "asset") throw new Error("no page");
      let script = "";
      let style = "";
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type === "chunk") script += part.code;
        else if (name.endsWith(".css")) style += String(part.source);
        else if (name !== "index.html") throw new Error(`${name} is not inlined`);
        if (name !== "index.html") delete bundle[name];
      }
      script = script.replaceAll("</script", "<\\/script").trim();
      style = style.trim();
      const wasm = base85(gzipSync(readFileSync(WASM), { level: 9 }));
      const blocks = BLOCKS.map((id) => `<script type="text/plain" id="kg-${id}">%%kg-${id}%%</script>`);
      const html = String(page.source)
        .replace(/<script[^>]*src=[^>]*><\/script>\s*/g, "")
        .replace(/<link[^>]*rel="stylesheet"[^>]*>\s*/g, "");
      page.source = html
        .replace("<!--policy-->", () => `<meta http-equiv="Content-Security-Policy" content="${policy(script, style)}">`)
        .replace("<!--style-->", () => `<style>${style}</style>`)
        .replace("<!--blocks-->", () => [...blocks, `<script type="text/plain" id="kg-engine">${wasm}</script>`].join("\n"))
        .replace("<!--script-->", () => `<script type="module">${script}</script>`);
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [withoutLoader(), oneFile()],
  worker: { format: "iife", plugins: () => [withoutLoader()] },
  build: { outDir: "dist", target: "es2022", modulePreload: false, assetsInlineLimit: 0, cssCodeSplit: false, chunkSizeWarningLimit: 4000 },
});
