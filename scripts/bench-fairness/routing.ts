/** The pure parts of the router. */

/** The enterprise of every simulator. */
const ENTERPRISE = '1234567';

/** Codes and tokens in a form or in a JSON object, for which their owner is looked up or remembered. */
export function secretsIn(text: string): string[] {
  const names = ['code', 'access_token', 'refresh_token', 'token'];
  if (!text.startsWith('{')) {
    const form = new URLSearchParams(text);
    return names.flatMap((name) => form.get(name) ?? []);
  }
  return names.flatMap((name) => new RegExp(`"${name}"\\s*:\\s*"([^"]+)"`).exec(text)?.[1] ?? []);
}

/** Replaces the enterprise's id by one for each simulator; the first keeps it. */
export function rewriteEnterprise(body: string, simulator: number): string {
  return body.replaceAll(`"${ENTERPRISE}"`, `"${Number(ENTERPRISE) + simulator}"`);
}

/** Reads a stream to its end. */
export async function readBody(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
