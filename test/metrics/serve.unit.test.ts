import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../scripts/stack/eventually.js';
import { freePort } from '../../scripts/stack/ports.js';
import { serveMetrics } from '../../src/metrics/listener.js';
import { readAtScrape } from '../../src/metrics/read-at-scrape.js';
import { createMetrics } from '../../src/metrics/registry.js';

/** The lines of a metric, without its help and type. */
const linesOf = (text: string, name: string): string[] => text.split('\n').filter((line) => line.startsWith(name));
const log = { info: () => undefined, warn: () => undefined };

describe('the metrics of a process', () => {
  it('begin counters at 0 for every combination of labels, so that the first call is an increase', async () => {
    const metrics = createMetrics('worker', '1.2.3');
    metrics.count('boxward_box_calls_total', { purpose: 'listing', outcome: 'limited' });
    const lines = linesOf(await metrics.text(), 'boxward_box_calls_total');
    expect(lines).toHaveLength(64);
    expect(lines).toContain('boxward_box_calls_total{purpose="listing",outcome="limited"} 1');
    expect(lines).toContain('boxward_box_calls_total{purpose="express",outcome="ok"} 0');
  });

  it('have no gauge before it is known, nor after it is cleared', async () => {
    const metrics = createMetrics('api', '1.2.3');
    const lines = async () => linesOf(await metrics.text(), 'boxward_workers');
    expect(await lines()).toEqual([]);
    metrics.set('boxward_workers', {}, 2);
    expect(await lines()).toEqual(['boxward_workers 2']);
    metrics.clear('boxward_workers');
    expect(await lines()).toEqual([]);
  });

  it('are those of the process: what a worker does is not counted by the API as 0', async () => {
    const metrics = createMetrics('api', '1.2.3');
    expect(linesOf(await metrics.text(), 'boxward_box_calls_total')).toEqual([]);
    expect(() => metrics.count('boxward_files_scanned_total', { lane: 'bulk' })).toThrow(
      'not a metric of this process',
    );
    expect(await metrics.text()).toContain('boxward_build_info{version="1.2.3",process="api"} 1');
  });
});

describe('a value that is read at a scrape', () => {
  it('is absent while the read fails, and the scrape succeeds', async () => {
    const metrics = createMetrics('api', '1');
    readAtScrape(
      metrics,
      () => Promise.reject(new Error('Postgres is away')),
      (value: number | null) => {
        metrics.clear('boxward_workers');
        if (value !== null) metrics.set('boxward_workers', {}, value);
      },
    );
    metrics.set('boxward_workers', {}, 7);
    expect(linesOf(await metrics.text(), 'boxward_workers')).toEqual([]);
  });

  it('does not hold up the scrape if it never comes', async () => {
    const metrics = createMetrics('api', '1');
    const published: (number | null)[] = [];
    readAtScrape(
      metrics,
      () => new Promise<number>(() => undefined),
      (value) => void published.push(value),
    );
    expect(await metrics.text()).toContain('process_cpu_seconds_total');
    expect(published).toEqual([null]);
  });

  it('is read once for scrapes that follow one another', async () => {
    const metrics = createMetrics('api', '1');
    let reads = 0;
    readAtScrape(
      metrics,
      () => Promise.resolve((reads += 1)),
      () => undefined,
    );
    await Promise.all([metrics.text(), metrics.text()]);
    await metrics.text();
    expect(reads).toBe(1);
  });
});

describe('the address of metrics', () => {
  it('is served once it is free, with what comes from elsewhere', async () => {
    const port = await freePort();
    const before = createServer();
    await new Promise<void>((resolve) => before.listen(port, '127.0.0.1', resolve));
    const warned: string[] = [];
    const stop = serveMetrics({
      metrics: createMetrics('worker', '1'),
      listen: { host: '127.0.0.1', port },
      more: () => Promise.resolve('temporal_request_total 5\n'),
      log: { ...log, warn: (_, message) => void warned.push(message) },
      retryMs: 50,
    });
    try {
      await eventually(
        () => Promise.resolve(warned.length),
        (count) => count > 0,
        { everyMs: 10 },
      );
      await new Promise((resolve) => before.close(resolve));
      const response = await eventually(
        () => fetch(`http://127.0.0.1:${port}/metrics`),
        ({ status }) => status === 200,
      );
      expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
      const text = await response.text();
      expect(text).toContain('boxward_build_info');
      expect(text).toContain('\ntemporal_request_total 5\n');
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
      expect((await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'POST' })).status).toBe(404);
      expect(warned).toHaveLength(1);
    } finally {
      await stop();
    }
  });
});
