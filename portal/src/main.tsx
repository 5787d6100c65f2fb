/** The portal's entry. */
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './global.css';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { NONCE } from './nonce.js';

// What locks scrolling behind a dialog asks here.
setNonce(NONCE);
const root = document.getElementById('root');
if (!root) throw new Error('The page has no place for the portal');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
