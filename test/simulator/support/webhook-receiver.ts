/** A server that receives webhook deliveries. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { WebhooksManager } from 'box-node-sdk/managers/webhooks';
import { z } from 'zod';

const deliveryBody = z.looseObject({
  id: z.string(),
  trigger: z.string(),
  webhook: z.looseObject({ id: z.string() }),
  source: z.looseObject({ type: z.string(), id: z.string() }),
});

/** A delivery as it arrived; `text` is its body as sent. */
export interface ReceivedDelivery {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: z.infer<typeof deliveryBody>;
}

/** A running receiver. */
export interface WebhookReceiver {
  readonly address: string;
  /** In order of arrival. */
  readonly received: ReceivedDelivery[];
  /** Resolves once `count` deliveries have arrived. */
  waitFor(count: number): Promise<void>;
  /** Responds to the next deliveries with these statuses, and with 200 after them. */
  respondWith(...statuses: number[]): void;
  close(): void;
}

/** Listens on a free port of the loopback interface. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedDelivery[] = [];
  let statuses: number[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      received.push({ headers: request.headers, text, body: deliveryBody.parse(JSON.parse(text)) });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const listening = server.address();
  if (listening === null || typeof listening === 'string') throw new Error('The receiver has no port');
  return {
    address: `http://127.0.0.1:${listening.port}/hook`,
    received,
    async waitFor(count) {
      while (received.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    respondWith: (...next) => (statuses = next),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Whether Box's SDK accepts the signature of a delivery with these keys. `text` replaces the body. */
export function isSignatureValid(
  { headers, text: received }: ReceivedDelivery,
  primaryKey: string,
  secondaryKey?: string,
  text = received,
): Promise<boolean> {
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return WebhooksManager.validateMessage(text, plain, primaryKey, secondaryKey === undefined ? {} : { secondaryKey });
}
