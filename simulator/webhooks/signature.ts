/** How Box signs a webhook's delivery, by its guide to webhook signatures. */
import { createHmac } from 'node:crypto';

/** Base64 of the HMAC-SHA256, under `key`, of the body as it is sent followed by the timestamp header's text. */
export const signDelivery = (key: string, body: string, timestamp: string): string =>
  createHmac('sha256', key).update(body, 'utf8').update(timestamp, 'utf8').digest('base64');
