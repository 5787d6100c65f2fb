/** The signature of webhook deliveries ("Webhook signatures", Box's guide). */
import { createHmac } from 'node:crypto';

/** The HMAC-SHA256 with `key` of the body followed by the timestamp header, in base64. */
export const signDelivery = (key: string, body: string, timestamp: string): string =>
  createHmac('sha256', key).update(body, 'utf8').update(timestamp, 'utf8').digest('base64');
