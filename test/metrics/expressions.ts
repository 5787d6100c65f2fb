/** The expressions in deploy/grafana, and the metrics that they name. */
import { z } from 'zod';

const dashboard = z.object({
  panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })).default([]) })),
});

/** The expressions of a dashboard, as Grafana sends them: its interval filled in. */
export function expressionsOf(json: string): string[] {
  const { panels } = dashboard.parse(JSON.parse(json));
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m')));
}

/** An alert of a rules file. */
export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly summary: string;
  readonly description: string;
  readonly runbook: string;
}

/** The alerts of a rules file that has each value on one line. */
export function alertsIn(yaml: string): Alert[] {
  return yaml
    .split(/^ *- alert: /m)
    .slice(1)
    .map((text) => {
      const value = (key: string): string =>
        new RegExp(`^ +${key}: '?(.*?)'?$`, 'm').exec(text)?.[1]?.replaceAll("''", "'") ?? '';
      return {
        alert: text.split('\n', 1)[0] ?? '',
        expr: value('expr'),
        summary: value('summary'),
        description: value('description'),
        runbook: value('runbook'),
      };
    });
}

/** The series that an expression names: words before a selector or a range, or alone, outside of braces and of `by`. */
export function metricsIn(expr: string): string[] {
  const plain = expr.replace(/\{[^}]*\}/g, '').replace(/\b(by|on|without)\s*\([^)]*\)/g, '');
  return [...plain.matchAll(/\b[a-z_][a-z0-9_]*\b(?!\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => name === 'up' || name.includes('_'));
}
