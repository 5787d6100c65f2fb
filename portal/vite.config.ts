import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const ASSETS = fileURLToPath(new URL('../dist/portal/assets', import.meta.url));
/** The highest quality, 11, takes seconds and saves a few bytes. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

/** Writes a compressed copy beside each built file, so that the API compresses nothing per request. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    async closeBundle() {
      for (const name of await readdir(ASSETS)) {
        if (!/\.(js|css)$/.test(name)) continue;
        const file = path.join(ASSETS, name);
        const bytes = await readFile(file);
        await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
        await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, BROTLI));
      }
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), precompress()],
  // `src/api/portal.ts` replaces this with a new nonce in each response.
  html: { cspNonce: '__CSP_NONCE__' },
  // Small pictures stay files (assetsInlineLimit): the Content-Security-Policy allows no data: addresses.
  build: {
    outDir: '../dist/portal',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2022',
    chunkSizeWarningLimit: 1_000,
  },
});
