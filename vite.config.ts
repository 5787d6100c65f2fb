import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('portal', import.meta.url)),
  plugins: [react()],
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
