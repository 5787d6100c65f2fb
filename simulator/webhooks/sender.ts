/** Tells webhooks' addresses what happened: signed, and again until it is acknowledged or given up. */
import { setTimeout as delay } from 'node:timers/promises';
import { guid } from '../random.js';
import { boxTime } from '../time/box-time.js';
import type { Clock } from '../time/clock.js';
import { signDelivery } from './signature.js';

/** One try to deliver; `status` is the answer's, null when none came. */
export interface Delivery {
  readonly deliveryId: string;
  readonly webhookId: string;
  /** The event's id in the body: the same at every try. */
  readonly eventId: string;
  readonly trigger: string;
  readonly address: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly at: string;
  readonly status: number | null;
}

/** What is delivered where. */
export interface WebhookNotification {
  readonly webhookId: string;
  readonly eventId: string;
  readonly trigger: string;
  readonly address: string;
  readonly body: string;
}

/** How deliveries are signed and repeated. */
export interface DeliverySettings {
  readonly webhookKeys: { readonly primary: string; readonly secondary: string };
  /** The wait before the first retry, in milliseconds; each further one is twice as long. */
  readonly webhookRetryMs: number;
}

/** Carries parcels to their addresses. */
export interface WebhookSender {
  /** Delivers in the background; never throws. */
  send(parcel: WebhookNotification): void;
  /** The latest tries, oldest first; a bounded number. */
  readonly deliveries: readonly Delivery[];
  /** Ends all waiting and all open requests. */
  close(): void;
}

/** Box's guide to webhooks says that an answer has to come within 30 seconds, and that there are up to 12 retries. */
const ACK_MS = 30_000;
const RETRIES = 12;
const KEPT = 1_000;

/** Delivers with the settings as they are at each try, and for a webhook only as long as there `isOne`. */
export function createWebhookSender(
  seed: number,
  clock: Clock,
  settings: DeliverySettings,
  isOne: (webhookId: string) => boolean,
): WebhookSender {
  const deliveries: Delivery[] = [];
  const closing = new AbortController();
  let tries = 0;

  async function deliver(parcel: WebhookNotification): Promise<void> {
    for (let attempt = 1; isOne(parcel.webhookId); attempt += 1) {
      tries += 1;
      const deliveryId = guid(seed, 'delivery', tries);
      const at = clock.now();
      const status = await post(parcel, deliveryId, boxTime(at));
      if (closing.signal.aborted) return;
      const { webhookId, eventId, trigger, address } = parcel;
      const sentAt = new Date(at).toISOString();
      deliveries.push({ deliveryId, webhookId, eventId, trigger, address, attempt, at: sentAt, status });
      if (deliveries.length > KEPT) deliveries.shift();
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
      // Nobody there, or no answer in time: tried again.
      return null;
    }
  }

  return {
    // A wait that closing ends is no failure.
    send: (parcel) => void deliver(parcel).catch(() => undefined),
    deliveries,
    close: () => closing.abort(),
  };
}
