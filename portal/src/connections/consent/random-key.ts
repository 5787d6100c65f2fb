/** A random key of 128 bits. (`crypto.randomUUID` does not exist on pages that are served over plain HTTP.) */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
