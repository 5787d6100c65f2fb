import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { METRICS, type MetricDefinition } from '../../src/metrics/catalogue.js';
import { alertsIn, expressionsOf, metricsIn } from './expressions.js';

const definitions: [string, MetricDefinition][] = Object.entries(METRICS);
const operations = readFileSync('docs/operations.md', 'utf8');
const troubleshooting = readFileSync('docs/troubleshooting.md', 'utf8');
const expressions = expressionsOf(readFileSync('deploy/grafana/dashboard.json', 'utf8'));
const alerts = alertsIn(readFileSync('deploy/grafana/alerts.yml', 'utf8'));

/** The rows of the table in docs/operations.md. */
const documented = [...operations.matchAll(/^\| `(boxward_\w+)` *\| (\w+) *\| (.*?) *\| (.*?) *\| (.*?) *\|$/gm)].map(
  ([, name = '', type = '', labels = '', of = '', help = '']) => ({
    name,
    type,
    labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label),
    of: of === 'API, worker' ? 'both' : of.toLowerCase(),
    help,
  }),
);

/** The name of the metric that a series belongs to. */
const metricOf = (series: string): string => series.replace(/_(bucket|sum|count)$/, '');

describe('the metrics', () => {
  it('are documented with the type, labels, process and words that the code has', () => {
    expect(documented).toEqual(
      definitions.map(([name, { type, labels, of, help }]) => ({ name, type, labels: Object.keys(labels), of, help })),
    );
  });

  it('are named in base units, counters with _total', () => {
    for (const [name, { type }] of definitions) {
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    }
  });

  it('have no label for what is not bounded', () => {
    const labels = new Set(definitions.flatMap(([, definition]) => Object.keys(definition.labels)));
    expect([...labels].filter((label) => /id$|name|login|user|path|connection/i.test(label))).toEqual([]);
  });
});

describe('the dashboard and the alerts', () => {
  it('name only metrics that the code serves', () => {
    const named = [...expressions, ...alerts.map(({ expr }) => expr)].flatMap(metricsIn);
    const own = named.filter((series) => series.startsWith('boxward_')).map(metricOf);
    expect(own.filter((name) => !(name in METRICS))).toEqual([]);
    const others = named.filter((series) => !/^(boxward|temporal|process|nodejs)_/.test(series));
    expect([...new Set(others)]).toEqual(['up']);
  });

  it('show every metric that the code serves', () => {
    const shown = new Set([...expressions, ...alerts.map(({ expr }) => expr)].flatMap(metricsIn).map(metricOf));
    expect(Object.keys(METRICS).filter((name) => !shown.has(name))).toEqual([]);
  });

  it('lead from every alert to a section that exists, or to a row of its own', () => {
    const sections = [...troubleshooting.matchAll(/^## (.*)$/gm)].map(([, title = '']) =>
      title.toLowerCase().replaceAll(' ', '-'),
    );
    for (const { alert, summary, description, runbook } of alerts) {
      expect(summary, alert).not.toBe('');
      expect(description, alert).not.toBe('');
      const [page, section] = runbook.split('#');
      expect(page).toBe('docs/troubleshooting.md');
      expect(sections).toContain(section);
      if (section === 'alerts-of-prometheus') expect(troubleshooting).toContain(`| \`${alert}\``);
    }
  });

  it('have a test for every alert in which it fires, and one in which it does not', () => {
    const cases = readFileSync('deploy/grafana/alerts.test.yml', 'utf8');
    for (const { alert } of alerts) {
      expect(cases).toContain(`# ${alert} fires`);
      expect(cases).toContain(`# ${alert} does not fire`);
    }
    expect(alerts.length).toBeGreaterThan(10);
  });

  it('are all in the folder that operators copy', () => {
    expect(readdirSync('deploy/grafana').sort()).toEqual([
      'alerts.test.yml',
      'alerts.yml',
      'dashboard.json',
      'prometheus.yml',
    ]);
  });
});
