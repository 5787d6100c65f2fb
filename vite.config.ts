import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const ASSETS = fileURLToPath(new URL('dist/portal/assets', import.meta.url));
/** Brotli's best takes seconds for a few bytes less. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

/** Puts what was built beside itself, compressed: the API sends that, and compresses nothing while somebody waits. */
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
  root: fileURLToPath(new URL('portal', import.meta.url)),
  plugins: [react(), precompress()],
  // `src/api/portal.ts` puts a nonce of its own into each answer.
  html: { cspNonce: '__CSP_NONCE__' },
  // Small pictures stay files: the Content-Security-Policy allows no data: addresses.
  build: {
    outDir: '../dist/portal',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2022',
    chunkSizeWarningLimit: 1_000,
  },
});
