/** Sends webhook notifications: signed, and with retries until acknowledged or given up. */
import { setTimeout as delay } from 'node:timers/promises';
import { guid } from '../random.js';
import { boxTime } from '../time/box-time.js';
import type { Clock } from '../time/clock.js';
import { signDelivery } from './signature.js';

/** One attempt to deliver a notification. */
export interface Delivery {
  readonly deliveryId: string;
  readonly webhookId: string;
  /** The id in the notification's body. It is the same in every attempt. */
  readonly eventId: string;
  readonly trigger: string;
  readonly address: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly at: string;
  /** The status of the response; null without one. */
  readonly status: number | null;
}

/** A notification and the address to send it to. */
export interface WebhookNotification {
  readonly webhookId: string;
  readonly eventId: string;
  readonly trigger: string;
  readonly address: string;
  readonly body: string;
}

/** Signing keys and retry delay. */
export interface DeliverySettings {
  readonly webhookKeys: { readonly primary: string; readonly secondary: string };
  /** Delay before the first retry, in milliseconds; it doubles with each further retry. */
  readonly webhookRetryMs: number;
}

/** Sends notifications. */
export interface WebhookSender {
  /** Delivers in the background. Never throws. */
  send(notification: WebhookNotification): void;
  /** The latest attempts, oldest first; at most 1,000. */
  readonly deliveries: readonly Delivery[];
  /** Cancels all pending retries and open requests. */
  close(): void;
}

/** Box's guide to webhooks: a response is expected within 30 seconds, and there are up to 12 retries. */
const ACK_MS = 30_000;
const RETRIES = 12;
const MAX_DELIVERIES = 1_000;

/** A sender. Each attempt uses the current `settings`; attempts stop once a webhook no longer `exists`. */
export function createWebhookSender(
  seed: number,
  clock: Clock,
  settings: DeliverySettings,
  exists: (webhookId: string) => boolean,
): WebhookSender {
  const deliveries: Delivery[] = [];
  const closing = new AbortController();
  let attempts = 0;

  async function deliver(notification: WebhookNotification): Promise<void> {
    for (let attempt = 1; exists(notification.webhookId); attempt += 1) {
      attempts += 1;
      const deliveryId = guid(seed, 'delivery', attempts);
      const at = clock.now();
      const status = await post(notification, deliveryId, boxTime(at));
      if (closing.signal.aborted) return;
      const { webhookId, eventId, trigger, address } = notification;
      const sentAt = new Date(at).toISOString();
      deliveries.push({ deliveryId, webhookId, eventId, trigger, address, attempt, at: sentAt, status });
      if (deliveries.length > MAX_DELIVERIES) deliveries.shift();
      if ((status !== null && status >= 200 && status < 300) || attempt > RETRIES) return;
      await delay(settings.webhookRetryMs * 2 ** (attempt - 1), undefined, { signal: closing.signal, ref: false });
    }
  }

  async function post(
    { address, body }: WebhookNotification,
    deliveryId: string,
    timestamp: string,
  ): Promise<number | null> {
    const { primary, secondary } = settings.webhookKeys;
    try {
      const response = await fetch(address, {
        method: 'POST',
        body,
        redirect: 'manual',
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(ACK_MS)]),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Box-WH-Client/0.1',
          'box-delivery-id': deliveryId,
          'box-delivery-timestamp': timestamp,
          'box-signature-version': '1',
          'box-signature-algorithm': 'HmacSHA256',
          'box-signature-primary': signDelivery(primary, body, timestamp),
          'box-signature-secondary': signDelivery(secondary, body, timestamp),
        },
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      // No connection, or no response in time: retry.
      return null;
    }
  }

  return {
    // Closing the sender aborts a delay with an error.
    send: (notification) => void deliver(notification).catch(() => undefined),
    deliveries,
    close: () => closing.abort(),
  };
}
