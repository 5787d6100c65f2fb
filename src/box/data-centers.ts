/** Where a deployment runs, as far as Box's "Except for" list is concerned. */
export const DATA_CENTERS = {
  US1: 'nduj1o3yavu30dii7e03c3n7p49cj2qh',
  US2: 'w0ouf1apiii9z8o0r6kpr4nu1pvyec75',
  US3: 'dmcyvu1s9284i2u6gw9r2kb0hhve4a0r',
  EU1: 'me9cm6n7kr4mfz135yt0ab9f5k4ze8qp',
  EU2: 'uwdy5r40t7jprdlzo85v8suw1l4cdsbf',
} as const;

/** The name of a data center. */
export type DataCenter = keyof typeof DATA_CENTERS;

/** For consoles at a legacy Adallom address. */
export const LEGACY_API_KEY = 'bwahmilhdlpbqy2ongkl119o3lrkoshc';

/** The key an admin must allow: the client id that this deployment presents, or its data center's. */
export function apiKeyFor(dataCenter: DataCenter, clientId?: string): string {
  return clientId ?? DATA_CENTERS[dataCenter];
}
