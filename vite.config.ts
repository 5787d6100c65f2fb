import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** What stands for a page's own nonce in the built page; `src/api/portal.ts` puts one in for each answer. */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__';

export default defineConfig({
  root: 'portal',
  plugins: [react()],
  html: { cspNonce: NONCE_PLACEHOLDER },
  // Small pictures stay files: the Content-Security-Policy allows no data: addresses.
  build: { outDir: '../dist/portal', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022' },
});
