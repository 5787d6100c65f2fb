import type { Metrics } from './registry.js';

/** The connections of a pool now. */
interface Sizes {
  readonly used: number;
  readonly idle: number;
  readonly waiting: number;
  readonly max: number;
}

/** Returns what measures a pool of connections to Postgres, under this name. */
export function poolMeter(metrics: Metrics, pool: string) {
  return {
    opened(sizes: () => Sizes) {
      metrics.beforeScrape(() => {
        const { used, idle, waiting, max } = sizes();
        metrics.set('boxward_postgres_pool_connections', { pool, state: 'used' }, used);
        metrics.set('boxward_postgres_pool_connections', { pool, state: 'idle' }, idle);
        metrics.set('boxward_postgres_pool_waiting', { pool }, waiting);
        metrics.set('boxward_postgres_pool_max_connections', { pool }, max);
      });
    },
    waited: (ms: number) => metrics.observe('boxward_postgres_pool_wait_seconds', { pool }, ms / 1_000),
  };
}
