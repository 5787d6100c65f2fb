/** The API key of each data center: Box's client id of our app, which an admin enters under "Except for". */
export const DATA_CENTERS = {
  US1: 'nduj1o3yavu30dii7e03c3n7p49cj2qh',
  US2: 'w0ouf1apiii9z8o0r6kpr4nu1pvyec75',
  US3: 'dmcyvu1s9284i2u6gw9r2kb0hhve4a0r',
  EU1: 'me9cm6n7kr4mfz135yt0ab9f5k4ze8qp',
  EU2: 'uwdy5r40t7jprdlzo85v8suw1l4cdsbf',
} as const;

/** The name of a data center. */
export type DataCenter = keyof typeof DATA_CENTERS;

/** The API key for consoles at a legacy Adallom address. */
export const LEGACY_API_KEY = 'bwahmilhdlpbqy2ongkl119o3lrkoshc';

/** The API key that an admin must allow: the deployment's client id if it is configured, else the data center's key. */
export function apiKeyFor(dataCenter: DataCenter, clientId?: string): string {
  return clientId ?? DATA_CENTERS[dataCenter];
}
