/** The page of an item in Box's web app. */
import type { SimItem } from '../../enterprise/model.js';
import { escapeHtml, htmlPage } from '../http/html.js';

/** The page of an item; null for an item that does not exist. */
export const itemPage = (item: Pick<SimItem, 'name' | 'id'> | null): string =>
  item
    ? htmlPage(
        item.name,
        `<h1>${escapeHtml(item.name)}</h1><p class="note">Item ${escapeHtml(item.id)}. This is a simulator of Box: the page has no more content.</p>`,
      )
    : htmlPage(
        'Not found',
        '<h1>This page isn’t available</h1><p class="note">The item was moved or deleted, or never existed.</p>',
      );
